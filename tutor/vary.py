r"""Variants of an exercise: every seed gives one.

An exercise with `vary` draws its parameters, and `{{…}}` in its texts is replaced by a
formula with their values in it, tidied the way a person writes: with a = 1 and b = −3,
`{{a*x^2 + b*x}}` becomes `x**2 - 3*x`, and inside `$…$` the TeX of it. A sign
and a space continue a sum: `$x^2 {{+ b*x}} {{+ c}}$` becomes $x^2 - 3x$ when c is 0.

Values are exact. The same seed gives the same variant on every machine.
"""

import itertools
import random
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING, Any

import msgspec

from tutor.errors import LessonError
from tutor.exercise import Exercise, Unreadable, Vary

if TYPE_CHECKING:
    from tutor.checking.expression.tree import Node

MOST_VALUES = 100_000
"""Values that one range may have."""
TRIES = 300
"""Draws before the possible sets are counted instead."""
MOST_SETS = 50_000
"""Sets of values that are counted; more are only drawn from."""

# A name in a formula; first the numbers in which an e is no name.
_NAME = re.compile(r"\d[\d.]{0,40}[eE][+-]?\d{1,9}|[^\W\d]\w{0,60}")

# Fields in which nothing is replaced: they name the exercise or make the variant.
_FIXED = frozenset(("kind", "id", "skills", "vary", "seed"))


def deal(exercise: Exercise, seed: int) -> Exercise:
    """The variant `seed` of an exercise. Raises LessonError when it cannot be made."""
    if exercise.vary is None:
        return msgspec.structs.replace(exercise, seed=seed)
    values = draw(exercise.vary, f"{exercise.id}:{seed}")
    plain = msgspec.to_builtins(exercise)
    for name in plain.keys() - _FIXED:
        plain[name] = _replaced(plain[name], values, name)
    plain["seed"] = seed
    try:
        return msgspec.convert(plain, type(exercise))
    except msgspec.ValidationError as error:
        raise LessonError(f"a variant cannot be made: {error}", field="vary") from error


# --- drawing --------------------------------------------------------------------------


def draw(vary: Vary, seed: str) -> "dict[str, Node | str]":
    """A set of parameters that satisfies every relation, the `let` formulas included.

    A parameter whose choice is no formula (`sin`) is a word. Raises LessonError when no set
    satisfies the relations.
    """
    dice = random.Random(seed)
    domains = {name: _domain(name, values) for name, values in vary.parameters.items()}
    for _ in range(TRIES):
        drawn = {name: dice.choice(domain) for name, domain in domains.items()}
        values = _completed(vary, drawn)
        if values is not None:
            return values
    if prod(map(len, domains.values())) <= MOST_SETS:
        possible = list(_possible(vary, domains))
        if possible:
            return dice.choice(possible)
    relations = " and ".join(f"`{relation}`" for relation in vary.where)
    raise LessonError(
        f"no parameters were found for which {relations or 'every formula has a value'}",
        "widen the ranges or loosen the relations",
        field="vary.where" if vary.where else "vary",
    )


def _possible(
    vary: Vary, domains: Mapping[str, tuple[Any, ...]]
) -> "Iterator[dict[str, Node | str]]":
    for drawn in itertools.product(*domains.values()):
        values = _completed(vary, dict(zip(domains, drawn, strict=True)))
        if values is not None:
            yield values


@lru_cache(maxsize=256)
def _domain(name: str, values: "str | tuple[str, ...]") -> "tuple[Node | str, ...]":
    """The values a parameter may take."""
    from tutor.checking.trees.folding import number_node

    where = f"vary.parameters.{name}"
    if not name.isidentifier():
        raise LessonError(
            f"`{name}` cannot name a parameter", "letters, digits and _ can", field=where
        )
    if isinstance(values, tuple):
        if not values:
            raise LessonError(f"the parameter `{name}` has no value to take", field=where)
        return tuple(_choice(value) for value in values)
    found = re.fullmatch(r"(-?\d{1,9})\.\.(-?\d{1,9})(?: step (\d{1,9}))?", values)
    if not found:
        raise LessonError(f"`{values}` is not a range such as 2..9", field=where)
    low, high, step = int(found[1]), int(found[2]), int(found[3] or 1)
    numbers = range(low, high + 1, step) if step else range(0)
    if not 0 < len(numbers) <= MOST_VALUES:
        raise LessonError(f"the range `{values}` is empty or too long", field=where)
    return tuple(number_node(Fraction(number)) for number in numbers)


def _choice(text: str) -> "Node | str":
    from tutor.checking.trees.folding import fold

    node = _read(text)
    if isinstance(node, Unreadable):
        return text
    try:
        return fold(node, {})
    except ZeroDivisionError:
        return text


def _completed(vary: Vary, drawn: "dict[str, Node | str]") -> "dict[str, Node | str] | None":
    """The drawn values with those of `let`; None when a relation does not hold."""
    from tutor.checking.trees.folding import fold, truth

    values = dict(drawn)
    try:
        for name, formula in vary.let.items():
            node = _read_formula(formula, f"vary.let.{name}", values)
            values[name] = fold(node, _numbers(values))
        for index, relation in enumerate(vary.where):
            where = f"vary.where[{index}]"
            holds = truth(_read_formula(relation, where, values), _numbers(values))
            if holds is None:
                raise LessonError(
                    f"`{relation}` cannot be told true or false",
                    "write a relation between parameters, such as `a != b`",
                    field=where,
                )
            if not holds:
                return None
    except ZeroDivisionError:
        return None
    return values


