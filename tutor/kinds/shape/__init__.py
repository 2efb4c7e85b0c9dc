"""The exercise kind `shape`."""
