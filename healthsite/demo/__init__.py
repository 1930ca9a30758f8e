"""The demo site: articles, people, a discussion and drawings, read by the command that fills an empty database."""
