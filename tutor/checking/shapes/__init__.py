"""Shape inference over NumPy- and PyTorch-like snippets, without running them.

>>> from tutor.checking.shapes import infer
>>> inference = infer("S = Q @ K.T", declared={"Q": "(T, d)", "K": "(S, d)"})
>>> inference.lines[-1].shape
(T, S)

A new operation is a short function in `operations/`, registered with its signature.
"""

from tutor.checking.shapes.answers import judge, judge_against
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.explanation import Explanation, explain
from tutor.checking.shapes.facts import UnreadableFact
from tutor.checking.shapes.inference import Inference, Line, Problem, infer
from tutor.checking.shapes.reading import Reading, read_answer
from tutor.checking.shapes.rows import check_row, infer_row
from tutor.checking.shapes.syntax import Refused

__all__ = [
    "Broken",
    "Explanation",
    "Inference",
    "Line",
    "Problem",
    "Reading",
    "Refused",
    "UnreadableFact",
    "Unsupported",
    "check_row",
    "explain",
    "infer",
    "infer_row",
    "judge",
    "judge_against",
    "read_answer",
]
