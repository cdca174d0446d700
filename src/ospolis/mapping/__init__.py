"""From a country folder to facts: sources, repositories, components, and what happened to each."""
