"""What the learner sees: a screen for each place, and the parts that screens share."""
