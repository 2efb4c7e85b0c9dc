"""Entries and elements: which are equal, which belong together, how they are written."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tutor.checking.answer_forms import infinity
from tutor.checking.equality.outcomes import Same, Unknown
from tutor.checking.evaluation.ball import Ball, TooLarge, as_float, magnitude
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression import show, tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import complex_values, domains, scalars, tolerant
from tutor.checking.judging.slopes import value_of
from tutor.checking.question import Question
from tutor.checking.statements.pairing import pairs
from tutor.checking.trees.rewriting import alike


def same(question: Question, a: Node, b: Node) -> bool | None:
    """Whether an entry is as the key's entry b asks; None when that cannot be told.

    Raises TooLarge and Unsupported as `scalars.compare` does.
    """
    if alike(a, b):
        return True
    if isinstance(a, tree.Sequence) or isinstance(b, tree.Sequence):
        if not (isinstance(a, tree.Sequence) and isinstance(b, tree.Sequence)):
            return False
        if len(a.items) != len(b.items):
            return False
        answers = [same(question, x, y) for x, y in zip(a.items, b.items, strict=True)]
        return False if False in answers else None if None in answers else True
    if infinity(a) or infinity(b):
        return infinity(a) == infinity(b)
    if question.complex_:
        return complex_values.same(question, a, b)
    if question.tolerance is not None:
        return tolerant.close(replace(question, key=b), a)
    found = scalars.compare(question, a, b)
    if isinstance(found, Same) and question.same_domain:
        return domains.one_sided(question.about(b), a, found.one_sided) is None
    return None if isinstance(found, Unknown) else isinstance(found, Same)


class Rough:
    """Doubles for the items that are numbers, so that most pairs are told apart at once."""

    def __init__(self, question: Question, items: Iterable[Node]) -> None:
        rough = question.tolerance is None and not question.complex_
        self._values = {item: _double(item) for item in dict.fromkeys(items)} if rough else {}

    def apart(self, a: Node, b: Node) -> bool:
        """Whether two items are numbers that surely differ."""
        x, y = self._values.get(a), self._values.get(b)
        return x is not None and y is not None and abs(x - y) > 1e-9 * (abs(x) + abs(y))


def _double(item: Node) -> float | None:
    """The double next to a number; None for what is none, is very large, or badly known."""
    if tree.free_symbols(item) or isinstance(item, tree.Sequence | tree.Relation | tree.Logic):
        return None
    try:
        value = value_of(item, {})
    except (Unsupported, TooLarge):
        return None
    if value is None or (isinstance(value, Ball) and value.e > magnitude(value.v) - 60):
        return None
    found = as_float(value)
    return found if 1e-200 < abs(found) < 1e200 or value == 0 else None


def distinct(question: Question, items: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """The different items, and those of them that come again; no tolerance is given here."""
    exact = replace(question, tolerance=None)
    rough = Rough(exact, items)
    found: list[Node] = []
    repeated: list[Node] = []
    for item in items:
        near = (other for other in found if not rough.apart(item, other))
        first = next((other for other in near if same(exact, item, other)), None)
        if first is None:
            found.append(item)
        elif not any(first is other for other in repeated):
            repeated.append(first)
    return found, repeated


class Matching:
    """As many pairs of an answer and a key that it equals as there can be, each used once.

    missing: the keys left over. extra: the answers left over. unsure: whether some of these
    might be equal after all.
    """

    def __init__(self, question: Question, answers: Sequence[Node], keys: Sequence[Node]) -> None:
        self._question = question
        self._answers, self._keys = answers, keys
        self._known: dict[tuple[int, int], bool | None] = {}
        self._rough = Rough(question, (*answers, *keys))
        owner = pairs(len(answers), len(keys), self._same)
        paired = set(owner.values())
        lone = [index for index in range(len(answers)) if index not in paired]
        left = [index for index in range(len(keys)) if index not in owner]
        self.extra = [answers[index] for index in lone]
        self.missing = [keys[index] for index in left]
        self.unsure = any(self._same(i, j) is None for i in lone for j in left)

    @property
    def perfect(self) -> bool:
        """Whether nothing is left over."""
        return not self.missing and not self.extra

    def _same(self, answer: int, key: int) -> bool | None:
        place = answer, key
        if place not in self._known:
            a, k = self._answers[answer], self._keys[key]
            apart = self._rough.apart(a, k)
            self._known[place] = False if apart else same(self._question, a, k)
        return self._known[place]


def points(node: Node) -> tuple[tree.Sequence, ...] | None:
    """The points that are listed, also as what looks like open intervals; None for all else."""
    if isinstance(node, tree.Sequence) and not any(
        isinstance(item, tree.Sequence) for item in node.items
    ):
        return (node,)
    parts = node.parts if isinstance(node, tree.Union) else (node,)
    if isinstance(node, tree.FiniteSet | tree.Sequence):
        parts = node.items
    found: list[tree.Sequence] = []
    for part in parts:
        if isinstance(part, tree.Interval) and part.low_open and part.high_open:
            part = tree.Sequence((part.low, part.high))
        if not isinstance(part, tree.Sequence):
            return None
        found.append(part)
    return tuple(found)


def listed(items: Sequence[Node]) -> str:
    """Items as people write them, with commas."""
    return ", ".join(map(written, items))


def written(item: Node) -> str:
    """An item as people write it; a point in round brackets."""
    return f"({listed(item.items)})" if isinstance(item, tree.Sequence) else show.plain(item)
