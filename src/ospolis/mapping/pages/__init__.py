"""The pages of the collection and of repositories, put together from selectors: plain values for templates."""
