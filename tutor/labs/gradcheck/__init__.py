"""Gradient check: a typed gradient against differences of the function, entry by entry."""

ORDER = 3
