"""A runner that all tests of a module share, and short ways to ask it."""

import numpy as np

from tutor.checking.assignments.running import Call, Limits, Program

X = np.arange(6.0).reshape(2, 3)
FAST = {"seconds": 0.5, "total": 5.0}
"""For code that never ends."""
PATIENT = {"seconds": 30.0, "total": 90.0}
"""For code that ends; a busy machine may take its time."""


def run(runner, source, *calls, path="/nowhere/answer.py", **limits):
    """What came of a text; by default of the call f(X). limits: PATIENT where not given."""
    return runner.run(
        Program(source, path), calls or (Call("f", (X,)),), Limits(**(PATIENT | limits))
    )


def outcome(runner, source, **limits):
    """What came of f(X)."""
    return run(runner, source, **limits).outcomes[0]
