r"""What brackets make: groups, lists, sets, intervals, matrices."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.checking.expression import cases, names, sets
from tutor.checking.expression.arguments import is_closing
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import (
    Call,
    Constant,
    FiniteSet,
    Interval,
    Logic,
    Matrix,
    Neg,
    Node,
    Number,
    Relation,
    Sequence,
    Symbol,
)

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader

_CLOSE = {"(": ")", "[": "]", "{": "}", "{(": "})", "<(": ">)"}
_SPOKEN = {"})": "\\}", "{(": "\\{", "<(": "⟨", ">)": "⟩"}


def group(reader: Reader, opened: Token) -> Node:
    """Everything from `opened`, which has been taken, to the bracket that closes it."""
    listing = opened.text == "[" or (opened.text == "(" and reader.form in ("matrix", "list"))
    separated = listing and spaces_separate(reader)
    with reader.inside(bars=-1 if opened.text in ("{", "{(") else 0, row=separated):
        rows, closed = _rows(reader, opened)
    if closed.text == ",":
        made: Node = Sequence(tuple(rows[0]))
        reader.take()
    else:
        made = _made(reader, opened, closed, rows)
    following = reader.ahead[-1]
    if following.text == "_" and following.kind == "op" and opened.text in ("(", "["):
        return _positive_part(reader, made, opened)
    return made


def _positive_part(reader: Reader, node: Node, opened: Token) -> Node:
    """`(x)_+` and `[x]_{+}` as max(0, x)."""
    ahead = [token.text for token in reader.ahead[-1:-5:-1]]
    length = 2 if ahead[1] == "+" else 4 if ahead[1:] == ["{", "+", "}"] else 0
    if not length:
        if opened.text == "[" or ahead[1] == "{":
            raise Unread(reader.ahead[-1].start, "evaluation_bar")
        return node
    for _ in range(length):
        reader.take()
    return Call("max", (Number(Fraction(0)), reader.scalar(node)))


def _rows(reader: Reader, opened: Token) -> tuple[list[list[Node]], Token]:
    """Entries separated by commas, rows by semicolons; and the closing bracket."""
    rows: list[list[Node]] = [[]]
    while True:
        token = reader.peek()
        if is_closing(token) or closes_interval(reader):
            single = token.text == ")" and len(rows) == len(rows[0]) == 1
            if single and reader.form == "list" and reader.last.is_op(","):
                return rows, reader.last  # (3,)
            closed = reader.take()
            if closed.text == "[":
                reader.last = Token("op", "]", closed.start, closed.end, closed.spaced)
            return rows, closed
        rows[-1].append(reader.parse())
        token = reader.peek()
        if token.kind == "op" and token.text in (",", ";", "\\\\"):
            reader.take()
            if token.text != ",":
                rows.append([])
        elif (
            reader.row
            and (token.spaced or begins_row(reader))
            and not is_closing(token)
            and token.kind != "end"
        ):
            continue
        elif token.text in ("|", ":") and opened.text in ("{", "{("):
            rows[-1] = [_described(reader, rows, token)]
        elif not is_closing(token) and not closes_interval(reader):
            raise reader.unclosed(opened, _CLOSE.get(opened.text, "["))


def begins_row(reader: Reader) -> bool:
    """Whether `][` stands between two rows, as in `[[1, 2][3, 4]]`, where a comma is missing."""
    return reader.nesting > 0 and reader.ahead[-1].text == "[" and reader.last.text == "]"


def _described(reader: Reader, rows: list[list[Node]], bar: Token) -> Node:
    """`x > 0` of `{x | x > 0}` or `{x ∈ ℝ : x > 0}`: the condition, which means the set."""
    head = rows[-1][0] if len(rows) == 1 and len(rows[0]) == 1 else None
    member = head.left if isinstance(head, Relation) and head.op == "in" else head
    if not isinstance(member, Symbol) or head is None:
        raise Unread(bar.start, "set_builder")
    reader.take()
    conditions = [unwrapped(reader.parse())]
    while reader.accept(","):
        conditions.append(reader.parse())
    if isinstance(head, Relation) and head.right != sets.REALS:
        conditions.insert(0, head)
    if not all(isinstance(condition, Relation | Logic) for condition in conditions):
        raise Unread(bar.start, "set_builder")
    made = conditions[0] if len(conditions) == 1 else Logic("and", tuple(conditions))
    reader.origin[id(made)] = (made, "described")
    return made


def closes_interval(reader: Reader) -> bool:
    """Whether the `[` that comes next ends an interval such as `]0, 1[`."""
    token = reader.ahead[-1]
    if token.text != "[" or token.kind != "op" or not reader.nesting:
        return False
    if reader.last.is_op("(", "[", "{", "{(", ",", ";"):
        return False
    following = reader.after()
    return (
        following.kind in ("end", "finish")
        or following.text in ("union", ")", "}", ",", ";", "U", "or", "∪")
        or reader.last.kind == "start"
    )


def spaces_separate(reader: Reader) -> bool:
    """Whether the entries from here to the closing bracket are told apart by spaces only."""
    depth = 0
    commas = semicolons = numbers = False
    entries = reader.form in ("list", "matrix")
    signed = False
    previous = reader.last
    for token in reversed(reader.ahead):
        if token.kind == "end":
            break
        if signed and token.kind == "number" and not token.spaced:
            numbers = True
        if token.kind == "op" and token.text in ("(", "[", "{", "{(", "<("):
            numbers = numbers or (depth == 0 and token.text == "[" and previous.text == "]")
            depth += 1
        elif is_closing(token):
            depth -= 1
            if depth < 0:
                break
        elif depth == 0:
            commas = commas or token.text == ","
            semicolons = semicolons or token.text == ";"
            numbers = numbers or (token.kind == "number" == previous.kind and token.spaced)
        if commas:
            return False
        shifted = entries and depth == 0 and token.spaced and token.is_op("-", "+")
        signed = shifted and previous.kind == "number"
        previous = token
    return semicolons or numbers


def _made(reader: Reader, opened: Token, closed: Token, rows: list[list[Node]]) -> Node:
    kind = opened.text + closed.text
    items = [item for row in rows for item in row]
    if kind in ("()", "(\\right.") and len(rows) == 1:
        if not items:
            raise Unread(closed.start, "empty_brackets")
        if len(items) > 1:
            return _sequence(reader, items, kind)
        if isinstance(items[0], Relation) and not reader.nesting:
            reader.origin[id(items[0])] = (items[0], "grouped")
        return items[0]
    if kind in ("{}", "{(})", "{(}", "{})", "{(\\right."):
        if len(items) == 1 and reader.made_by(items[0]) == "described":
            return items[0]
        return _set(reader, opened, rows)
    if kind in ("[]", "<(>)") or (kind == "()" and len(rows) > 1):
        rows = [row for row in rows if row]
        if reader.form == "interval" and len(items) == 2:
            return _sequence(reader, items, kind)
        asked = kind == "()" or reader.form in ("equation", "set")
        pair = asked and len(items) == len(rows)
        if len(rows) > 1 and not pair:
            return matrix(reader, rows, opened)
        return _sequence(reader, items, kind)
    if opened.text in "([]" and closed.text in ")][" and len(items) == 2 and len(rows) < 3:
        return Interval(items[0], items[1], opened.text != "[", closed.text != "]")
    if opened.text == "]" and len(items) != 2:
        raise Unread(opened.start, "unopened", close="]")
    wanted = _CLOSE.get(opened.text, "]")
    mend = (closed.start, closed.end, _SPOKEN.get(wanted, wanted))
    raise Unread(
        closed.start,
        "mismatched",
        mend,
        open=reader.typed(opened),
        column=opened.start + 1,
        close=_SPOKEN.get(wanted, wanted),
        found=reader.typed(closed),
    )


def entry(reader: Reader, node: Node) -> Node | None:
    """`x[0]` as the entry x_0 of the exercise, whose `[` comes next; None for a product.

    Raises Unread for an entry that the exercise does not have.
    """
    if not isinstance(node, Symbol) or reader.scope.open or len(reader.ahead) < 4:
        return None
    opened, index, closed = reader.ahead[-1:-4:-1]
    counted = index.kind == "number" and index.text.isdigit()
    counted = counted or (index.kind == "word" and not names.knows(index.text, reader.scope))
    if not counted or not closed.is_op("]"):
        return None
    name = f"{node.name}_{index.text}"
    if not names.knows(name, reader.scope):
        raise Unread(opened.start, "entry", found=f"{node.name}[{index.text}]")
    del reader.ahead[-3:]
    reader.last = closed
    return Symbol(reader.scope.spelled(name))


def unwrapped(node: Node) -> Node:
    """The one item of `[x]` or `{x}`, which are brackets inside arithmetic."""
    if isinstance(node, Sequence | FiniteSet) and len(node.items) == 1:
        return node.items[0]
    return node


def _sequence(reader: Reader, items: list[Node], kind: str) -> Node:
    """A list; a matrix when its items are lists; an interval when only that makes sense."""
    if len(items) == 1 and isinstance(items[0], Matrix):
        return items[0]
    if items and all(isinstance(item, Sequence) for item in items):
        rows = [list(item.items) for item in items if isinstance(item, Sequence)]
        if len({len(row) for row in rows}) == 1 and rows[0]:
            pairs = kind == "()" and reader.form != "matrix"
            if not pairs:
                return matrix(reader, rows)
        elif kind == "[]" and reader.form == "matrix" and rows[0]:
            matrix(reader, rows, reader.last)
    if len(items) == 2 and kind in ("()", "[]"):
        infinite = kind == "()" and (_is_infinite(items[0]) or _is_infinite(items[1]))
        if infinite or reader.form == "interval":
            return Interval(items[0], items[1], kind == "()", kind == "()")
    made = Sequence(tuple(items))
    reader.origin[id(made)] = (made, kind)
    return made


def _is_infinite(node: Node) -> bool:
    return node == Constant("oo") or node == Neg(Constant("oo"))


def matrix(reader: Reader, rows: list[list[Node]], opened: Token | None = None) -> Node:
    """A matrix of scalar entries; rows of unequal length raise Unread at `opened`."""
    if opened is not None and len({len(row) for row in rows}) != 1:
        raise Unread(opened.start, "ragged", first=len(rows[0]), other=_other_length(rows))
    return Matrix(tuple(tuple(reader.scalar(item) for item in row) for row in rows))


def _other_length(rows: list[list[Node]]) -> int:
    return next(len(row) for row in rows if len(row) != len(rows[0]))


def _set(reader: Reader, opened: Token, rows: list[list[Node]]) -> Node:
    """`{…}`: cases where the entries pair values with conditions, else a set or a group."""
    rows = [row for row in rows if row]
    items = [item for row in rows for item in row]
    if reader.last.text == "\\right." and len(items) == 1:
        return items[0]
    described = _by_conditions(items)
    if described is not None:
        reader.origin[id(described)] = (described, "described")
        return described
    if reader.form == "list" and all(_is_equation(item) for item in items):
        return Sequence(tuple(items))  # {x = 1, y = 2}
    values = cases.from_rows(reader, rows if len(rows) > 1 else [[item] for item in items])
    if values is None and len(rows) == 1 and len(items) % 2 == 0:
        pairs = [items[i : i + 2] for i in range(0, len(items), 2)]
        values = cases.from_rows(reader, pairs)
    if values is not None:
        return values
    if reader.tex and opened.text == "{" and len(items) == 1:
        return items[0]
    return FiniteSet(tuple(items))


def _by_conditions(items: list[Node]) -> Node | None:
    """What `{x ∈ ℝ, 1 < x}` says of x; None for other sets."""
    first = items[0] if len(items) > 1 else None
    if not isinstance(first, Relation) or first.op != "in" or not isinstance(first.left, Symbol):
        return None
    if not all(isinstance(item, Relation | Logic) for item in items):
        return None
    conditions = items[first.right == sets.REALS :]
    return conditions[0] if len(conditions) == 1 else Logic("and", tuple(conditions))


def _is_equation(node: Node) -> bool:
    return isinstance(node, Relation) and node.op == "="


def open_matrix(reader: Reader) -> Node | None:
    """`1 2; 3 4` without brackets, where a matrix is asked for; None where no rows come."""
    depth = 0
    for token in reversed(reader.ahead):
        depth += token.is_op("(", "[", "{", "{(", "<(") - is_closing(token)
        if depth == 0 and token.is_op(";"):
            break
    else:
        return None
    opened = reader.peek()
    rows: list[list[Node]] = [[]]
    while True:
        rows[-1].append(reader.parse())
        if reader.accept(";"):
            rows.append([])
        elif not reader.accept(",") and not (reader.row and reader.peek().spaced):
            break
        if reader.peek().kind == "end":
            break
    if reader.peek().kind != "end":
        raise reader.leftover()
    return matrix(reader, [row for row in rows if row], opened)


def braced(reader: Reader, opened: Token) -> Node:
    """A TeX group behind `^`, `_` or a command, whose `{` has been taken."""
    with reader.inside():
        inner = reader.parse()
        reader.expect("}", opened)
    return inner


def indicator(reader: Reader, token: Token) -> Node:
    r"""`𝟙[x > 0]`, `\mathbb{1}_{x > 0}` and the like."""
    reader.accept("_")
    opened = reader.take()
    if opened.text not in ("(", "[", "{", "{("):
        raise Unread(opened.start, "indicator")
    inner = unwrapped(group(reader, opened))
    if not isinstance(inner, Relation | Logic):
        raise Unread(opened.start, "indicator")
    return Call("indicator", (sets.written_out(inner),))
