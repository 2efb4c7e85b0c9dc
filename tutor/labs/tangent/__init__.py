"""The tangent of a curve: its slope at a point, and what the slope tells of the curve."""

ORDER = 1
