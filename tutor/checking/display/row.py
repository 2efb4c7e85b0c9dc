"""One row of atoms: their classes, their spaces, their brackets, and where it may break.

Spaces follow the table in The TeXbook, chapter 18: one cell where TeX has a thin, medium
or thick space, none in scripts where TeX has none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tutor.checking.display.box import EMPTY, Box, beside, blank
from tutor.checking.display.brackets import bracket
from tutor.checking.display.nodes import (
    Atom,
    Boxed,
    Bracket,
    Classed,
    Fraction,
    Grid,
    Kind,
    Row,
    Scripts,
    Sign,
    Space,
    Stack,
)

_ORDER: tuple[Kind, ...] = ("ord", "op", "big", "bin", "rel", "open", "close", "punct", "inner")
# 0 none · 1 always · 2 not in scripts; rows: the atom on the left, columns: on the right
_SPACES = {
    "ord":   (0, 1, 1, 2, 2, 0, 0, 0, 2),
    "op":    (1, 1, 1, 0, 2, 0, 0, 0, 2),
    "big":   (1, 1, 1, 0, 2, 1, 0, 0, 1),
    "bin":   (2, 2, 2, 0, 0, 2, 0, 0, 2),
    "rel":   (2, 2, 2, 0, 0, 2, 0, 0, 2),
    "open":  (0, 0, 0, 0, 0, 0, 0, 0, 0),
    "close": (0, 1, 1, 2, 2, 0, 0, 0, 2),
    "punct": (2, 2, 2, 0, 2, 2, 0, 2, 2),
    "inner": (2, 1, 1, 2, 2, 2, 0, 0, 2),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A laid-out atom in its row.

    gap: blanks before it. depth: how many brackets are open around it.
    """

    kind: Kind
    box: Box
    gap: int
    depth: int


def pieces(
    row: Row, set_atom: Callable[[Atom, Box | None], Box], script: bool, tall: bool
) -> list[Piece]:
    """The atoms of `row`, set by `set_atom(atom, box of its bracket)`, with their spaces.

    script: set in a script, where most spaces vanish. tall: brackets grow.
    """
    items = [item for item in row.items if not isinstance(item, Space)]
    extra = _explicit_spaces(row.items)
    roles = bracket_roles(items)
    kinds, unary = _kinds(items, roles)
    depths = _depths(items, roles)
    boxes = _boxes(items, roles, set_atom, tall)
    result: list[Piece] = []
    for index, (kind, box) in enumerate(zip(kinds, boxes, strict=True)):
        gap = 0
        if index:
            gap = _gap(kinds[index - 1], kind, script)
            if unary[index - 1] and kind in ("op", "big"):
                gap = 0
            if not gap and _needs_air(items[index - 1], boxes[index - 1], kind, box):
                gap = 1
        result.append(Piece(kind, box, max(gap, extra[index]), depths[index]))
    if extra[-1]:
        result.append(Piece("ord", blank(extra[-1]), 0, 0))
    return result


def _explicit_spaces(items: Sequence[Atom]) -> list[int]:
    """Cells asked for before each atom that is not a space, and after the last one."""
    spaces = [0]
    for item in items:
        if isinstance(item, Space):
            spaces[-1] += item.width
        else:
            spaces.append(0)
    return spaces


def core(item: Atom) -> Atom:
    """`item` without its scripts."""
    return item.base if isinstance(item, Scripts) else item


def bracket_roles(items: Sequence[Atom]) -> list[str]:
    """open, close, between, rel or ord for each bracket; empty for other atoms.

    Bars come in pairs when their number inside one pair of brackets is even and no first
    one carries scripts; others divide, as in p(x|z) and KL(p ‖ q), or stand alone, as in f|₀.
    """
    roles = [""] * len(items)
    levels: list[dict[str, list[int]]] = [{}]
    for index, item in enumerate(items):
        atom = core(item)
        if not isinstance(atom, Bracket):
            continue
        roles[index] = atom.role
        if atom.role == "open":
            levels.append({})
        elif atom.role == "close":
            _pair_bars(levels.pop(), items, roles)
            if not levels:
                levels.append({})
        elif atom.role == "bar":
            levels[-1].setdefault(atom.text, []).append(index)
    for level in levels:
        _pair_bars(level, items, roles)
    return roles


def _pair_bars(level: dict[str, list[int]], items: Sequence[Atom], roles: list[str]) -> None:
    for text, places in level.items():
        if len(places) % 2 or any(isinstance(items[place], Scripts) for place in places[::2]):
            for place in places:
                roles[place] = "rel" if text == "‖" else "ord"
        else:
            for number, place in enumerate(places):
                roles[place] = "close" if number % 2 else "open"


