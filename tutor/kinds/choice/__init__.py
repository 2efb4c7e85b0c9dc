"""The exercise kind `choice`."""
