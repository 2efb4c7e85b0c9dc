"""How many parameters the layers of an architecture have.

Sizes are typed as formulas (`4*768`). Formulas follow from the shapes of the weights; running
statistics of batch norm are no parameters.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from tutor.bilingual import Strings
from tutor.labs import LabError
from tutor.labs.reproduce.quantities import grouped, whole
from tutor.labs.reproduce.rows import Row, Rows

TOLERANCE = Fraction(5, 100)
"""Up to this relative difference a skeleton is taken for the paper's."""

_STRINGS = Strings(__file__)

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Size:
    """A cell of a layer's form. default: what an empty one means; needed: there is none.

    switch: whether it is yes or no rather than a number.
    """

    name: str
    default: str = ""
    needed: bool = False
    switch: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """The parameters of one layer. formula: in letters; worked: in numbers."""

    parameters: int
    formula: str
    worked: str


Sizes = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of layer: its form, and how it is counted."""

    name: str
    sizes: tuple[Size, ...]
    count: Callable[[Sizes], Count]


def _needed(*names: str) -> tuple[Size, ...]:
    return tuple(Size(name, needed=True) for name in names)


_BIAS = Size("bias", YES, switch=True)
_HEADS = (Size("heads"), Size("kv"))


def _linear(of: Sizes) -> Count:
    n, m, bias = of["in"], of["out"], of["bias"]
    return _sum(("in·out", f"{n}·{m}", n * m), ("out", f"{m}", m * bias))


def _convolution(of: Sizes) -> Count:
    area, n, m, groups = of["k"], of["in"], of["out"], of["groups"]
    for field in ("in", "out"):
        if of[field] % groups:
            raise LabError(
                field,
                _STRINGS("not_divisible", what=field, size=of[field], by="groups", into=groups),
            )
    letters, numbers = ("in", f"{n}") if groups == 1 else ("(in/groups)", f"({n}/{groups})")
    return _sum(
        (f"k²·{letters}·out", f"{area}·{numbers}·{m}", area * (n // groups) * m),
        ("out", f"{m}", m * of["bias"]),
    )


def _embedding(of: Sizes) -> Count:
    if of["tied"]:
        return Count(0, "0 (tied)", "0")
    return _sum(("vocab·dim", f"{of['vocab']}·{of['dim']}", of["vocab"] * of["dim"]))


def _attention(of: Sizes) -> Count:
    d, narrow = of["d"], _width_of_keys(of)
    if narrow == d:
        return _sum(("4·d²", f"4·{d}²", 4 * d * d), ("4·d", f"4·{d}", 4 * d * of["bias"]))
    return _sum(
        ("2·d²", f"2·{d}²", 2 * d * d),
        ("2·d·(kv·d/heads)", f"2·{d}·{narrow}", 2 * d * narrow),
        ("2·d + 2·(kv·d/heads)", f"2·{d} + 2·{narrow}", 2 * (d + narrow) * of["bias"]),
    )


def _width_of_keys(of: Sizes) -> int:
    """How wide keys and values are: as the model, or less where heads share them."""
    d, heads, kv = of["d"], of["heads"], of["kv"]
    if not heads:
        if kv:
            raise LabError("heads", _STRINGS("kv_without_heads"))
        return d
    if d % heads:
        raise LabError("heads", _STRINGS("not_divisible", what="d", size=d, by="heads", into=heads))
    if not kv:
        return d
    if heads % kv:
        raise LabError("kv", _STRINGS("not_divisible", what="heads", size=heads, by="kv", into=kv))
    return d // heads * kv


def _scale_and_shift(of: Sizes) -> Count:
    dim = of["dim"]
    return _sum(("dim", f"{dim}", dim), ("dim", f"{dim}", dim * of["bias"]))


def _scale(of: Sizes) -> Count:
    return _sum(("dim", f"{of['dim']}", of["dim"]))


def _block(of: Sizes) -> Count:
    d, ff, bias = of["d"], of["ff"] or 4 * of["d"], of["bias"]
    attention = _attention(of)
    times = 1 + of["cross"]
    many = "" if times == 1 else f"{times}·"
    return _sum(
        (f"{many}attention", f"{many}{attention.parameters}", times * attention.parameters),
        ("2·d·ff", f"2·{d}·{ff}", 2 * d * ff),
        ("ff + d", f"{ff} + {d}", (ff + d) * bias),
        (f"{times + 1} norms·2·d", f"{times + 1}·2·{d}", (times + 1) * 2 * d),
    )


def _given(of: Sizes) -> Count:
    return _sum(("n", f"{of['n']}", of["n"]))


def _sum(*terms: tuple[str, str, int]) -> Count:
    """Terms as (letters, numbers, value); what is 0 is left out."""
    kept = [term for term in terms if term[2]]
    return Count(
        sum(value for _, _, value in terms),
        " + ".join(letters for letters, _, _ in kept) or "0",
        " + ".join(numbers for _, numbers, _ in kept) or "0",
    )


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("linear", (*_needed("in", "out"), _BIAS), _linear),
        Kind("conv", (*_needed("k", "in", "out"), Size("groups", "1"), _BIAS), _convolution),
        Kind(
            "embedding",
            (*_needed("vocab", "dim"), Size("tied", NO, switch=True)),
            _embedding,
        ),
        Kind("attention", (*_needed("d"), *_HEADS, _BIAS), _attention),
        Kind(
            "block",
            (*_needed("d"), Size("ff"), *_HEADS, _BIAS, Size("cross", NO, switch=True)),
            _block,
        ),
        Kind("layernorm", (*_needed("dim"), _BIAS), _scale_and_shift),
        Kind("rmsnorm", _needed("dim"), _scale),
        Kind("batchnorm", (*_needed("dim"), _BIAS), _scale_and_shift),
        Kind("weights", _needed("n"), _given),
    )
}
"""The sorts of layers by name. `weights` is anything else, by its number."""

LAYER_WIDTH = 3 + max(len(kind.sizes) for kind in KINDS.values())
"""Cells of a layer's row: what it is, its kind, how many times, its sizes."""


