"""Check a function that a learner wrote: run it in another process, compare what it gives."""
