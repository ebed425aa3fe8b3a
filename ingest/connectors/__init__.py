"""How a feed that has an API is pulled into the landing zone."""
