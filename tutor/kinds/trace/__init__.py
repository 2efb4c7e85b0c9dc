"""The exercise kind `trace`."""
