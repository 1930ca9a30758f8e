"""Articles from files: a reader for each format, `reading` that chooses one, and `store` that saves what was read."""
