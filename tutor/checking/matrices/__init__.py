"""Matrix calculus: read, judge and explain matrix expressions for derivatives.

    check("2*A*x", "(A + A')*x", dims={"A": ["n", "n"], "x": ["n", 1]},
          function="x'*A*x", wrt="x", layout="gradient")        → Wrong, mistake "symmetric"
    reading("(A+A')x", dims)        a syntax tree, its shapes and how it looks in two dimensions
    prove_key(row)                  the key against finite differences of the function
    worked_solution("x'*A*x", "x", dims)    Markdown with TeX, by differentials

Reading loads nothing but the standard library; judging loads NumPy and mpmath when first used.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tutor.bilingual import Text
from tutor.checking.matrices.layouts import LAYOUTS
from tutor.checking.matrices.problem import ASSUMPTIONS, Problem, make_problem
from tutor.checking.matrices.syntax import Node
from tutor.checking.matrices.tokens import CannotRead
from tutor.exercise import Verdict

Dims = Mapping[str, Sequence[str | int] | str]

__all__ = [
    "ASSUMPTIONS", "LAYOUTS", "CannotRead", "Dims", "Problem", "check", "check_row",
    "make_problem", "prove_key", "read", "worked_solution",
]  # fmt: skip


def read(text: str, dims: Dims) -> Node:
    """The syntax tree of a matrix expression in the names of `dims`. Raises CannotRead."""
    return make_problem(dims, layout="scalar", texts=(text,)).read(text)


def check(
    answer: str,
    key: str = "",
    *,
    dims: Dims,
    sizes: Mapping[str, int] | None = None,
    assume: Mapping[str, str | Sequence[str]] | None = None,
    function: str = "",
    wrt: str = "",
    layout: str = "gradient",
) -> Verdict:
    """Judge a matrix expression against a key, or against the function's own derivative.

    dims: name → [rows, columns], sizes as symbols or numbers; vectors are columns, scalars
    [1, 1]. With no key, central differences of `function` by `wrt` in `layout` decide.
    Raises TutorError for an exercise that makes no sense.
    """
    from tutor.checking.matrices import judge

    return judge.check(
        answer, key, dims=dims, sizes=sizes, assume=assume, function=function, wrt=wrt,
        layout=layout,
    )  # fmt: skip


def check_row(row: Mapping[str, Any]) -> Verdict:
    """Judge one row of a JSON-lines file: answer, key, dims, sizes, assume, function, wrt, layout.

    >>> row = {"answer": "2*x", "dims": {"x": ["n", 1]}, "function": "x'*x", "wrt": "x"}
    >>> type(check_row(row)).__name__
    'Right'
    """
    from tutor.checking.matrices import judge

    return judge.check_row(row)


def prove_key(row: Mapping[str, Any]) -> Text:
    """What is wrong with a row's key, compared with finite differences of its function.

    Empty when the key agrees, or when there is no function to compare with. Raises TutorError
    for a row that makes no sense.
    """
    from tutor.checking.matrices import proof

    return proof.prove_key(row)


def worked_solution(
    function: str,
    wrt: str,
    dims: Dims,
    *,
    layout: str = "gradient",
    assume: Mapping[str, str | Sequence[str]] | None = None,
    sizes: Mapping[str, int] | None = None,
) -> Text:
    """The derivation by differentials as Markdown with TeX; empty where no rule is known.

    Raises TutorError for data that makes no sense.
    """
    from tutor.checking.matrices import solutions

    problem = make_problem(
        dims, sizes=sizes, assume=assume, function=function, wrt=wrt, layout=layout
    )
    return solutions.worked_solution(problem)
