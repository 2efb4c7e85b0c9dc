"""Whether two equations, inequalities or intervals hold for the same numbers."""
