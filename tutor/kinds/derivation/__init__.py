"""Derivation: get from one expression to another, line by line."""