def _kinds(items: Sequence[Atom], roles: Sequence[str]) -> tuple[list[Kind], list[bool]]:
    """Classes of the atoms, and which of them are signs that join two things elsewhere.

    A binary operator with nothing on its left or right is ordinary: the minus of −x.
    """
    kinds = [_kind(item, role) for item, role in zip(items, roles, strict=True)]
    typed = list(kinds)
    for index, kind in enumerate(kinds):
        before = kinds[index - 1] if index else "open"
        if kind == "bin" and before in ("bin", "op", "big", "rel", "open", "punct"):
            kinds[index] = "ord"
        elif kind in ("rel", "close", "punct") and index and before == "bin":
            kinds[index - 1] = "ord"
    if kinds and kinds[-1] == "bin":
        kinds[-1] = "ord"
    return kinds, [a != b for a, b in zip(kinds, typed, strict=True)]


def kinds_of(items: Sequence[Atom]) -> list[Kind]:
    """The classes of atoms, none of them a space, as they stand beside each other."""
    return _kinds(items, bracket_roles(items))[0]


def _kind(item: Atom, role: str) -> Kind:
    atom = core(item)
    if isinstance(atom, Bracket):
        return _KIND_OF_ROLE.get(role, "ord")
    if isinstance(atom, Sign | Classed | Stack):
        return atom.kind
    if isinstance(atom, Fraction | Grid | Boxed):
        return "inner"
    return "ord"


_KIND_OF_ROLE: dict[str, Kind] = {
    "open": "open",
    "close": "close",
    "between": "rel",
    "rel": "rel",
}


def _depths(items: Sequence[Atom], roles: Sequence[str]) -> list[int]:
    depths = []
    depth = 0
    for role in roles:
        if role == "close":
            depth = max(depth - 1, 0)
        depths.append(depth + (role == "close"))
        if role == "open":
            depth += 1
    return depths


def _boxes(
    items: Sequence[Atom],
    roles: Sequence[str],
    set_atom: Callable[[Atom, Box | None], Box],
    tall: bool,
) -> list[Box]:
    """Everything set; brackets last, inner pairs before outer ones."""
    boxes: list[Box] = [
        EMPTY if role else set_atom(item, None) for item, role in zip(items, roles, strict=True)
    ]
    opened: list[_Pair] = []

    def fit(places: Sequence[int], up: int, down: int) -> None:
        for place in places:
            atom = core(items[place])
            assert isinstance(atom, Bracket)
            boxes[place] = set_atom(items[place], bracket(atom.text, up, down))

    for index, role in enumerate(roles):
        if role == "open":
            opened.append(_Pair([index]))
        elif role == "between" and opened:
            opened[-1].places.append(index)
        elif role == "close" and opened:
            pair = opened.pop()
            fit([*pair.places, index], pair.up, pair.down)
            if opened:
                opened[-1].enclose(pair.up, pair.down)
        elif role:
            fit([index], 0, 0)
        elif opened and tall:
            box = boxes[index]
            opened[-1].enclose(box.axis - box.top, box.bottom - box.axis)
    for pair in opened:
        fit(pair.places, 0, 0)
    return boxes


@dataclass(slots=True)
class _Pair:
    """Brackets that belong together, and how far their content reaches from the axis."""

    places: list[int]
    up: int = 0
    down: int = 0

    def enclose(self, up: int, down: int) -> None:
        self.up, self.down = max(self.up, up), max(self.down, down)


def _gap(left: Kind, right: Kind, script: bool) -> int:
    need = _SPACES[left][_ORDER.index(right)]
    return int(need == 1 or (need == 2 and not script))


def _needs_air(before: Atom, left: Box, kind: Kind, right: Box) -> bool:
    """Whether two boxes that touch would be misread: something tall beside something else."""
    if kind in ("close", "punct") or not left.width or not right.width:
        return False
    atom = core(before)
    if isinstance(atom, Bracket):
        return atom.role == "close" and left.top != left.bottom and kind in ("ord", "inner", "open")
    if isinstance(before, Scripts) and isinstance(atom, Sign) and atom.limits:
        return kind == "open" and left.height > 1
    return isinstance(atom, Fraction)


def joined(parts: Sequence[Piece]) -> Box:
    """The pieces on one line."""
    boxes: list[Box] = []
    for part in parts:
        if part.gap:
            boxes.append(blank(part.gap))
        boxes.append(part.box)
    return beside(boxes)


def without_first_gap(parts: Sequence[Piece]) -> list[Piece]:
    """The pieces as they stand at the start of a line."""
    return [replace(parts[0], gap=0), *parts[1:]] if parts else []
