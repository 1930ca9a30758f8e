"""A site to try out: its content, and what `make run` starts."""
