"""What shape inference stands on: its settings, its findings, and questions about shapes."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from tutor.bilingual import Text
from tutor.checking.matrices import syntax
from tutor.checking.matrices.sizes import (
    ONE,
    SCALAR,
    AnySize,
    Shape,
    Size,
    Times,
    Unifier,
    show,
)
from tutor.checking.matrices.syntax import Node
from tutor.checking.matrices.terms import Term
from tutor.checking.matrices.tokens import STRINGS

Typed = tuple[Term, Shape]


class Clash(Exception):  # noqa: N818 - a finding about the answer, not a fault
    """Two parts whose shapes do not fit.

    at: column of the operator or function. why: one sentence that names both shapes.
    """

    def __init__(self, at: int, why: Text) -> None:
        super().__init__(at, why)
        self.at, self.why = at, why


@dataclass(slots=True)
class Settings:
    """What inference may assume.

    shapes: every declared name. constants: those of them that stand for a constant.
    broadcast: whether a row or column may be added to a matrix, as NumPy does.
    axis0_is_column: whether a sum down the columns is a column (else a row).
    """

    shapes: Mapping[str, Shape]
    constants: Mapping[str, Term] = field(default_factory=dict)
    broadcast: bool = False
    axis0_is_column: bool = False


class Shaping(ABC):
    """The state of one pass over one tree, and what every rule asks of it.

    shapes: every node's shape by identity, once it is known. regrouped: products by identity
    whose factors were put together in another way than typed, with all their brackets.
    """

    def __init__(self, settings: Settings, text: str, unifier: Unifier | None = None) -> None:
        self.settings = settings
        self.text = text
        self.unifier = unifier or Unifier()
        self.shapes: dict[int, Shape] = {}
        self.regrouped: dict[int, Node] = {}
        self.notes: list[Text] = []
        self.used_broadcast = False

    @abstractmethod
    def of(self, node: Node) -> Typed:
        """The term and the shape of a node. Raises Clash."""

    @abstractmethod
    def sum(self, node: syntax.Sum) -> Typed:
        """The term and the shape of a sum. Raises Clash."""

    def same(self, left: Shape, right: Shape) -> bool:
        mark = self.unifier.mark()
        if self.unifier.unify(left[0], right[0]) and self.unifier.unify(left[1], right[1]):
            return True
        self.unifier.back_to(mark)
        return False

    def is_scalar(self, shape: Shape) -> bool:
        return self.unifier.shape(shape) == SCALAR

    def is_vector(self, shape: Shape) -> bool:
        rows, columns = self.unifier.shape(shape)
        return (rows == ONE) != (columns == ONE)

    def slice(self, node: Node) -> str:
        return self.text[node.at : node.end].strip()

    def shown(self, shape: Shape) -> str:
        return show(self.unifier.shape(shape))

    def note(self, key: str, **values: str) -> None:
        note = STRINGS(key, **values)
        if note not in self.notes:
            self.notes.append(note)

    def clash(self, key: str, at: int, **values: str) -> Clash:
        return Clash(at, STRINGS(key, **values))

    def square(self, node: Node, shape: Shape, what: str) -> None:
        if not self.unifier.unify(shape[0], shape[1]):
            raise self.clash(
                "needs_square", node.at, what=what, part=self.slice(node), shape=self.shown(shape)
            )

    def product(self, left: AnySize, right: AnySize) -> AnySize:
        left, right = self.unifier.resolve(left), self.unifier.resolve(right)
        if isinstance(left, Size) and isinstance(right, Size):
            return left * right
        if left == ONE:
            return right
        return left if right == ONE else Times((left, right))

    def spread(self, left: Shape, right: Shape, *, force: bool = False) -> Shape | None:
        """The shape of a matrix met by a row or a column, where that is allowed."""
        if not (self.settings.broadcast or force):
            return None
        for wide, thin in ((left, right), (right, left)):
            wide, thin = self.unifier.shape(wide), self.unifier.shape(thin)
            if ONE in wide:
                continue
            if (thin[0] == ONE and self.unifier.unify(wide[1], thin[1])) or (
                thin[1] == ONE and self.unifier.unify(wide[0], thin[0])
            ):
                self.used_broadcast = True
                self.note("note_spread", shape=self.shown(thin), wide=self.shown(wide))
                return wide
        return None


def whole_number(node: Node) -> int | None:
    """The value of a whole number, with or without a sign; None for anything else."""
    if isinstance(node, syntax.Grouped):
        return whole_number(node.arg)
    if isinstance(node, syntax.Neg):
        inner = whole_number(node.arg)
        return None if inner is None else -inner
    if isinstance(node, syntax.Number) and node.value.denominator == 1:
        return int(node.value)
    return None


def is_reduced(term: Term) -> bool:
    """Whether a term is a sum, mean or maximum along one axis, which NumPy spreads again."""
    while term.op in ("neg", "t", "div") or (term.op == "fn" and term.args):
        term = term.args[0]
    return term.data in (0, 1) and term.op in _REDUCTIONS


_REDUCTIONS = frozenset(("sum", "mean", "max", "min", "variance", "std", "prod", "lse"))
