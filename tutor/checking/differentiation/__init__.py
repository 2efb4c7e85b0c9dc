"""Differentiating a tree rule by rule, and telling how it was done.

`differentiate` gives a tree of `Step`s: which rule was used where, on what, with what
result. The key of an exercise, the hints, the worked solution and the library of known
mistakes are all read off it.
"""

from tutor.checking.differentiation.rules import NoRule, Step, assemble, derivative, differentiate
from tutor.checking.differentiation.worked import hints, worked

__all__ = ["NoRule", "Step", "assemble", "derivative", "differentiate", "hints", "worked"]
