"""The exercise kind `notation`."""
