"""Whole texts: what stands outside all brackets, and the form that an exercise asks for."""

from __future__ import annotations

import re
from collections.abc import Collection

from tutor.bilingual import Text
from tutor.checking.expression import (
    brackets,
    cases,
    conditions,
    measures,
    preambles,
    remarks,
    sets,
    show,
    spoken,
    steps,
    systems,
)
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.limits import MAX_TREE_DEPTH
from tutor.checking.expression.reader import TRUE, Reader
from tutor.checking.expression.scope import scope_of
from tutor.checking.expression.tex import scan
from tutor.checking.expression.tree import (
    Call,
    FiniteSet,
    Logic,
    Matrix,
    Node,
    Piecewise,
    Relation,
    Sequence,
    Symbol,
    Union,
    levels,
)


def read_text(
    text: str,
    names: Collection[str] | None,
    form: str | None,
    complex_: bool,
    functions: Collection[str],
    held: Collection[str] = (),
) -> tuple[Node, tuple[Text, ...]]:
    """The tree of `text` and what was assumed. Raises Unread."""
    said = preambles.phrase(text, form)
    if said is not None:
        return said, ()
    tokens = scan(text)
    texts = {token.text for token in tokens}
    if ")" in texts and form not in ("expression", "list", "matrix"):
        tokens = systems.condition_behind(tokens)
    tokens = preambles.trimmed(tokens, texts, form)
    scope = scope_of(names, functions, complex_, held)
    remark = remarks.length(tokens, texts, scope) if len(tokens) > 3 else 0
    said_behind = text[tokens[-1 - remark].start : tokens[-2].end] if remark else ""
    tokens = [*tokens[: -1 - remark], tokens[-1]] if remark else tokens
    tokens, worded = spoken.heard(tokens, texts, scope.declared)
    if worded:
        texts = {token.text for token in tokens}
    if "\\right." in texts:
        tokens = steps.cased(tokens)
    if ")" in texts and not _BITWISE.isdisjoint(texts):
        tokens = steps.bitwise(tokens)
        texts = {token.text for token in tokens}
    last = steps.last(tokens, texts, text, form)
    if "," in texts and form in ("equation", None):
        last = systems.joined(last)
    unit = measures.left_aside(last, texts, scope, text)
    begins = tokens[tokens[0].kind == "begin"]
    passed = last[0] is not begins and last[0] is not tokens[0]
    tokens = [*last[: -1 - unit], last[-1]] if unit else last
    label = 0
    for _ in range(_MOST_LABELS):
        length = preambles.label_length(tokens[label:], texts, scope, form)
        label += length
        if not length:
            break
    if "-" in texts and not _BRACES.isdisjoint(texts):
        preambles.without_reals(tokens, form)
    if "-+" in texts or ("+" in texts and "-" in texts):
        preambles.plus_minus(tokens, form)
    unlabelled = tokens[label:]
    preambles.angle_vector(unlabelled)
    read = preambles.decimal_commas(unlabelled, form) if "," in texts else unlabelled
    reader = Reader(text, read, scope, form)
    if label or passed:
        typed = _shortened(text[: read[0].start])
        if typed:
            reader.note("label", typed=typed)
    if "~" in texts and not any(token.is_op("~") for token in tokens):
        reader.note("exact_part")
    if remark:
        reader.note("remark", typed=_shortened(said_behind.lstrip(" ,;")))
    if unit:
        reader.note("unit", typed=text[last[-1 - unit].start : last[-2].end])
    if len(read) < len(tokens) - label:
        reader.note("decimal_comma")
    if "-" in texts and any(token.is_op("+-") and reader.typed(token) == "+" for token in read):
        reader.note("plus_minus")
    node = _shaped(reader, _statement(reader), form)
    _check(node)
    if worded and len(text) <= _LONGEST_WORDED:
        reader.note("read_as", typed=text.strip(), shown=show.plain(node))
    return node, reader.notes


_MOST_LABELS = 4
_BITWISE = frozenset(("&", "|"))
_BRACES = frozenset(("{", "{("))
_LONGEST_WORDED = 80
_FRAME = re.compile(r"\\begin\{[a-z*]{1,12}\}|\\[(\[]|[$&]|\*\*")


def _shortened(typed: str) -> str:
    typed = _FRAME.sub("", typed).strip()
    return typed if len(typed) <= 60 else typed[:59] + "…"


