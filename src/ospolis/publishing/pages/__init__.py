"""The map, the institutions and the systems, put together from selectors: plain values for templates."""
