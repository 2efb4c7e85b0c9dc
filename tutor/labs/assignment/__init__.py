"""Assignments: NumPy functions that the learner writes in a file of their own, run and checked."""

ORDER = 5