def _statement(reader: Reader) -> Node:
    """Expressions separated by commas; a leading `=` or `≈` is passed over."""
    if reader.peek().is_op("=", "~") and reader.after().kind != "end":
        reader.note("leading_equals" if reader.take().text == "=" else "approximate")
    reader.row = reader.form in ("list", "matrix") and brackets.spaces_separate(reader)
    if reader.form == "matrix":
        made = brackets.open_matrix(reader)
        if made is not None:
            return made
    opens = reader.peek().is_op("<", ">", "<=", ">=", "!=")
    known = set(reader.scope.declared.values()) if opens else set()
    if len(known) == 1:
        items = [conditions.relations(reader, Symbol(known.pop()))]
    else:
        items = [reader.parse()]
    separator = reader.peek()
    while reader.accept(",", ";"):
        if reader.peek().kind == "end":
            raise Unread(reader.last.start, "ends_early", after=reader.last.text)
        items.append(reader.parse())
    while reader.row and reader.peek().kind != "end" and reader.peek().spaced:
        items.append(reader.parse())
    if reader.peek().kind != "end":
        raise reader.leftover()
    values = cases.without_braces(reader, items)
    if values is not None:
        return values
    if len(items) == 1:
        return items[0]
    first = items[0]
    conditioned = reader.form == "expression" and _is_system(Sequence(tuple(items[1:])))
    if conditioned and not _is_system(Sequence((first,))):
        reader.note("condition")
        return first
    if isinstance(first, Relation) and first.op == "in" and _is_system(Sequence(tuple(items))):
        rest = tuple(items[1:] if first.right == sets.REALS else items)
        return rest[0] if len(rest) == 1 else Logic("and", rest)
    if isinstance(first, Relation) and first.op == "!=" and reader.form != "list":
        return _all_of(first, items[1:])
    if isinstance(first, Relation) and first.op == "=" and reader.form != "list":
        return _solutions(first, items[1:])
    if separator.text == "," and len(items) == 2 and _looks_decimal(reader):
        reader.note("comma")
    return Sequence(tuple(items))


def _all_of(first: Relation, rest: list[Node]) -> Node:
    """`x ≠ 0, 1` and `x ≠ 0, x ≠ 1` exclude both."""
    links = [
        item if isinstance(item, Relation | Logic) else Relation("!=", first.left, item)
        for item in rest
    ]
    return Logic("and", (first, *links))


def _solutions(first: Relation, rest: list[Node]) -> Node:
    """`x = 1, 2` and `x = 1, x = 2` list the values of x; `x = 1, y = 2` holds together."""
    links = [
        item if isinstance(item, Relation | Logic) else Relation("=", first.left, item)
        for item in rest
    ]
    same = all(
        isinstance(link, Relation) and link.op == "=" and link.left == first.left for link in links
    )
    return Logic("or" if same else "and", (first, *links))


def _numbered(reader: Reader, node: Logic, form: str) -> Node:
    """`x_1 = 2, x_2 = 3` and `x = 2 and x = 3` list the solutions."""
    links = [link for link in node.args if isinstance(link, Relation) and link.op == "="]
    lefts = [link.left for link in links]
    names = [left.name for left in lefts if isinstance(left, Symbol)]
    if len(names) != len(node.args) or len(names) < 2:
        return node
    base = names[0].partition("_")[0]
    counted = names == [f"{base}_{number}" for number in range(1, len(names) + 1)]
    declared = set(reader.scope.declared.values())
    values = tuple(link.right for link in links)
    same = node.op == "and" and len(set(names)) == 1
    if form == "set" and (same or (counted and not declared & set(names))):
        reader.note("solutions")
        return FiniteSet(values)
    if counted and base in declared and not declared & set(names):
        reader.note("solutions")
        return Logic("or", tuple(Relation("=", Symbol(base), value) for value in values))
    return node


def _both(node: Relation) -> Relation:
    r"""`x_{1,2} = 1 \pm \sqrt 2` as an equation for x."""
    name = node.left.name if isinstance(node.left, Symbol) else ""
    if not name.endswith("_{1,2}"):
        return node
    return Relation(node.op, Symbol(name.removesuffix("_{1,2}")), node.right)


def _flat(reader: Reader, node: Sequence) -> Sequence:
    """`1, 2 and 3` as one list of three."""
    last = node.items[-1] if node.items else node
    if not isinstance(last, FiniteSet) or reader.made_by(last) != "said":
        return node
    made = Sequence((*node.items[:-1], *last.items))
    reader.origin[id(made)] = (made, reader.made_by(node))
    return made


