"""Textual widgets that screens and kinds share."""
