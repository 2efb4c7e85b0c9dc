"""Whether two expressions are equal, and what shows it."""
