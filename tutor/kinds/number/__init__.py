"""The exercise kind `number`."""
