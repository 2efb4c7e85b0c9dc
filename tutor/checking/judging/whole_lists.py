"""What went wrong with a list or matrix as a whole: a factor, a constant, things changed round."""

from collections.abc import Iterator, Sequence

from tutor.checking.answer_forms import infinity
from tutor.checking.equality.sampling import REAL, grid, row
from tutor.checking.evaluation.ball import Exact, Real
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import reals, remarks
from tutor.checking.judging.items import same
from tutor.checking.judging.slopes import value_of
from tutor.checking.judging.writing import write
from tutor.checking.question import Question, say
from tutor.checking.trees.rewriting import number
from tutor.exercise import Mistake

TWO = "entries-swapped"
"""The name of the mistake that changes two entries round."""
_LOOKS = 12
"""At so many points a value of every entry is looked for."""


def about(
    question: Question,
    answers: Sequence[Node],
    keys: Sequence[Node],
    wrong: Sequence[int],
    labels: Sequence[str],
    columns: int,
) -> Mistake | None:
    """What one change makes all entries right; None where none is found.

    wrong: the places of the wrong ones. labels: what the entries are called. columns: of a
    matrix, whose entries stand row by row; 0 for a list.
    """
    if len(wrong) < 2:
        return None

    def moved(places: Sequence[int], others: Sequence[int]) -> bool:
        pairs = [*zip(places, others, strict=True), *zip(others, places, strict=True)]
        return all(same(question, answers[i], keys[j]) for i, j in pairs)

    if len(wrong) == 2 < len(keys):
        first, second = wrong
        if moved([first], [second]):
            return _told("entries_swapped", first=labels[first], second=labels[second])
    if columns:
        for name, lines in (
            ("rows_swapped", sorted({place // columns for place in wrong})),
            ("columns_swapped", sorted({place % columns for place in wrong})),
        ):
            if len(lines) == 2:
                one, other = (_line(name, line, columns, len(keys)) for line in lines)
                if moved(one, other):
                    return _told(name, first=str(lines[0] + 1), second=str(lines[1] + 1))
    return _by_one_number(question, answers, keys)


def _line(name: str, line: int, columns: int, size: int) -> range:
    """The places of the entries of a row or column."""
    if name == "rows_swapped":
        return range(line * columns, (line + 1) * columns)
    return range(line, size, columns)


def _by_one_number(
    question: Question, answers: Sequence[Node], keys: Sequence[Node]
) -> Mistake | None:
    """One factor, or one constant, by which all entries are off."""
    if question.complex_ or any(map(_is_no_number, (*answers, *keys))):
        return None
    seen = next(_values(question, answers, keys), None)
    if seen is None:
        return None
    yours, expected = seen
    pairs = [(a, k) for a, k in zip(yours, expected, strict=True) if k != 0]
    factor = remarks.short_fraction(reals.ratio(*pairs[0])) if pairs else None
    if factor is not None and factor != 1:
        scaled = [tree.Mul((number(factor), key)) for key in keys]
        if _all_same(question, answers, scaled):
            name = "entries_sign" if factor == -1 else "entries_factor"
            return _told(name, factor=write(factor))
    offset = remarks.short_fraction(reals.excess(yours[0], expected[0]))
    if offset is not None:
        shifted = [tree.Add((key, number(offset))) for key in keys]
        if _all_same(question, answers, shifted):
            sign = "+" if offset > 0 else "−"
            return _told("entries_offset", sign=sign, offset=write(abs(offset)))
    return None


def _is_no_number(entry: Node) -> bool:
    return isinstance(entry, tree.Sequence) or bool(infinity(entry))


def _all_same(question: Question, answers: Sequence[Node], keys: Sequence[Node]) -> bool:
    return all(same(question, a, k) for a, k in zip(answers, keys, strict=True))


def _values(
    question: Question, answers: Sequence[Node], keys: Sequence[Node]
) -> Iterator[tuple[list[Real], list[Real]]]:
    """The values of all entries, at points where each has one."""
    names = tuple(sorted(frozenset().union(*map(tree.free_symbols, (*answers, *keys)))))
    points: list[dict[str, Exact]] = [{}]
    if names:
        domains = tuple(question.domains.get(name, REAL) for name in names)
        columns = grid(names, domains, frozenset(), question.seed)
        size = len(columns[names[0]])
        points = [row(columns, index) for index in range(0, size, -(-size // _LOOKS))]
    for point in points:
        found = [value_of(entry, point) for entry in (*answers, *keys)]
        values = [value for value in found if value is not None]
        if len(values) == len(found):
            yield values[: len(answers)], values[len(answers) :]


def _told(name: str, **values: str) -> Mistake:
    text, question = say(name, **values), say(f"{name}_question", **values)
    return Mistake(name=name.replace("_", "-"), text=text, question=question)
