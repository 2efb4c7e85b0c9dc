"""What can stand beside a slash or a root sign on one line without brackets of its own."""

from collections.abc import Sequence

from tutor.checking.display.nodes import (
    Accent,
    Atom,
    Bracket,
    Fraction,
    Grid,
    Root,
    Row,
    Sign,
    Space,
    Words,
)
from tutor.checking.display.row import bracket_roles, core

_DIFFERENTIALS = ("d", "∂")


def is_product(row: Row) -> bool:
    """Whether `row` can stand before a slash: nothing in it reaches beyond a factor.

    A sum, a relation, a fraction and the argument of log x would.
    """
    items = without_spaces(row)
    level = 0
    roles = bracket_roles(items)
    for index, (item, role) in enumerate(zip(items, roles, strict=True)):
        atom = core(item)
        level += (role == "open") - (role == "close")
        if level or role:
            continue
        if isinstance(atom, Fraction | Grid) or (isinstance(atom, Words) and " " in atom.text):
            return False
        takes_more = isinstance(atom, Sign) and atom.kind == "op" and index + 1 < len(items)
        if takes_more and roles[index + 1] != "open" and not is_differential(items):
            return False
        joins = isinstance(atom, Sign) and atom.kind in ("bin", "rel", "punct", "big")
        if joins and (index or atom != Sign("−", "bin")):
            return False
    return bool(items)


def is_differential(items: Sequence[Atom]) -> bool:
    """Whether `items` begin with the d or ∂ of a derivative."""
    first = core(items[0]) if items else None
    return isinstance(first, Sign) and first.text in _DIFFERENTIALS


def is_token(row: Row, differential: bool = False) -> bool:
    """Whether `row` is one letter, number, bracket or call, and can stand after the sign.

    differential: ∂W and dx are one thing, too.
    """
    items = without_spaces(row)
    if differential and len(items) > 1 and is_differential(items):
        items = items[1:]
    if len(items) > 1:
        if is_name(items[0]):
            return _is_one_bracket(items[1:]) and (
                _is_word(items[0]) or not _could_be_factor(items[1:])
            )
        return _is_one_bracket(items)
    item = core(items[0]) if items else None
    if isinstance(item, Row):
        return is_token(item)
    if isinstance(item, Words):
        return " " not in item.text
    return isinstance(item, Accent | Root) or (isinstance(item, Sign) and not _joins(item))


def without_spaces(row: Row) -> list[Atom]:
    """The atoms of `row` that are seen."""
    return [item for item in row.items if not isinstance(item, Space)]


def is_name(item: Atom) -> bool:
    """Whether `item` may be the name of a function."""
    atom = core(item)
    if isinstance(atom, Sign):
        return not _joins(atom) and not atom.text[:1].isdigit()
    return isinstance(atom, Words)


def _is_word(item: Atom) -> bool:
    """Whether `item` is a function for certain: log, Var, but no single letter."""
    atom = core(item)
    if isinstance(atom, Sign):
        return atom.kind == "op" or (len(atom.text) > 1 and atom.text.isalpha())
    return isinstance(atom, Words)


def _could_be_factor(items: Sequence[Atom]) -> bool:
    """Whether p(…) with this bracket may be a product.

    In p(1 − p) and n(2m) it may be one; p(x), p(x | z) and f(x, y + 1) are calls.
    """
    inside = [item for item in items[1:-1] if not isinstance(item, Space)]
    roles = bracket_roles(inside)
    level = 0
    for item, role in zip(inside, roles, strict=True):
        atom = core(item)
        level += (role == "open") - (role == "close")
        listed = isinstance(atom, Sign) and atom.kind in ("punct", "rel")
        if level == 0 and (listed or (isinstance(atom, Bracket) and role not in ("open", "close"))):
            return False
    return len(inside) != 1 or not isinstance(core(inside[0]), Sign | Accent | Words)


def _joins(item: Atom) -> bool:
    atom = core(item)
    return isinstance(atom, Sign) and atom.kind not in ("ord", "op")


def _is_one_bracket(items: Sequence[Atom]) -> bool:
    """Whether the first bracket of `items` closes at the last."""
    level = 0
    for index, role in enumerate(bracket_roles(items)):
        level += (role == "open") - (role == "close")
        if level <= 0:
            return role == "close" and index == len(items) - 1
    return False
