"""Gradient descent: the path of the parameters on the loss, and why it goes where it goes."""

ORDER = 2
