"""A paper reproduction of the learner's own, from the hyperparameter table to the README."""

ORDER = 6
