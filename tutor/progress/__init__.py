"""What the learner did, kept in SQLite, and when it comes back."""
