"""What known slips make of our functions: the same arguments, and one step wrong.

`SLIPS` holds, for a function, the names of slips and what each gives. A learner's result gets the
name of a slip only where it is exactly what that slip gives. The modules offer the slips of a
family of functions each.
"""

from tutor.checking.assignments.slips import (
    attention,
    descent,
    differences,
    networks,
    normalization,
    softmax,
)
from tutor.checking.assignments.slips.offered import SLIPS

__all__ = ["SLIPS", "attention", "descent", "differences", "networks", "normalization", "softmax"]
