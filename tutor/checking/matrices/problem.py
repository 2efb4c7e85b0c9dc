"""What an answer is judged against: names, sizes, assumptions, function, variable, layout."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tutor.bilingual import Text
from tutor.checking.matrices.inference import Clash, Inference, Settings
from tutor.checking.matrices.layouts import LAYOUTS, derivative_shape
from tutor.checking.matrices.reader import read
from tutor.checking.matrices.sizes import ONE, Shape, Size, Unifier, parse_shape
from tutor.checking.matrices.syntax import Node, with_ones
from tutor.checking.matrices.terms import Term
from tutor.checking.matrices.vocabulary import canonical
from tutor.errors import TutorError

Sizes = tuple[Size, Size]
ASSUMPTIONS = (
    "positive", "nonnegative", "symmetric", "skew", "spd", "probability", "onehot", "orthogonal",
    "diagonal", "pm1", "binary", "small", "square_pd", "invertible", "unit", "lower",
)  # fmt: skip
SQUARE = frozenset(("symmetric", "skew", "spd", "diagonal", "square_pd", "invertible"))
LARGEST_SIZE = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """An expression that was read: its tree, its term, its shape, and what was assumed.

    shapes: of every node, by identity. regrouped: products, by identity, that only had a
    meaning with other brackets, and how they look with these.
    """

    text: str
    tree: Node
    term: Term
    shape: Shape
    notes: tuple[Text, ...] = ()
    shapes: Mapping[int, Shape] = field(default_factory=dict)
    broadcast: bool = False
    regrouped: Mapping[int, Node] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """The setting of one exercise.

    shapes: name → (rows, columns). fixed: sizes that are given as numbers. assume: name →
    assumptions. equal: size symbols that the function makes equal to others.
    """

    shapes: Mapping[str, Sizes]
    fixed: Mapping[str, int]
    assume: Mapping[str, tuple[str, ...]]
    function: Reading | None = None
    wrt: str = ""
    layout: str = "gradient"
    equal: Mapping[str, Size] = field(default_factory=dict)
    broadcast: bool = False

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """Size symbols that are free to be drawn."""
        found: dict[str, None] = {}
        for shape in self.shapes.values():
            for size in shape:
                found.update(dict.fromkeys(size.symbols))
        return tuple(symbol for symbol in found if symbol not in self.fixed)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """Sizes that are numbers, which no symbol may equal by accident."""
        given = {size.number for shape in self.shapes.values() for size in shape}
        return frozenset(given | set(self.fixed.values()))

    @cached_property
    def size_names(self) -> frozenset[str]:
        """All size symbols, also those that equal others, as a reader of answers needs them."""
        return frozenset(self.symbols) | frozenset(self.fixed) | frozenset(self.equal)

    @cached_property
    def wanted(self) -> Sizes | None:
        """The shape the layout asks for, when the function is known."""
        if self.function is None:
            return None
        rows, columns = self.function.shape
        assert isinstance(rows, Size)
        assert isinstance(columns, Size)
        if not self.wrt:
            return rows, columns
        return derivative_shape(self.layout, (rows, columns), self.shapes[self.wrt])

    def read(self, text: str) -> Node:
        """The syntax tree of an answer. Raises CannotRead."""
        return read(text, self.shapes, self.size_names)

    def meaning(self, text: str, tree: Node, expected: Shape | None = None) -> Reading:
        """What an expression means. Raises Clash where shapes do not fit.

        A NumPy reduction such as sum(X, axis=0) may stand for a row or a column, and a
        juxtaposed 1 for a vector of ones: the first reading of the expected shape is taken.
        """
        first: Reading | Clash | None = None
        trees = [(tree, False)]
        if re.search(r"axis|dim|sum|mean", text):
            trees.append((tree, True))
        other = with_ones(tree) if "1" in text else tree
        if other != tree:
            trees.append((other, False))
        for form, as_column in trees:
            try:
                reading = self._meaning(text, form, expected, as_column, self.broadcast)
            except Clash as clash:
                first = first or clash
                continue
            if expected is None or reading.shape == expected:
                return reading
            if not isinstance(first, Reading):
                first = reading
        if isinstance(first, Reading):
            return first
        assert isinstance(first, Clash)
        raise first

    def _meaning(
        self, text: str, tree: Node, expected: Shape | None, as_column: bool, broadcast: bool,
        *, equate: bool = False,
    ) -> Reading:  # fmt: skip
        settings = Settings(
            shapes=self.shapes,
            constants=self._constants(),
            broadcast=broadcast,
            axis0_is_column=as_column,
        )
        inference = Inference(settings, text, Unifier(self.equal, equate=equate))
        term, shape = inference.typed(tree, expected)
        if len(self.symbols) == 1:  # the only size there is
            term, shape = inference.bind_rest(term, shape, Size(1, (self.symbols[0],)))
        shapes = {key: inference.unifier.shape(part) for key, part in inference.shapes.items()}
        return Reading(
            text, tree, term, shape, tuple(inference.notes), shapes, inference.used_broadcast,
            inference.regrouped,
        )  # fmt: skip

    def _constants(self) -> dict[str, Term]:
        """Declared names that are plainly constants: I, one, and a scalar named like a size."""
        constants: dict[str, Term] = {}
        for name, (rows, columns) in self.shapes.items():
            if name == self.wrt or self.assume.get(name):
                continue
            word = canonical(name)
            if word in ("I", "Id") and rows == columns != ONE:
                constants[name] = Term("eye", (), rows)
            elif word in ("one", "ones") and (rows, columns) != (ONE, ONE):
                constants[name] = Term("ones", (), (rows, columns))
            elif rows == columns == ONE and name in self.symbols:
                constants[name] = Term("size", (), Size(1, (name,)))
        return constants


def make_problem(
    dims: Mapping[str, Sequence[str | int] | str],
    *,
    sizes: Mapping[str, int] | None = None,
    assume: Mapping[str, str | Sequence[str]] | None = None,
    function: str = "",
    wrt: str = "",
    layout: str = "gradient",
    texts: Sequence[str] = (),
) -> Problem:
    """The setting of an exercise from plain data.

    texts: the other expressions of the exercise (key, answer), which decide whether a large
    number such as 784 is only a size or also used as a number. Raises TutorError for data
    that makes no sense, and CannotRead or Clash for a function that cannot be read.
    """
    if not dims:
        raise TutorError("No names are declared.", "Give dims, such as {A: [m, n], x: [n, 1]}.")
    if layout not in LAYOUTS:
        raise TutorError(f"{layout!r} is not a layout.", "Layouts: " + ", ".join(LAYOUTS) + ".")
    used = {int(n) for text in (*texts, function) for n in re.findall(r"\d+", text) if len(n) < 9}
    try:
        shapes = {name: parse_shape(shape) for name, shape in dims.items()}
    except ValueError as error:
        raise TutorError(f"dims: {error}.") from error
    shapes = {
        name: (_symbolic(rows, used), _symbolic(columns, used))
        for name, (rows, columns) in shapes.items()
    }
    assumptions = {
        name: tuple(re.split(r"[\s,]+", given.strip())) if isinstance(given, str) else tuple(given)
        for name, given in (assume or {}).items()
    }
    for name, given in assumptions.items():
        if name not in shapes:
            raise TutorError(f"assume: {name!r} is not among the dims.")
        for assumption in given:
            if assumption not in ASSUMPTIONS:
                raise TutorError(f"{assumption!r} is no assumption.", ", ".join(ASSUMPTIONS))
    if wrt and wrt not in shapes:
        matches = [name for name in shapes if canonical(name) == canonical(wrt)]
        if not matches:
            raise TutorError(f"wrt: {wrt!r} is not among the dims.")
        wrt = matches[0]
    fixed = {str(symbol): int(value) for symbol, value in (sizes or {}).items()}
    fixed = {
        symbol: value for symbol, value in fixed.items() if value <= LARGEST_SIZE or value in used
    }
    problem = Problem(shapes, fixed, assumptions, None, wrt, layout)
    problem = _with_square(problem)
    return _with_function(problem, function) if function else problem


def _symbolic(size: Size, used: set[int]) -> Size:
    """A large number that no formula uses becomes a symbol, so that draws stay small."""
    if size.number > LARGEST_SIZE and size.number not in used:
        return Size(1, (str(size.number), *size.symbols))
    return size


def _with_square(problem: Problem) -> Problem:
    unifier = Unifier(equate=True)
    for name, given in problem.assume.items():
        rows, columns = problem.shapes[name]
        if SQUARE & set(given) and not unifier.unify(rows, columns):
            raise TutorError(f"{name} is {rows}×{columns}; {given[0]} needs a square matrix.")
    return _equated(problem, unifier)


def _equated(problem: Problem, unifier: Unifier) -> Problem:
    if not unifier.equal:
        return problem
    shapes: dict[str, Sizes] = {}
    for name, (rows, columns) in problem.shapes.items():
        new = unifier.resolve(rows), unifier.resolve(columns)
        assert isinstance(new[0], Size)
        assert isinstance(new[1], Size)
        shapes[name] = (new[0], new[1])
    equal = dict(problem.equal) | dict(unifier.equal)
    return Problem(
        shapes, problem.fixed, problem.assume, problem.function, problem.wrt, problem.layout,
        equal, problem.broadcast,
    )  # fmt: skip


def _with_function(problem: Problem, text: str) -> Problem:
    """The problem with its function read; size symbols it needs equal are made equal."""
    tree = problem.read(text)
    first: Clash | None = None
    for equate, broadcast in ((False, False), (False, True), (True, False)):
        unifier = Unifier(problem.equal, equate=equate)
        settings = Settings(problem.shapes, constants=problem._constants(), broadcast=broadcast)
        inference = Inference(settings, text, unifier)
        try:
            term, shape = inference.typed(tree)
        except Clash as clash:
            first = first or clash
            continue
        problem = _equated(problem, unifier)
        shapes = {key: unifier.shape(part) for key, part in inference.shapes.items()}
        reading = Reading(
            text, tree, term, shape, tuple(inference.notes), shapes, broadcast,
            inference.regrouped,
        )  # fmt: skip
        return Problem(
            problem.shapes, problem.fixed, problem.assume, reading, problem.wrt, problem.layout,
            problem.equal, broadcast,
        )  # fmt: skip
    assert first is not None
    raise first
