"""The exercise kind `matrix`."""
