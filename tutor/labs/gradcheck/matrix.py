"""A function of matrices, and its derivative by one of them as a matrix expression."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tutor.bilingual import Strings, Text
from tutor.checking.matrices import check
from tutor.checking.matrices.arithmetic import FLOATS, Impossible
from tutor.checking.matrices.differences import laid_out
from tutor.checking.matrices.draws import draw, draw_sizes
from tutor.checking.matrices.evaluation import Evaluator
from tutor.checking.matrices.inference import Clash
from tutor.checking.matrices.layouts import LAYOUTS
from tutor.checking.matrices.problem import ASSUMPTIONS, Problem, Reading, make_problem
from tutor.checking.matrices.sizes import Size, parse_shape
from tutor.checking.matrices.solutions import derived_key
from tutor.checking.matrices.terms import Term, walk
from tutor.checking.matrices.tokens import CannotRead
from tutor.errors import TutorError
from tutor.exercise import Wrong
from tutor.labs import LabError
from tutor.labs.functions import not_among, read_word
from tutor.labs.gradcheck.single import Singles
from tutor.labs.gradcheck.subject import Diagnosis, Entry
from tutor.labs.gradcheck.typed import assignments, numbers_of, parts

Array = Any

STRINGS = Strings(__file__)

MOST = 64
LARGEST = 8
TRIES = 40
_KINKED = frozenset(("relu", "abs", "sign", "step", "leaky", "elu"))


@dataclass(frozen=True)
class Matrices:
    """The function and the typed derivative, at matrices of numbers.

    problem: names, shapes, the variable and the layout. answer: the typed derivative.
    sizes: symbol → number. at: the matrices. assume, dims: as they were typed.
    """

    problem: Problem
    answer: Reading
    sizes: Mapping[str, int]
    at: Mapping[str, Array]
    dims: Mapping[str, str]
    assume: Mapping[str, str]

    @property
    def function(self) -> Term:
        assert self.problem.function is not None
        return self.problem.function.term

    @cached_property
    def point(self) -> Array:
        return self.at[self.problem.wrt].reshape(-1)

    @cached_property
    def _floats(self) -> Evaluator:
        return Evaluator(self.sizes, dict(self.at), FLOATS)

    @cached_property
    def _singles(self) -> Singles:
        return Singles(self.sizes, dict(self.at))

    @cached_property
    def _value(self) -> Array:
        return self._floats(self.function)

    @cached_property
    def _places(self) -> Array:
        """Which (output, axis) stands at each place of the derivative, coded as one number."""
        p, q = self._value.shape
        r, s = self.at[self.problem.wrt].shape
        coded = np.arange(p * q * r * s).reshape(p, q, r, s)
        return laid_out(coded, self.problem.layout)

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self._places.shape
        return rows, columns

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        found = []
        count = len(self.point)
        column = self.shape[1] == 1
        for (i, j), code in np.ndenumerate(self._places):
            label = f"[{i + 1}]" if column else f"[{i + 1},{j + 1}]"
            found.append(Entry(label, int(code) % count, int(code) // count))
        return tuple(found)

    @cached_property
    def values(self) -> Array:
        flat = self._value.reshape(-1)
        return np.array([flat[entry.output] for entry in self.entries])

    @cached_property
    def typed(self) -> Array:
        return self._laid(self.answer.term)

    @cached_property
    def true(self) -> Array:
        term = derived_key(self.problem)
        return np.full(len(self.entries), np.nan) if term is None else self._laid(term)

    def _laid(self, term: Term) -> Array:
        try:
            value = self._floats(term)
        except Impossible:
            return np.full(len(self.entries), np.nan)
        if value.shape != self.shape:
            return np.full(len(self.entries), np.nan)
        return value.astype(float).reshape(-1)

    def _at(self, axis: int, step: float, *, single: bool) -> Evaluator:
        wrt = self.problem.wrt
        value = self.at[wrt].astype(np.float32 if single else float)
        value.flat[axis] += np.float32(step) if single else step
        return (self._singles if single else self._floats).with_value(wrt, value)

    def moved(self, axis: int, steps: Array, *, single: bool = False) -> Array:
        out = np.full((len(steps), self._value.size), np.nan)
        for row, step in enumerate(steps):
            try:
                out[row] = self._at(axis, float(step), single=single)(self.function).reshape(-1)
            except Impossible:
                continue
        return out

    @cached_property
    def _kinks(self) -> tuple[tuple[Term, ...], ...]:
        """What bends where a term, or the difference of two, passes 0; or where a max moves."""
        found: dict[tuple[Term, ...], None] = {}
        for part in walk(self.function):
            if part.op == "fn" and part.data[0] in _KINKED:
                found[(part.args[0],)] = None
            elif part.op in ("maximum", "minimum", "cmp"):
                found[(part.args[0], part.args[1])] = None
            elif part.op == "norm" and part.data == "1":
                found[(part.args[0],)] = None
        return tuple(found)

    def _signs(self, at: Evaluator) -> Array:
        signs = []
        for terms in self._kinks:
            try:
                first, *rest = (at(term) for term in terms)
                signs.append(np.sign(first - rest[0] if rest else first).reshape(-1))
            except (Impossible, ValueError):
                continue
        signs += [self._order(at, part) for part in walk(self.function) if part.op in _ORDERED]
        return np.concatenate(signs) if signs else np.zeros(0)

    @staticmethod
    def _order(at: Evaluator, part: Term) -> Array:
        try:
            value = at(part.args[0])
        except Impossible:
            return np.zeros(0)
        ends = value.max() if part.op == "max" else value.min()
        return (value.reshape(-1) == ends) * 1.0 + 1

    def crosses(self, axis: int, steps: Array) -> Array:
        out = np.zeros(len(steps), dtype=bool)
        if not self._kinks and not any(part.op in _ORDERED for part in walk(self.function)):
            return out
        here = self._signs(self._floats)
        for row, step in enumerate(steps):
            there = self._signs(self._at(axis, float(step), single=False))
            if here.shape == there.shape:
                out[row] = bool((here != there).any())
        return out

    def describe_point(self) -> str:
        return ", ".join(f"{name} = {written(value)}" for name, value in self.at.items())

    def shown(self) -> tuple[str, str]:
        assert self.problem.function is not None
        return self.problem.function.text, self.answer.text

    def diagnose(self) -> tuple[Diagnosis, ...]:
        function = self.problem.function
        assert function is not None
        try:
            verdict = check(
                self.answer.text, dims=self.dims, assume=self.assume,
                function=function.text, wrt=self.problem.wrt, layout=self.problem.layout,
            )  # fmt: skip
        except TutorError:
            return ()
        if not isinstance(verdict, Wrong):
            return ()
        mistake = verdict.mistake
        seen: Text = verdict.witness.text if verdict.witness is not None else ""
        if mistake is None or mistake.name == "other":
            return (Diagnosis("other", STRINGS["other_matrix"], "", seen),)
        return (Diagnosis(mistake.name, mistake.text, mistake.question, seen),)


_ORDERED = ("max", "min")


def written(value: Array) -> str:
    """A matrix of numbers as it can be typed."""
    if value.size == 1:
        return f"{float(value.flat[0]):.12g}"
    return "[" + "; ".join(" ".join(f"{float(x):.12g}" for x in row) for row in value) + "]"


def read_shapes(text: str) -> dict[str, str]:
    """`A: m x n, x: n, t: 1` as shapes by name. Raises LabError."""
    found: dict[str, str] = {}
    for part in parts(text):
        name, colon, shape = part.partition(":")
        if not colon or not name.strip() or not shape.strip():
            raise LabError("shapes", STRINGS("no_shape", found=part))
        bare = re.sub(r"(?<=\w)\s+(?=\w)", " x ", shape.strip().replace(" x ", "×"))
        try:
            parse_shape(bare)
        except ValueError as error:
            raise LabError("shapes", STRINGS("no_shape", found=part)) from error
        if name.strip() in found:
            raise LabError("shapes", STRINGS("twice", name=name.strip()))
        found[name.strip()] = bare
    return found


def read_assumptions(text: str) -> dict[str, str]:
    """`A: symmetric, y: onehot` as assumptions by name. Raises LabError."""
    found: dict[str, str] = {}
    for part in parts(text):
        name, colon, word = part.partition(":")
        if not colon or not word.strip():
            raise LabError("assume", STRINGS("no_assumption", found=part))
        found[name.strip()] = word.strip()
    return found


def read_matrices(
    function: str, gradient: str, by: str, shapes: str, assume: str, layout: str, point: str,
    seed: int,
) -> Matrices:  # fmt: skip
    """The subject that was typed; matrices without values are drawn. Raises LabError."""
    dims, assumed = read_shapes(shapes), read_assumptions(assume)
    layout = read_word(layout, "layout", LAYOUTS[:3])
    wrt = by.strip() or next(iter(dims))
    if wrt not in dims:
        raise LabError("by", STRINGS("by_unknown", found=wrt, names=", ".join(dims)))
    if not function.strip():
        raise LabError("function", STRINGS["function_missing"])
    if not gradient.strip():
        raise LabError("gradient", STRINGS["gradient_missing"])
    problem = _problem(dims, assumed, function, gradient, wrt, layout)
    answer = _answer(problem, gradient)
    sizes, at = _point(problem, point, seed, (answer.term,))
    rows, columns = answer.shape
    assert problem.wanted is not None
    wanted = tuple(size.at(sizes) for size in problem.wanted)
    if not isinstance(rows, Size) or not isinstance(columns, Size):
        raise LabError("gradient", STRINGS["shape_unknown"])
    found = rows.at(sizes), columns.at(sizes)
    if found != wanted:
        turned = found == wanted[::-1]
        raise LabError(
            "gradient",
            STRINGS(
                "shape_turned" if turned else "shape_wrong",
                found=f"{rows}×{columns}",
                wanted=f"{problem.wanted[0]}×{problem.wanted[1]}",
                layout=layout,
            ),
        )
    if wanted[0] * wanted[1] > MOST:
        raise LabError("point", STRINGS("too_many", count=wanted[0] * wanted[1], most=MOST))
    return Matrices(problem, answer, sizes, at, dims, assumed)


def _problem(
    dims: Mapping[str, str], assume: Mapping[str, str], function: str, gradient: str, wrt: str,
    layout: str,
) -> Problem:  # fmt: skip
    for name, words in assume.items():
        if name not in dims:
            names = ", ".join(dims)
            raise LabError("assume", STRINGS("by_unknown", found=name, names=names))
        for word in words.split():
            if word not in ASSUMPTIONS:
                raise not_among(word, "assume", ASSUMPTIONS)
    try:
        make_problem(dims, assume=assume, layout=layout)
    except TutorError as error:
        raise LabError("assume", error.message) from error
    try:
        return make_problem(
            dims, assume=assume, function=function, wrt=wrt, layout=layout, texts=(gradient,)
        )
    except (CannotRead, Clash) as error:
        raise LabError("function", error.why) from error
    except TutorError as error:
        raise LabError("function", error.message) from error


def _answer(problem: Problem, gradient: str) -> Reading:
    text = re.sub(r"^\s*(?:∇\w*|grad(?:ient)?|[d∂]\w*\s*/\s*[d∂]\w+)\s*=(?!=)\s*", "", gradient)
    try:
        return problem.meaning(text, problem.read(text), problem.wanted)
    except (CannotRead, Clash) as error:
        raise LabError("gradient", error.why) from error


def _point(
    problem: Problem, text: str, seed: int, terms: Sequence[Term]
) -> tuple[dict[str, int], dict[str, Array]]:
    """Sizes and matrices: as typed, the rest drawn where the function has a value."""
    given = {name: numbers_of(value, "point") for name, value in assignments(text, "point").items()}
    strangers = [name for name in given if name not in problem.shapes]
    if strangers:
        names = ", ".join(problem.shapes)
        raise LabError("point", STRINGS("by_unknown", found=strangers[0], names=names))
    values = {name: np.array(rows, dtype=float) for name, rows in given.items()}
    told = _sizes_of(problem, values)
    found: dict[str, Array] = {}
    for attempt in range(TRIES):
        drawn = draw_sizes(problem.symbols, seed + attempt // 8, taken=problem.numbers, small=True)
        sizes = {**drawn, **problem.fixed, **told}
        assume = dict(problem.assume)
        if attempt >= TRIES // 2:
            assume = {name: ("positive", *assume.get(name, ())) for name in problem.shapes}
        at = draw(problem.shapes, assume, sizes, 100 * seed + attempt)
        found = {name: value.astype(float) for name, value in at.values.items()} | values
        evaluator = Evaluator(sizes, found, FLOATS)
        try:
            assert problem.function is not None
            done = all(np.isfinite(evaluator(t)).all() for t in (problem.function.term, *terms))
        except Impossible:
            done = False
        if done:
            break
    else:
        evaluator = Evaluator(sizes, found, FLOATS)
        try:
            evaluator(problem.function.term)  # type: ignore[union-attr]
        except Impossible as error:
            raise LabError("point", STRINGS["no_value"]) from error
    return sizes, found


def _sizes_of(problem: Problem, values: Mapping[str, Array]) -> dict[str, int]:
    """The sizes that typed matrices settle. Raises LabError where they do not agree."""
    told: dict[str, int] = dict(problem.fixed)
    for name, value in values.items():
        if max(value.shape) > LARGEST:
            raise LabError("point", STRINGS("too_large", name=name, most=LARGEST))
        for size, found in zip(problem.shapes[name], value.shape, strict=True):
            if len(size.symbols) == 1 and size.number == 1:
                if told.setdefault(size.symbols[0], found) != found:
                    raise _misfit(problem, name, value, told)
            elif not size.symbols and size.number != found:
                raise _misfit(problem, name, value, told)
    return told


def _misfit(problem: Problem, name: str, value: Array, told: Mapping[str, int]) -> LabError:
    rows, columns = problem.shapes[name]
    known = ", ".join(f"{symbol} = {size}" for symbol, size in told.items())
    return LabError(
        "point",
        STRINGS(
            "value_shape",
            name=name,
            found=f"{value.shape[0]}×{value.shape[1]}",
            wanted=f"{rows}×{columns}",
            known=known or "—",
        ),
    )