def _values(reader: Reader, node: Sequence) -> Sequence:
    """`λ_1 = 1, λ_2 = 3` as the list of the values."""
    links = [item for item in node.items if isinstance(item, Relation) and item.op == "="]
    names = {link.left.name for link in links if isinstance(link.left, Symbol)}
    if len(names) != len(node.items) or len(names) < 2:
        return node
    reader.note("solutions")
    return Sequence(tuple(link.right for link in links))


def _looks_decimal(reader: Reader) -> bool:
    typed = reader.text.strip()
    whole, _, decimals = typed.partition(",")
    return whole.isdigit() and decimals.isdigit()


_COMPOUND = frozenset((Sequence, FiniteSet, Relation, Logic))


def _shaped(reader: Reader, node: Node, form: str | None) -> Node:
    """`node` in the form asked for, where the text can mean it."""
    if form == "expression" and type(node) not in _COMPOUND:
        return node
    if form == "equation" and isinstance(node, FiniteSet) and _is_system(node):
        node = Logic("and" if _of_each(node.items) else "or", node.items)  # {x = 1, y = 2}
    if form in ("set", "equation") and isinstance(node, Logic):
        node = _numbered(reader, node, form)
    if form in ("set", "equation") and isinstance(node, Relation):
        node = _both(node)
    if form in ("set", "list") and isinstance(node, Sequence):
        node = _flat(reader, node)
    if form == "list" and isinstance(node, Logic) and node.op == "and":
        node = _values(reader, Sequence(node.args))
        node = node if not _is_system(node) else Logic("and", node.items)
    if form == "list" and isinstance(node, Sequence):
        node = _values(reader, node)
    if form == "list" and isinstance(node, FiniteSet) and reader.made_by(node) == "said":
        node = Sequence(node.items)
    if form == "expression":
        inner = brackets.unwrapped(node)
        enclosed = inner is not node or reader.made_by(node) == "grouped"
        if enclosed and isinstance(inner, Relation | Logic):
            return Call("indicator", (inner,))
    if form == "equation" and isinstance(node, Sequence) and id(node) not in reader.origin:
        if _is_system(node):
            if any(isinstance(item, Relation) and item.op == "!=" for item in node.items):
                return Logic("and", node.items)  # x > 0, x ≠ 1
            raise Unread(0, "and_or")
        return FiniteSet(node.items)
    if form in ("expression", "equation"):
        return brackets.unwrapped(node)
    if form == "matrix" and isinstance(node, Sequence | FiniteSet):
        return _matrix(node)
    if form == "set" and isinstance(node, Sequence) and not _is_system(node):
        return FiniteSet(node.items)
    if form in ("set", "interval") and isinstance(node, Symbol) and node.name == "R":
        return sets.REALS
    if form == "interval" and isinstance(node, Sequence) and _is_system(node):
        if any(isinstance(item, Relation) and item.op == "!=" for item in node.items):
            return Logic("and", node.items)  # x > 0, x ≠ 1
        raise Unread(0, "and_or")
    if form == "interval" and isinstance(node, Sequence | Union):
        return sets.as_set(reader, node, reader.last) if _is_pair(node) else node
    return node


def _matrix(node: Sequence | FiniteSet) -> Node:
    """`((1, 2), (3, 4))` and `{{1, 2}, {3, 4}}` where a matrix is asked for."""
    rows = [item.items for item in node.items if isinstance(item, Sequence | FiniteSet)]
    even = len(rows) == len(node.items) and len({len(row) for row in rows}) == 1
    return Matrix(tuple(rows)) if even and rows[0] else node


def _is_pair(node: Node) -> bool:
    return isinstance(node, Sequence) and len(node.items) == 2


def _of_each(items: tuple[Node, ...]) -> bool:
    """Whether every equation is about a name of its own."""
    lefts = [item.left for item in items if isinstance(item, Relation) and item.op == "="]
    return len(lefts) == len(items) == len(set(lefts))


def _is_system(node: Sequence | FiniteSet) -> bool:
    return bool(node.items) and all(isinstance(item, Relation | Logic) for item in node.items)


def _check(node: Node) -> None:
    """No level too deep, and nothing that was only a part of a form left over."""
    for depth, level in enumerate(levels(node)):
        if depth >= MAX_TREE_DEPTH:
            raise Unread(0, "too_deep", most=MAX_TREE_DEPTH)
        for part in level:
            if type(part) is Piecewise and not part.cases:
                raise Unread(0, "cases")
    if node == TRUE:
        raise Unread(0, "cases")
