"""tutor: practise the mathematics of AI papers in the terminal."""

__version__ = "0.1.0"
