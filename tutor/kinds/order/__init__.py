"""The exercise kind `order`."""
