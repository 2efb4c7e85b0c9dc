"""The exercise kind `code`."""
