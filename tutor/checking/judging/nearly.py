"""Statements and sets whose numbers may be off by the declared tolerance.

Those about one variable are taken for the intervals and numbers that they hold for, systems for
the points, and equations in several variables for what they say of one of them.
"""

from collections.abc import Sequence

from tutor.checking.equality.outcomes import Different
from tutor.checking.equality.sampling import REAL
from tutor.checking.evaluation.ball import Real, TooLarge
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import tolerant
from tutor.checking.question import Question
from tutor.checking.statements import elimination, systems
from tutor.checking.statements.forms import difference, plain
from tutor.checking.statements.pairing import pairs
from tutor.checking.statements.pieces import Piece, pieces
from tutor.checking.statements.verdicts import Alike, Unlike
from tutor.checking.tolerance import Tolerance
from tutor.checking.trees.rewriting import number


def compare(question: Question, answer: Node, key: Node) -> Alike | Unlike | Different | None:
    """Whether two statements hold for numbers that are close enough.

    Different: two numbers that are meant for each other and are not close enough. None when
    it cannot be told.
    """
    assert question.tolerance is not None
    try:
        answer, key = plain(answer), plain(key)
        names = sorted(tree.free_symbols(answer) | tree.free_symbols(key))
        if not names:
            return None
        if len(names) == 1:
            return _along(question, answer, key, names[0])
        found = _points(question, answer, key, names)
        return found or _several(question, answer, key)
    except (Unsupported, TooLarge):
        return None


def _along(
    question: Question, answer: Node, key: Node, name: str
) -> Alike | Unlike | Different | None:
    tolerance = question.tolerance
    assert tolerance is not None
    domain = question.domains.get(name, REAL)
    yours, expected = pieces(answer, name, domain), pieces(key, name, domain)
    if yours is None or expected is None:
        return None
    pairs = list(zip(yours, expected, strict=False))
    if len(yours) == len(expected) and all(a.like(b) for a, b in pairs):
        ends = [pair for a, b in pairs for pair in zip(a.ends, b.ends, strict=True)]
        far = [pair for pair in ends if not tolerant.within(*pair, tolerance, scaled=False)]
        if far:
            return Different({}, *far[0])
        return Alike(max(1, len(ends)))
    for some, others, who in ((expected, yours, "key"), (yours, expected, "answer")):
        x = _apart(some, others, tolerance)
        if x is not None:
            return Unlike({name: x}, who)  # type: ignore[arg-type]
    return None


def _apart(some: Sequence[Piece], others: Sequence[Piece], tolerance: Tolerance) -> Real | None:
    """A number in one set, and neither in the other nor close to an end of it."""
    ends = [end for piece in others for end in piece.ends]
    for piece in some:
        x = piece.inside
        near = any(tolerant.within(end, x, tolerance, scaled=False) for end in ends)
        if not near and not any(other.holds(x) for other in others):
            return x
    return None


# Several variables


def _points(
    question: Question, answer: Node, key: Node, names: Sequence[str]
) -> Alike | Unlike | None:
    """The comparison of systems whose points can be listed."""
    tolerance = question.tolerance
    assert tolerance is not None

    def close(a: Real, k: Real) -> bool:
        return tolerant.within(a, k, tolerance, scaled=False)

    expected = systems.points(key, names, question.domains)
    yours = None if expected is None else systems.points(answer, names, question.domains)
    if yours is None or expected is None or not (yours or expected):
        return None
    return systems.compare(yours, expected, close)


def _several(question: Question, answer: Node, key: Node) -> Alike | Unlike | None:
    """The comparison relation by relation, each of the key used once."""
    yours, expected = _joint(answer), _joint(key)
    if yours is None or expected is None or len(yours) != len(expected):
        return None

    def compared(one: int, other: int) -> Alike | Unlike | None:
        a, k = yours[one], expected[other]
        return _solved(question, a, k) or _sides(question, a, k)

    if len(expected) == 1:
        return compared(0, 0)
    close = pairs(len(yours), len(expected), lambda a, k: isinstance(compared(a, k), Alike))
    if len(close) == len(expected):
        return Alike(len(close))
    left = sum(range(len(yours))) - sum(close.values()), sum(range(len(expected))) - sum(close)
    far = compared(*left) if len(close) == len(expected) - 1 else None
    return far if isinstance(far, Unlike) else None


def _joint(statement: Node) -> Sequence[tree.Relation] | None:
    """The relations that a statement joins by `and`; None where it is more than these."""
    parts = statement.args if isinstance(statement, tree.Logic) else (statement,)
    if isinstance(statement, tree.Logic) and statement.op != "and":
        return None
    found = [part for part in parts if isinstance(part, tree.Relation)]
    return found if len(found) == len(parts) else None


def _sides(question: Question, answer: tree.Relation, key: tree.Relation) -> Alike | None:
    """Right where both sides are close, as in (x − 0.33)² = y for (x − 1/3)² = y."""
    if answer.op != key.op:
        return None
    close = [
        tolerant.close(question.about(side), other)
        for side, other in ((key.left, answer.left), (key.right, answer.right))
    ]
    return Alike(1) if all(close) else None


def _solved(question: Question, answer: tree.Relation, key: tree.Relation) -> Alike | Unlike | None:
    """The comparison of what two relations say of a variable that one of them gives outright."""
    for name in sorted(_alone(key)) or sorted(_alone(answer)):
        yours, expected = _about(answer, name), _about(key, name)
        if yours is None or expected is None or yours[0] != expected[0]:
            continue
        found = tolerant.compare(question.about(expected[1]), yours[1])
        if isinstance(found, Different):
            return Unlike({**found.point, name: found.key}, "key") if yours[0] == "=" else None
        if found is not None:
            return Alike(found)
    return None


def _alone(relation: tree.Relation) -> set[str]:
    """The variables that stand alone on a side."""
    sides = ((relation.left, relation.right), (relation.right, relation.left))
    return {
        side.name
        for side, other in sides
        if isinstance(side, tree.Symbol) and side.name not in tree.free_symbols(other)
    }


_TURNED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _about(relation: tree.Relation, name: str) -> tuple[str, Node] | None:
    """`name op value` for a relation; None where it is not solved for it."""
    op = _TURNED.get(relation.op)
    if op is None:
        return None
    if name in _alone(relation):
        if relation.left == tree.Symbol(name):
            return relation.op, relation.right
        return op, relation.left
    line = elimination.straight(difference(relation), name) if op == "=" else None
    if line is None or line[0] is None:
        return None
    value = number(0) if line[1] is None else tree.Neg(tree.Div(line[1], line[0]))
    return op, value
