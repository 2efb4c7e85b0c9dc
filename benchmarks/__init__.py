"""Measured side by side in one run: every figure is a ratio to something beside it."""
