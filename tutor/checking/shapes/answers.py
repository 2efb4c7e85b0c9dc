"""Judging a shape: right at every draw, or wrong and which mistake it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from tutor.bilingual import Strings, Text
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.facts import UnreadableFact, draw_sizes
from tutor.checking.shapes.inference import Inference, sizes_of
from tutor.checking.shapes.reading import Reading, read_answer, value, write
from tutor.checking.shapes.size_parser import Node, parsed
from tutor.checking.shapes.sizes import Dim, Size, World
from tutor.exercise import Mistake, Right, Undecided, Unreadable, Verdict, Witness, Wrong

strings = Strings(__file__)

SMALL = ((2, 9),)

Column: TypeAlias = tuple[Fraction, ...]
"""One size at every live draw."""


def judge(text: str, expected: Sequence[Dim], world: World, library: str = "numpy") -> Verdict:
    """The verdict on a typed shape. expected: the right shape, of an inference in `world`."""
    reading = read_answer(text, _names(world))
    if isinstance(reading, Unreadable):
        return reading
    if reading.raises:
        shown = _shape_text([str(size) for size in expected])
        return Wrong(why=strings("answer_runs", shape=shown))
    return judge_reading(reading, expected, world, library)


def _names(world: World) -> list[str]:
    return [name for name in world.order if name.isidentifier() and name not in world.data]


def judge_reading(reading: Reading, expected: Sequence[Dim], world: World, library: str) -> Verdict:
    """The verdict on a shape that was read."""
    if any(isinstance(size, Size) and size.data_names() for size in expected):
        return Undecided(why=strings("answer_data"))
    draws = _draws(reading, world)
    yours = [_column(size, world, draws) for size in reading.sizes]
    right = [tuple(Fraction(world.values(size)[draw]) for draw in draws) for size in expected]
    if yours == right:
        identical = [write(size) for size in reading.sizes] == [str(size) for size in expected]
        return Right(evidence="identical" if identical else "numeric", points=len(draws))
    mistake = _mistake(reading.sizes, yours, expected, right, world, draws)
    witness = _witness(reading, expected, world, library, draws)
    return Wrong(
        why=witness.text if mistake is None else mistake.text, witness=witness, mistake=mistake
    )


def _draws(reading: Reading, world: World) -> Sequence[int]:
    """The draws that count. Letters mean any sizes, also where numbers are given for them."""
    if world.concrete and any(_has_names(size) for size in reading.sizes):
        return range(world.count)
    return world.live


def _has_names(node: Node) -> bool:
    if isinstance(node, tuple):
        return _has_names(node[1]) or _has_names(node[2])
    return isinstance(node, str)


def _column(node: Node, world: World, draws: Sequence[int]) -> Column | None:
    """The size at every draw; None where it divides by zero."""
    column = []
    for draw in draws:
        sizes = {name: world.atoms[name][draw] for name in _names(world)}
        try:
            column.append(value(node, sizes))
        except (ZeroDivisionError, OverflowError):
            return None
    return tuple(column)


# ── which mistake ───────────────────────────────────────────────────────────────────────


def _mistake(
    sizes: Sequence[Node],
    yours: Sequence[Column | None],
    expected: Sequence[Dim],
    right: Sequence[Column],
    world: World,
    draws: Sequence[int],
) -> Mistake | None:
    one = tuple(Fraction(1) for _ in draws)
    if len(yours) == len(right):
        if yours == list(reversed(right)) and len(right) == 2:
            return _told("transposed")
        if sorted(map(str, yours)) == sorted(map(str, right)):
            moved = [str(e) for e, a, b in zip(expected, right, yours, strict=True) if a != b]
            return _told("swapped-axes", sizes=", ".join(moved))
        wrong = [i for i, (a, b) in enumerate(zip(yours, right, strict=True)) if a != b]
        return _one_size(sizes, yours, expected, right, world, wrong, one, draws)
    if len(yours) + 1 == len(right):
        for place in range(len(right)):
            if list(yours) == [*right[:place], *right[place + 1 :]]:
                name = "dropped-axis" if right[place] != one else "dropped-kept-axis"
                return _told(name, size=str(expected[place]), axis=place)
    if len(yours) == len(right) + 1:
        for place in range(len(yours)):
            if list(right) == [*yours[:place], *yours[place + 1 :]]:
                name = "kept-axis" if yours[place] != one else "kept-axis-of-one"
                return _told(name, size=write(sizes[place]), axis=place)
    if None not in yours and _product(yours) == _product(right):
        return _told("regrouped", yours=len(yours), expected=len(right))
    return _told("wrong-rank", yours=len(yours), expected=len(right))


def _one_size(
    sizes: Sequence[Node],
    yours: Sequence[Column | None],
    expected: Sequence[Dim],
    right: Sequence[Column],
    world: World,
    wrong: Sequence[int],
    one: Column,
    draws: Sequence[int],
) -> Mistake | None:
    """Same rank: what is wrong with the sizes that differ."""
    place = wrong[0]
    mine, theirs = yours[place], right[place]
    if mine is None:
        return None
    details: dict[str, str | int] = {
        "axis": place,
        "yours": write(sizes[place]),
        "expected": str(expected[place]),
    }
    if all(yours[i] == one or right[i] == one for i in wrong):
        return _told("wrong-broadcast", **details)
    difference = {a - b for a, b in zip(mine, theirs, strict=True)}
    if len(difference) == 1 and abs(next(iter(difference))) == 1:
        return _told("off-by-one", **details)
    if all(theirs) and all(mine):
        for name in _names(world):
            factor = [Fraction(world.atoms[name][draw]) for draw in draws]
            ratios = [a / b for a, b in zip(mine, theirs, strict=True)]
            if ratios == factor:
                return _told("forgot-to-divide", name=name, **details)
            if [1 / r for r in ratios] == factor:
                return _told("forgot-to-multiply", name=name, **details)
        ratios_seen = {a / b for a, b in zip(mine, theirs, strict=True)}
        if len(draws) > 1 and len(ratios_seen) == 1:
            return _told("constant-factor", factor=str(next(iter(ratios_seen))), **details)
    if len(difference) == 1 and len(draws) > 1:
        return _told("off-by-constant", by=str(next(iter(difference))), **details)
    if mine in right and len(wrong) == 1:
        return _told("another-axis", **details)
    return _told("wrong-size", **details)


def _product(columns: Sequence[Column | None]) -> list[Fraction]:
    total = [Fraction(1)] * max(len(column or ()) for column in columns) if columns else []
    for column in columns:
        assert column is not None
        total = [a * b for a, b in zip(total, column, strict=True)]
    return total


def _told(mistake: str, **details: str | int) -> Mistake:
    key = "mistake_" + mistake.replace("-", "_")
    question: Text = strings(key + "_question", **details) if key + "_question" in strings else ""
    return Mistake(name=mistake, text=strings(key, **details), question=question)


# ── the example ─────────────────────────────────────────────────────────────────────────


def _witness(
    reading: Reading,
    expected: Sequence[Dim],
    world: World,
    library: str,
    draws: Sequence[int],
) -> Witness:
    """Small sizes at which the answer differs."""
    names = [name for name in _names(world) if _used(name, reading, expected)]
    drawn = [{name: world.atoms[name][draw] for name in _names(world)} for draw in draws]
    examples = [*_small_draws(world, draws), *drawn]
    rights = [parsed(str(size), _names(world)) for size in expected]
    at, mine, theirs = _example(reading, rights, examples, names)
    tool = "PyTorch" if library == "torch" else "NumPy"
    key = "answer_witness" if at else "answer_witness_plain"
    sizes = ", ".join(f"{name}={number}" for name, number in at.items())
    text = strings(key, sizes=sizes, tool=tool, expected=theirs, yours=mine)
    return Witness(text=text, at=at, yours=mine, expected=theirs)


def _small_draws(world: World, draws: Sequence[int]) -> list[dict[str, int]]:
    """Sizes that a person can follow; none where the sizes are given."""
    if world.concrete and len(draws) == 1:
        return []
    try:
        return draw_sizes(world.declared, world.facts, 12, SMALL)
    except UnreadableFact:
        return []


def _example(
    reading: Reading,
    rights: Sequence[Node],
    examples: Sequence[dict[str, int]],
    names: Sequence[str],
) -> tuple[dict[str, str], str, str]:
    """The clearest example: sizes differ from each other and from 1, and are small."""

    def unclear(sizes: Mapping[str, int]) -> tuple[int, int]:
        numbers = [_number(node, sizes) for node in rights]
        repeated = (
            len(numbers) - len(set(numbers)) + sum(number in ("1", "?") for number in numbers)
        )
        return repeated, sum(sizes[name] for name in names)

    def pair(sizes: Mapping[str, int]) -> tuple[str, str]:
        return (
            _shape_text([_number(node, sizes) for node in reading.sizes]),
            _shape_text([_number(node, sizes) for node in rights]),
        )

    telling = [sizes for sizes in examples if len(set(pair(sizes))) == 2] or list(examples)
    best = min(telling, key=unclear)
    return {name: str(best[name]) for name in names}, *pair(best)


def _number(node: Node, sizes: Mapping[str, int]) -> str:
    try:
        return str(value(node, sizes))
    except (ZeroDivisionError, OverflowError, KeyError):
        return "?"


def _used(name: str, reading: Reading, expected: Sequence[Dim]) -> bool:
    text = " ".join([reading.shown(), *map(str, expected)])
    words = "".join(letter if letter.isalnum() or letter == "_" else " " for letter in text).split()
    return name in words


def _shape_text(sizes: Sequence[str]) -> str:
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"


# ── against a snippet ───────────────────────────────────────────────────────────────────


def judge_against(inference: Inference, expression: str, text: str) -> Verdict:
    """The verdict on the shape of `expression` after a snippet."""
    from tutor.checking.shapes.explanation import explain, explain_broken

    world = inference.context.world
    reading = read_answer(text, _names(world))
    if isinstance(reading, Unreadable):
        return reading
    if inference.error is not None:
        return _judge_failing(reading, lambda: explain(inference).text)
    if inference.unsupported is not None:
        return Undecided(
            why=strings(
                "answer_unsupported",
                what=inference.unsupported.what,
                line=inference.unsupported.line,
            )
        )
    try:
        shape = sizes_of(inference.result(expression))
    except Broken as broken:
        why = explain_broken(inference, broken).text
        return _judge_failing(reading, lambda: why)
    except Unsupported as unsupported:
        return Undecided(why=strings("answer_unsupported", what=unsupported.what, line=1))
    if shape is None:
        return Undecided(why=strings("answer_unsupported", what=expression, line=1))
    if reading.raises:
        return Wrong(why=strings("answer_runs", shape=_shape_text([str(size) for size in shape])))
    return judge_reading(reading, shape, world, inference.context.flavour)


def _judge_failing(reading: Reading, why: Callable[[], Text]) -> Verdict:
    if reading.raises:
        return Right(evidence="proved", remark=why())
    return Wrong(why=strings("answer_fails", why=why()))


def judge_row(row: Mapping[str, Any]) -> Verdict:
    """The verdict on a row with code, expr, dims, constraints, flavour and answer."""
    from tutor.checking.shapes.rows import explain_refusal, infer_for
    from tutor.checking.shapes.syntax import Refused

    try:
        inference = infer_for(row)
    except Refused as refused:
        return Undecided(why=explain_refusal(refused))
    except UnreadableFact as fact:
        return Undecided(why=strings("answer_bad_fact", fact=str(fact)))
    last = inference.lines[-1].name if inference.lines else ""
    if not row.get("code") and row.get("key"):
        return _judge_key(str(row.get("answer", "")), str(row["key"]), inference.context.world)
    return judge_against(inference, str(row.get("expr") or last), str(row.get("answer", "")))


def _judge_key(text: str, key: str, world: World) -> Verdict:
    """Against a shape that is given instead of a snippet."""
    right = read_answer(key, _names(world))
    if isinstance(right, Unreadable):
        return Undecided(why=strings("answer_bad_fact", fact=key))
    expected = []
    for size in right.sizes:
        column = [
            value(size, {n: world.atoms[n][draw] for n in _names(world)})
            for draw in range(world.count)
        ]
        if any(number.denominator != 1 for number in column):
            return Undecided(why=strings("answer_bad_fact", fact=key))
        expected.append(
            size
            if isinstance(size, int)
            else world.atom(write(size), tuple(int(n) for n in column))
        )
    return judge(text, expected, world)
