"""The exercise kind `interview`."""
