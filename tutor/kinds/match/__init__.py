"""The exercise kind `match`."""
