"""Typed mathematics → syntax tree, in Python, calculator, Unicode or TeX notation."""