def _numbers(values: "Mapping[str, Node | str]") -> "dict[str, Node]":
    """The values that are no words, by the names of the symbols in formulas that are read."""
    return {_symbol(name): value for name, value in values.items() if not isinstance(value, str)}


@lru_cache(maxsize=1024)
def _symbol(name: str) -> str:
    """The symbol that `name` is read as; an alias for what is read otherwise, such as `pi`.

    `d1` is read as d_1, `lr` as a product, and `e` as a number: a parameter of that name
    goes before.
    """
    from tutor.checking.expression.tree import Symbol

    node = _read(name)
    return node.name if isinstance(node, Symbol) else f"q_{int.from_bytes(name.encode())}"


@lru_cache(maxsize=2048)
def _read(text: str) -> "Node | Unreadable":
    from tutor.checking.expression import read

    reading = read(text)
    return reading if isinstance(reading, Unreadable) else reading.tree


def _read_formula(text: str, where: str, values: "Mapping[str, Node | str]") -> "Node":
    node = _read(_NAME.sub(lambda found: _known(found[0], values), text))
    if isinstance(node, Unreadable):
        why = node.why if isinstance(node.why, str) else node.why["en"]
        raise LessonError(f"`{text}` cannot be read: {why}", node.mend, field=where)
    return node


def _known(name: str, values: "Mapping[str, Node | str]") -> str:
    """A name in a formula as the reader shall find it: a word's own text, or its symbol."""
    value = values.get(name)
    if value is None:
        return name
    return value if isinstance(value, str) else _symbol(name)


# --- putting values into texts ----------------------------------------------------------

_HOLE = re.compile(r"\{\{(?!\{)([^{}\n]{1,300})\}\}")
_TEX = re.compile(r"\$\$.{0,20000}?\$\$|\$[^$\n]{0,2000}\$", re.DOTALL)
# `{{+ b}}` and `{{- b}}` go on with a sum; `{{-b}}` is the negative of b.
_SIGN = re.compile(r"\s{0,9}(?:(\+)|(-)\s)")


def _replaced(part: Any, values: "Mapping[str, Node | str]", where: str) -> Any:
    if isinstance(part, str):
        return _filled(part, values, where) if "{{" in part else part
    if isinstance(part, dict):
        return {name: _replaced(item, values, f"{where}.{name}") for name, item in part.items()}
    if isinstance(part, list | tuple):
        return [_replaced(item, values, f"{where}[{n}]") for n, item in enumerate(part)]
    return part


def _filled(text: str, values: "Mapping[str, Node | str]", where: str) -> str:
    math = [match.span() for match in _TEX.finditer(text)]
    pieces: list[str] = []
    end = 0
    for hole in _HOLE.finditer(text):
        tex = any(start < hole.start() < stop for start, stop in math)
        pieces.append(text[end : hole.start()])
        before, after = "".join(pieces).rstrip(" ")[-1:], text[hole.end() :].lstrip(" ")[:1]
        pieces.append(_shown(hole[1], values, tex, before, after, where))
        end = hole.end()
    pieces.append(text[end:])
    return "".join(pieces)


def _shown(
    formula: str,
    values: "Mapping[str, Node | str]",
    tex: bool,
    before: str,
    after: str,
    where: str,
) -> str:
    """What stands in the place of `{{formula}}`, between the characters before and after."""
    from tutor.checking.expression.tree import Neg
    from tutor.checking.trees.folding import fold, value_of

    word = values.get(formula.strip())
    if isinstance(word, str):
        return _tex_word(word) if tex else word
    sign = _SIGN.match(formula)
    node = _read_formula(formula[sign.end() :] if sign else formula, where, values)
    try:
        node = fold(node, _numbers(values))
    except ZeroDivisionError:
        raise LessonError(
            f"`{formula}` divides by zero for some parameters",
            "rule it out with `where`",
            field=where,
        ) from None
    if sign:
        node = fold(Neg(node), {}) if sign[2] else node
        return "" if value_of(node) == 0 else _continued(_written(node, tex))
    text = _written(node, tex)
    return f"({text})" if _needs_brackets(text, before, after) else text


def _tex_word(word: str) -> str:
    r"""A word inside `$…$`: a function by its command (`\sin`), anything else as it is."""
    from tutor.checking.expression.vocabulary import find

    function = find(word)
    if function is None:
        return word
    return function.tex or rf"\operatorname{{{function.plain or word}}}"


def _written(node: "Node", tex: bool) -> str:
    from tutor.checking.expression import show

    return show.tex(node) if tex else show.python(node)


def _continued(text: str) -> str:
    """A term that follows others of a sum, its sign in front."""
    minus = text.startswith(("-", "−"))
    return f"- {text[1:].lstrip()}" if minus else f"+ {text}"


def _needs_brackets(text: str, before: str, after: str) -> bool:
    """Whether `text` between these characters would be read as something else."""
    signed = text.startswith(("-", "−"))
    if (signed and before and before in "+-−*·×/^") or (signed and after == "^"):
        return True
    level = _loosest(text)
    if level == "sum":
        return bool((before and before in "-−*·×/^") or (after and after in "*·×/^"))
    if level == "quotient":
        return bool((before and before in "/^") or after == "^")
    return False


def _loosest(text: str) -> str:
    """The loosest operation of a formula outside brackets: sum, quotient, or empty."""
    depth, found = 0, ""
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and place and character in "+-−" and text[place - 1] not in "^eE":
            return "sum"
        if depth == 0 and (character == "/" or text.startswith("\\frac", place)):
            found = "quotient"
    return found
