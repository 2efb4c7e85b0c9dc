"""Whole texts: what stands outside all brackets, and the form that an exercise asks for."""

from __future__ import annotations

from collections.abc import Collection

from tutor.bilingual import Text
from tutor.checking.expression import brackets
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.limits import MAX_TREE_DEPTH
from tutor.checking.expression.names import scope_of
from tutor.checking.expression.reader import TRUE, Reader
from tutor.checking.expression.tex import scan
from tutor.checking.expression.tree import (
    FiniteSet,
    Logic,
    Matrix,
    Node,
    Piecewise,
    Relation,
    Sequence,
    Symbol,
    Union,
    children,
    walk,
)


def read_text(
    text: str,
    names: Collection[str] | None,
    form: str | None,
    complex_: bool,
    functions: Collection[str],
) -> tuple[Node, tuple[Text, ...]]:
    """The tree of `text` and what was assumed. Raises Unread."""
    tokens = scan(text)
    if len(tokens) > 2 and tokens[-2].is_op(".", ";"):
        del tokens[-2]
    reader = Reader(text, tokens, scope_of(names, functions, complex_), form)
    node = _shaped(reader, _statement(reader), form)
    _check(node)
    return node, reader.notes


def _statement(reader: Reader) -> Node:
    """Expressions separated by commas; a leading `=` is passed over."""
    if reader.peek().text == "=" and reader.after().kind != "end":
        reader.take()
        reader.note("leading_equals")
    items = [reader.parse()]
    separator = reader.peek()
    while reader.accept(",", ";"):
        if reader.peek().kind == "end":
            raise Unread(reader.last.start, "ends_early", after=reader.last.text)
        items.append(reader.parse())
    if reader.peek().kind != "end":
        raise reader.leftover()
    if len(items) == 1:
        return items[0]
    first = items[0]
    if isinstance(first, Relation) and first.op == "=" and reader.form != "list":
        return _solutions(first, items[1:])
    if separator.text == "," and len(items) == 2 and _looks_decimal(reader):
        reader.note("comma")
    return Sequence(tuple(items))


def _solutions(first: Relation, rest: list[Node]) -> Node:
    """`x = 1, 2` and `x = 1, x = 2` list the values of x; `x = 1, y = 2` holds together."""
    links = [
        item if isinstance(item, Relation | Logic) else Relation("=", first.left, item)
        for item in rest
    ]
    same = all(isinstance(link, Relation) and link.left == first.left for link in links)
    return Logic("or" if same else "and", (first, *links))


def _looks_decimal(reader: Reader) -> bool:
    typed = reader.text.strip()
    whole, _, decimals = typed.partition(",")
    return whole.isdigit() and decimals.isdigit()


def _shaped(reader: Reader, node: Node, form: str | None) -> Node:
    """`node` in the form asked for, where the text can mean it."""
    if form in ("expression", "equation"):
        return brackets.unwrapped(node)
    if form == "matrix" and isinstance(node, Sequence | FiniteSet):
        return _matrix(node)
    if form == "set" and isinstance(node, Sequence) and not _is_system(node):
        return FiniteSet(node.items)
    if form in ("set", "interval") and isinstance(node, Symbol) and node.name == "R":
        return brackets.REALS
    if form == "interval" and isinstance(node, Sequence | Union):
        return brackets.as_set(reader, node, reader.last) if _is_pair(node) else node
    return node


def _matrix(node: Sequence | FiniteSet) -> Node:
    """`((1, 2), (3, 4))` and `{{1, 2}, {3, 4}}` where a matrix is asked for."""
    rows = [item.items for item in node.items if isinstance(item, Sequence | FiniteSet)]
    even = len(rows) == len(node.items) and len({len(row) for row in rows}) == 1
    return Matrix(tuple(rows)) if even and rows[0] else node


def _is_pair(node: Node) -> bool:
    return isinstance(node, Sequence) and len(node.items) == 2


def _is_system(node: Sequence) -> bool:
    return all(isinstance(item, Relation | Logic) for item in node.items)


def _check(node: Node) -> None:
    """No level too deep, and nothing that was only a part of a form left over."""
    level = [node]
    depth = 0
    while level:
        depth += 1
        if depth > MAX_TREE_DEPTH:
            raise Unread(0, "too_deep", most=MAX_TREE_DEPTH)
        level = [child for parent in level for child in children(parent)]
    for part in walk(node):
        if isinstance(part, Piecewise) and not part.cases:
            raise Unread(0, "cases")
    if node == TRUE:
        raise Unread(0, "cases")
