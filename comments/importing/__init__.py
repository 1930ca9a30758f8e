"""Comments from other systems: a reader for each export, `reading` that chooses one, and `store` that saves them."""
