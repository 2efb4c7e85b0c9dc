"""Whether an answer equals the key, or the function's measured derivative, in every draw.

Float64 first; every verdict is then confirmed with 40 digits in one draw, so that a factor of
1 + 10⁻¹² is seen and heavy cancellation forgiven.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tutor.checking.matrices.arithmetic import Array, Impossible
from tutor.checking.matrices.differences import derivative
from tutor.checking.matrices.draws import Draw, draw, draw_sizes
from tutor.checking.matrices.problem import Problem
from tutor.checking.matrices.terms import Term, walk

DRAWS = 5
DRAWS_WITH_KINKS = 12
TRIES = 40
LARGEST_VALUE = 1e9
FLOAT_TOLERANCE = 1e-9
EXACT_TOLERANCE = 1e-20
MEASURED_TOLERANCE = 1e-12
ZERO = 1e-6


class NoDraw(Exception):  # noqa: N818 - a finding about the exercise
    """No values were found at which the key has a value."""


@dataclass
class Target:
    """What the answer must equal: a key, or the measured derivative of the function."""

    problem: Problem
    key: Term | None

    def floats(self, at: Draw) -> Array:
        if self.key is not None:
            return at.floats(self.key)
        assert self.problem.function is not None
        if not self.problem.wrt:
            return at.floats(self.problem.function.term)
        known = self._rough.get(id(at))
        if known is None:
            function, wrt = self.problem.function.term, self.problem.wrt
            known = derivative(at.floats, function, wrt, self.problem.layout)
            self._rough[id(at)] = known
        return known

    def exact(self, at: Draw) -> Array:
        if self.key is not None:
            return at.exact(self.key)
        known = self._measured.get(id(at))
        if known is None:
            known = self._measured[id(at)] = self._measure(at)
        return known

    def _measure(self, at: Draw) -> Array:
        assert self.problem.function is not None
        function = self.problem.function.term
        if not self.problem.wrt:
            return at.exact(function)
        return derivative(at.exact, function, self.problem.wrt, self.problem.layout)

    @cached_property
    def _measured(self) -> dict[int, Array]:
        return {}

    @cached_property
    def _rough(self) -> dict[int, Array]:
        return {}

    @property
    def measured(self) -> bool:
        """Whether the target comes from differences of the function, not from a key."""
        return self.key is None and bool(self.problem.wrt)

    @property
    def float_tolerance(self) -> float:
        """Relative error allowed in float64; second differences are the least exact."""
        if not self.measured:
            return FLOAT_TOLERANCE
        return 1e-3 if self.problem.layout == "hessian" else 1e-6

    @property
    def tolerance(self) -> float:
        """Relative error allowed in 40-digit arithmetic."""
        return MEASURED_TOLERANCE if self.measured else EXACT_TOLERANCE


def make_draws(
    problem: Problem,
    target: Target,
    *,
    also: Term | None = None,
    count: int = 0,
    seed: int = 0,
    small: bool = False,
) -> list[Draw]:
    """Draws at which the target (and the term `also`) has a value that is not huge.

    count: how many; 0 for as many as it takes, which is more where there are kinks, so that
    both sides of each are seen.

    Where no draw has one (a logarithm of a negative number), variables without assumptions
    are drawn positive.
    """
    count = count or (DRAWS_WITH_KINKS if has_kinks(problem, target) else DRAWS)
    found: list[Draw] = []
    last: Exception | None = None
    for positive in (False, True):
        assume = dict(problem.assume)
        if positive:
            assume |= {
                name: ("positive", *assume.get(name, ()))
                for name in problem.shapes
                if not set(assume.get(name, ())) - {"small", "symmetric"}
            }
        for attempt in range(TRIES):
            number = seed * 1000 + attempt
            sizes = draw_sizes(
                problem.symbols, number, taken=problem.numbers, small=small or attempt % DRAWS == 0
            )
            sizes |= problem.fixed
            if attempt < TRIES // 2 and _too_wide(problem, sizes):
                continue
            candidate = draw(problem.shapes, assume, sizes, number)
            try:
                function = problem.function
                if function is not None and not _finite(candidate.floats(function.term)):
                    continue
                if also is not None:
                    candidate.floats(also)
                value = target.floats(candidate)
            except Impossible as error:
                last = error
                continue
            if not _finite(value) or np.abs(value).max(initial=0) > LARGEST_VALUE:
                continue
            found.append(candidate)
            if len(found) == count:
                return found
        if found:
            return found
    raise NoDraw from last


def has_kinks(problem: Problem, target: Target) -> bool:
    """Whether the key or the function is made of pieces: |x|, ReLU, max, comparisons."""
    terms = [target.key] if target.key is not None else []
    if problem.function is not None:
        terms.append(problem.function.term)
    return any(
        part.op in _KINKS
        or (part.op == "fn" and part.data[0] in _KINKED_FUNCTIONS)
        or (part.op == "norm" and part.data in ("1", "inf"))
        for term in terms
        for part in walk(term)
    )


_KINKS = frozenset(("cmp", "where", "maximum", "minimum", "max", "min"))
_KINKED_FUNCTIONS = frozenset(("relu", "abs", "sign", "step", "leaky", "elu", "huber"))


def _finite(value: Array) -> bool:
    return bool(np.isfinite(value).all())


def _too_wide(problem: Problem, sizes: Mapping[str, int]) -> bool:
    """Whether a matrix of orthonormal columns would have more columns than rows."""
    return any(
        problem.shapes[name][0].at(sizes) < problem.shapes[name][1].at(sizes)
        for name, given in problem.assume.items()
        if "orthogonal" in given
    )


def difference(answer: Array, wanted: Array, *, floor: float = 0.0) -> float:
    """The largest difference, relative to the largest entry. Infinite if shapes differ.

    floor: entries smaller than this count as this, so that exact zeros can be recognised.
    """
    if answer.shape != wanted.shape:
        return float("inf")
    if answer.size == 0:
        return 0.0
    with np.errstate(all="ignore"):
        gap = np.abs(answer - wanted).max()
        scale = max(np.abs(wanted).max(), np.abs(answer).max(), floor)
        result = float(gap / scale) if scale != 0 else 0.0
    return result if result == result else float("inf")


def _size(target: Target, at: Draw) -> float:
    return float(np.abs(target.floats(at)).max(initial=0))


def equal_exactly(answer: Term, target: Target, at: Draw) -> bool:
    """Whether 40-digit arithmetic agrees in one draw. Raises Impossible."""
    return difference(at.exact(answer), target.exact(at), floor=ZERO) < target.tolerance


def decide(answer: Term, target: Target, draws: Sequence[Draw]) -> bool:
    """Whether the answer equals the target. Raises Impossible if it has no value anywhere."""
    suspect: Draw | None = None
    for at in draws:
        try:
            value = at.floats(answer)
        except Impossible:
            suspect = at
            break
        gap = difference(value, target.floats(at))
        if not gap < target.float_tolerance:
            suspect = at
            break
    if suspect is None:
        # Where both are zero nothing is shown: look where there is most to see.
        return equal_exactly(answer, target, max(draws, key=lambda at: _size(target, at)))
    if not equal_exactly(answer, target, suspect):
        return False
    return all(equal_exactly(answer, target, at) for at in draws)
