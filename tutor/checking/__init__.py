"""Knows mathematics, not lessons: reading, deciding, explaining."""