def fitted(row: Row) -> Row:
    """A layer's row with as many cells as its kind has sizes; what does not fit is left out."""
    width = 3 + len(KINDS[row[1]].sizes)
    return (*row[:width], *[""] * (width - len(row)))


@lru_cache(maxsize=2048)
def count(row: Row) -> Count:
    """The parameters of a layer's row, all its times. Raises LabError, blaming a cell.

    row: label, kind, times, then the sizes in the order of the kind's form.
    """
    kind = KINDS[row[1]]
    times = whole(row[2] or "1", "times")
    found = kind.count(
        {size.name: _size(size, text) for size, text in zip(kind.sizes, row[3:], strict=False)}
    )
    if times == 1:
        return found
    return Count(times * found.parameters, f"N·({found.formula})", f"{times}·({found.worked})")


def _size(size: Size, text: str) -> int:
    text = text.strip() or size.default
    if size.switch:
        return int(read_switch(text, size.name) == YES)
    if not text and size.needed:
        raise LabError(size.name, _STRINGS("size_missing", name=size.name))
    if not text:
        return 0
    return _kernel(text) if size.name == "k" else whole(text, size.name)


def read_switch(text: str, field: str) -> str:
    """Yes or no, in any of the ways they are typed. Raises LabError."""
    word = text.strip().casefold()
    if word in ("yes", "y", "true", "1", "✓", "on", "হ্যাঁ"):
        return YES
    if word in ("no", "n", "false", "0", "✗", "off", "না"):
        return NO
    raise LabError(field, _STRINGS("not_a_switch", text=text))


def _kernel(text: str) -> int:
    """The area of a kernel: k² for one side, and of `3x5` or `1×7` the product."""
    sides = [whole(side, "k") for side in re.split(r"[x×]", text)]
    if len(sides) > 3:
        raise LabError("k", _STRINGS("kernel_sides", text=text))
    area = sides[0] ** 2 if len(sides) == 1 else 1
    for side in sides if len(sides) > 1 else ():
        area *= side
    return area


@dataclass(frozen=True, slots=True)
class Total:
    """All layers together. unread: how many rows could not be counted."""

    parameters: int
    unread: int


def total(rows: Rows) -> Total:
    """The sum over the rows that can be counted."""
    parameters = unread = 0
    for row in rows:
        try:
            parameters += count(row).parameters
        except LabError:
            unread += 1
    return Total(parameters, unread)


Fit = Literal["close", "far"]


def gap(parameters: int, reported: int) -> Fraction:
    """The difference beside the paper's number, with its sign."""
    return Fraction(parameters - reported, reported)


def fit(parameters: int, reported: int) -> Fit:
    """Whether a skeleton has about as many parameters as the paper reports."""
    return "close" if abs(gap(parameters, reported)) <= TOLERANCE else "far"


def explained_by(rows: Rows, reported: int) -> tuple[str, bool] | None:
    """A row that makes up the whole difference, and whether it is counted too often.

    That is a matrix counted twice (tied weights), or one that is missing. The paper's number
    may be rounded, so that a twentieth of the row is let pass.
    """
    difference = total(rows).parameters - reported
    for row in rows:
        try:
            size = count(row).parameters
        except LabError:
            continue
        if size and abs(abs(difference) - size) * 20 <= size:
            return row[0] or row[1], difference > 0
    return None


def shown(count_: Count) -> str:
    """Formula, numbers and result on one line."""
    if count_.worked in (count_.formula, str(count_.parameters)):
        return f"{count_.formula} = {grouped(count_.parameters)}"
    return f"{count_.formula} = {count_.worked} = {grouped(count_.parameters)}"
