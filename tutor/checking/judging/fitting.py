"""Answers in another form than the key's that say the same kind of thing.

5 where `x = 5` is asked, `(x, y) = (2, 3)` or `x = 2, y = 3`
for the point (2, 3), `1 < x < 3` for the interval (1, 3), each also the other way round, and
conditions with a comma between them. What is taken for what depends on the key alone, never
on whether the answer is right.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from tutor.checking.answer_forms import form_of, in_brackets, infinity
from tutor.checking.assumptions import domain
from tutor.checking.evaluation.ball import as_float
from tutor.checking.expression import Reading, read, show, tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging.slopes import value_of
from tutor.checking.question import Question, say
from tutor.checking.trees.elaboration import elaborate
from tutor.exercise import Unreadable

_INTEGER = re.compile(
    r"[,;(]\s*\\?([a-zA-Z])\s*(?:∈|\\in\b|\bin\b)\s*(?:ℤ|Z\b|integers\b|\\mathbb\s*\{?Z)"
)
_INEQUALITIES = frozenset(("<", "<=", ">", ">="))
_EVERYWHERE = tree.Number | tree.Constant | tree.Symbol | tree.Add | tree.Mul | tree.Neg
"""Nodes of expressions that have a value for all numbers."""


def read_answer(question: Question, text: str) -> Reading | Unreadable:
    """The answer as typed; conditions with commas between them also where one is asked."""
    if question.form == "list" and "=" in text:
        # As a list, `y = 3, x = 2` would be 3, 2; as statements it keeps the letters.
        stated = read(text, names=set(question.names), complex_=question.complex_)
        if isinstance(stated, Reading) and _point(stated.tree) is not None:
            return stated
    reading = question.read(text)
    if isinstance(reading, Unreadable) and question.form in ("equation", "interval", "set"):
        listed = read(text, names=set(question.names), form="list", complex_=question.complex_)
        if isinstance(listed, Reading) and _conditions(listed.tree):
            return listed
    return reading


def with_integers(question: Question, text: str) -> Question:
    """The question with the integers that an answer declares, as in `x = 2kπ, k ∈ ℤ`."""
    found = _INTEGER.search(text) if question.form in ("equation", "set") else None
    if found is None or found[1] in question.names:
        return question
    domains = {**question.domains, found[1]: domain("integer")}
    return replace(question, names=question.names | {found[1]}, domains=domains)


def fitted(question: Question, answer: Node, text: str) -> tuple[Question, Node]:
    """The question and the answer in one form, where that is plain."""
    answer = joined(answer)
    if question.form == "expression":
        return question, answer
    answer = _without_name(question, answer)
    if question.form == "list":
        return _as_list(question, answer)
    if question.form == "equation":
        return _as_statement(question, answer, text)
    if question.form == "interval" and _are_intervals(answer):
        return question, tree.Union(tree.children(answer))
    return question, answer


def ambiguous_set(question: Question, answer: Node, text: str) -> Unreadable | None:
    """Why `(3, 5)` or `[0, 1]` is no set of two elements; None for all other answers."""
    if isinstance(question.key, tree.Interval | tree.Union | tree.Relation | tree.Logic):
        return None
    if any(isinstance(item, tree.Sequence) for item in tree.children(question.key)):
        return None  # elements that are points themselves
    if not isinstance(answer, tree.FiniteSet | tree.Sequence) or len(answer.items) != 2:
        return None
    if question.bracketed or not in_brackets(text):
        return None
    mend = show.plain(tree.FiniteSet(answer.items))
    return Unreadable(column=0, why=say("set_in_brackets", set=mend), mend=mend)


def joined(node: Node) -> Node:
    """Equations of points entry by entry, and conditions with commas between them, as one.

    What always holds of a number, such as `x < ∞`, drops out.
    """
    if isinstance(node, tree.Relation | tree.Logic):
        node = _without_infinite_ends(node)
    if (
        isinstance(node, tree.Relation)
        and node.op == "="
        and isinstance(node.left, tree.Sequence)
        and isinstance(node.right, tree.Sequence)
        and len(node.left.items) == len(node.right.items) > 1
    ):
        pairs = zip(node.left.items, node.right.items, strict=True)
        return tree.Logic("and", tuple(tree.Relation("=", *pair) for pair in pairs))
    conditions = _conditions(node)
    if conditions:
        return tree.Logic("and" if _overlap(conditions) else "or", tuple(conditions))
    return node


def _without_infinite_ends(node: Node) -> Node:
    """`node` without comparisons with ±∞ that hold for every number."""
    if isinstance(node, tree.Relation) and node.op in _INEQUALITIES:
        low, high = node.left, node.right
        if node.op.startswith(">"):
            low, high = high, low
        ends = infinity(low), infinity(high)
        other = high if ends[0] else low
        if ends in ((-1, 0), (0, 1)) and all(isinstance(p, _EVERYWHERE) for p in tree.walk(other)):
            return tree.Logic("and", ())
        return node
    if not isinstance(node, tree.Logic) or node.op == "not":
        return node
    parts = [_without_infinite_ends(arg) for arg in node.args]
    always = tree.Logic("and", ())
    if node.op == "or":
        return always if always in parts else node
    parts = [part for part in parts if part != always]
    return parts[0] if len(parts) == 1 else tree.Logic("and", tuple(parts))


def _conditions(node: Node) -> Sequence[tree.Relation]:
    """The inequalities in one variable that a list consists of; empty when it does not."""
    if not isinstance(node, tree.Sequence) or len(node.items) < 2:
        return ()
    found = [item for item in node.items if isinstance(item, tree.Relation)]
    inequalities = len(found) == len(node.items) and all(r.op in _INEQUALITIES for r in found)
    return found if inequalities and len(tree.free_symbols(node)) == 1 else ()


def _overlap(conditions: Sequence[tree.Relation]) -> bool:
    """Whether some number meets all conditions; `x < 1, x > 3` can only mean `or`."""
    low, high = float("-inf"), float("inf")
    for condition in conditions:
        left, right = condition.left, condition.right
        below = condition.op.startswith("<")
        if isinstance(right, tree.Symbol):
            left, right, below = right, left, not below
        bound = value_of(right, {}) if not tree.free_symbols(right) else None
        if not isinstance(left, tree.Symbol) or bound is None:
            return True
        if below:
            high = min(high, as_float(bound))
        else:
            low = max(low, as_float(bound))
    return low <= high


def _are_intervals(node: Node) -> bool:
    """Whether a list holds intervals, which are meant together: `(-oo, -2), (2, oo)`."""
    return isinstance(node, tree.Sequence | tree.FiniteSet) and all(
        isinstance(item, tree.Interval | tree.Union) for item in node.items
    )


def _without_name(question: Question, answer: Node) -> Node:
    """The set, list or matrix in `v = (1, 2)`, where v is a name for it."""
    if (
        question.form != "equation"
        and isinstance(answer, tree.Relation)
        and answer.op == "="
        and isinstance(answer.left, tree.Symbol)
        and answer.left.name not in tree.free_symbols(question.key)
        and isinstance(
            answer.right,
            tree.Sequence | tree.Matrix | tree.FiniteSet | tree.Interval | tree.Union,
        )
    ):
        return answer.right
    return answer


def _as_list(question: Question, answer: Node) -> tuple[Question, Node]:
    if question.interval is not None and _says_interval(question, answer):
        return replace(question, key=question.interval, form="interval"), answer
    point = _point(answer)
    return question, answer if point is None else point


def _says_interval(question: Question, answer: Node) -> bool:
    """Whether an answer is an interval, or inequalities in one variable that the key lacks."""
    if form_of(answer) == "interval":
        return True
    letters = tree.free_symbols(answer) - tree.free_symbols(question.key)
    within = isinstance(answer, tree.Relation) and answer.op == "in"
    return len(letters) == 1 and (within or _has_inequality(answer))


def _solves(key: Node) -> bool:
    """Whether a key consists of equations in one variable, so that numbers can answer it."""
    relations = [part for part in tree.walk(key) if isinstance(part, tree.Relation)]
    return len(tree.free_symbols(key)) == 1 and all(relation.op == "=" for relation in relations)


def _has_inequality(node: Node) -> bool:
    return any(
        isinstance(part, tree.Relation) and part.op in _INEQUALITIES for part in tree.walk(node)
    )


def _as_statement(question: Question, answer: Node, text: str) -> tuple[Question, Node]:
    if _solves(question.key) and form_of(answer) in ("expression", "list"):
        numbers = answer.items if isinstance(answer, tree.Sequence) else (answer,)
        if not tree.free_symbols(answer) and all(form_of(n) == "expression" for n in numbers):
            return question, tree.FiniteSet(numbers)
    if form_of(answer) != "list":
        return question, answer
    point = _point(question.key)
    if point is not None:
        return replace(question, key=point, form="list"), answer
    if _has_inequality(question.key):
        reading = read(text, names=set(question.names), form="interval")
        if isinstance(reading, Reading) and form_of(reading.tree) == "interval":
            return question, elaborate(reading.tree)
    return question, answer


def _point(node: Node) -> Node | None:
    """(2, 3) for `x = 2 and y = 3`, the letters in alphabetical order; None for all else."""
    if isinstance(node, tree.Logic) and node.op == "and":
        parts: Sequence[Node] = node.args
    elif isinstance(node, tree.Sequence):
        parts = node.items
    else:
        return None
    values: dict[str, Node] = {}
    for part in parts:
        if not (
            isinstance(part, tree.Relation)
            and part.op == "="
            and isinstance(part.left, tree.Symbol)
            and not tree.free_symbols(part.right)
            and not infinity(part.right)
        ):
            return None
        values[part.left.name] = part.right
    if len(values) < 2 or len(values) != len(parts):
        return None
    return tree.Sequence(tuple(values[name] for name in sorted(values)))
