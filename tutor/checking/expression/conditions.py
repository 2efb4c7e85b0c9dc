"""Relations, what `and` and `or` join, and values under conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.checking.expression import brackets, constructions, sets
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.precedence import IF, OR, RELATION
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import FiniteSet, Logic, Node, Piecewise, Relation, Union

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader

CONDITIONS = (Relation, Logic)


def relations(reader: Reader, left: Node) -> Node:
    """`a < b < c` is the conjunction of its links."""
    links: list[Node] = []
    while reader.level(reader.peek()) == RELATION:
        token = reader.take()
        op = token.text
        if op == "\\not":
            op = "!=" if reader.accept("=") else "notin" if reader.accept("in") else ""
        elif op == "~":
            reader.note("approximate")
            op = "="
        if not op:
            raise reader.operand_expected(token)
        right = reader.parse(RELATION)
        if op in ("in", "notin"):
            right = sets.as_set(reader, right, token)
        if op == "notin":
            links.append(sets.outside(left, right))
            continue
        links.append(Relation(op, left, right))
        left = right
    return links[0] if len(links) == 1 else Logic("and", tuple(links))


def logic(reader: Reader, first: Node, level: int) -> Node:
    """`x = 2 or -2` and `2 or -2` say the same as `x = 2 or x = -2` and `{2, -2}`."""
    run = [first]
    while reader.level(reader.peek()) == level:
        reader.take()
        if reader.level(reader.peek()) == RELATION and isinstance(run[-1], Relation):
            run.append(relations(reader, run[-1].left))  # x < 2 or > 3
        else:
            run.append(reader.parse(level))
    if not any(isinstance(item, CONDITIONS) for item in run):
        if all(sets.is_set(reader, item) for item in run):
            return Union(tuple(sets.as_set(reader, item, reader.last) for item in run))
        made = FiniteSet(tuple(run))
        reader.origin[id(made)] = (made, "said")
        return made
    alike = False
    if isinstance(first, Relation) and first.op == "=":
        alike = not all(isinstance(item, CONDITIONS) for item in run)  # x = 1 and 2
        run = [
            item if isinstance(item, CONDITIONS) else Relation("=", first.left, item)
            for item in run
        ]
    return Logic("or" if level == OR or alike else "and", tuple(run))


def conditional(reader: Reader, value: Node) -> Node:
    """`value if condition else other`, `value otherwise`, `condition ? value : other`."""
    said = reader.take()
    if said.text == "otherwise":
        return _open_case(reader, Piecewise((), value))
    if said.text == "?":
        return _ternary(reader, value, said)
    condition = brackets.unwrapped(reader.parse(IF))
    if not isinstance(condition, CONDITIONS):
        raise Unread(reader.last.start, "condition_expected")
    if not reader.accept("else"):
        return _open_case(reader, Piecewise(((value, condition),), None))
    return constructions.otherwise((value, condition), reader.parse(IF - 1))


def _ternary(reader: Reader, value: Node, mark: Token) -> Node:
    """`x > 0 ? x : 0` as in C."""
    condition = brackets.unwrapped(value)
    ends = reader.peek().kind == "end"
    if ends or not isinstance(condition, CONDITIONS):
        mend = (mark.start, mark.end, "") if ends else None
        raise Unread(mark.start, "question_mark", mend)
    then = reader.parse(IF)
    reader.expect(":", mark)
    return constructions.otherwise((then, condition), reader.parse(IF - 1))


def _open_case(reader: Reader, case: Piecewise) -> Piecewise:
    """`x if x > 0` without `else`: one row of the cases in braces around it."""
    reader.origin[id(case)] = (case, "case")
    return case
