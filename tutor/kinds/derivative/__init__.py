"""The exercise kind `derivative`."""
