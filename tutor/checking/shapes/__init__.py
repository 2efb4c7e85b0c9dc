"""Symbolic shape inference over a whitelisted syntax; never runs the snippet."""
