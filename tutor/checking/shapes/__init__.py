"""Shape inference over NumPy- and PyTorch-like snippets, without running them.

>>> from tutor.checking.shapes import infer
>>> inference = infer("S = Q @ K.T", declared={"Q": "(T, d)", "K": "(S, d)"})
>>> inference.lines[-1].shape
(T, S)

How a snippet is followed, and where:

    inference       the snippet and its facts → the shape of every line, or what breaks
    syntax          what of Python is let in
    statements      with targets (assignment), branches, loops, comprehensions
    expressions     with items, attributes, namespaces, python_methods, builtins, scope
    registry        a call → its operation in `operations/`, a file for every family
    sizes           exact symbolic sizes; polynomials, division, size_text; facts draws them
    values          tensors and what else a name may hold; numbers, strides
    reading         a learner's answer, by size_parser; answers judges it, rows a table of them
    explanation     what went wrong, in sentences; causes tries the changes of mends

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
