"""Sets whose elements depend on variables: {max(x, y), min(x, y)} is {x, y}.

Element by element these differ. So the numbers in both are worked out at many points, to more
than fifty digits, and compared as sets.
"""

from collections.abc import Mapping, Sequence

from tutor.checking.equality import breakpoints, crossings
from tutor.checking.equality.sampling import REAL, grid, join, row
from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import Exact, Imprecise, Real, TooLarge, Undefined
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.evaluation.digits import Evaluator
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.question import Question
from tutor.checking.statements.forms import BITS, CUSTOMS
from tutor.checking.statements.progressions import same as same_number

FEWEST = 8
"""At fewer points than these nothing is concluded."""
MOST = 240


def same(question: Question, answers: Sequence[Node], keys: Sequence[Node]) -> int | None:
    """At how many points both sets have the same numbers; 0 when they differ at one.

    None when there are too few points where all elements have a value.
    """
    items = (*answers, *keys)
    names = tuple(sorted(frozenset().union(*map(tree.free_symbols, items))))
    domains = tuple(question.domains.get(name, REAL) for name in names)
    points = grid(names, domains, frozenset(), question.seed)
    bends = [bend for item in items for bend in breakpoints.bends(item)]
    more = crossings.points_around(bends, names, domains, points, question.seed)
    if more is not None:
        points = join([points, more])
    compared = 0
    size = len(points[names[0]])
    for index in range(0, size, -(-size // MOST)):
        try:
            yours, expected = (_numbers(side, row(points, index)) for side in (answers, keys))
        except (Undefined, Imprecise, TooLarge, OverflowError, ValueError):
            continue
        except Unsupported:
            return None
        if not (_within(yours, expected) and _within(expected, yours)):
            return 0
        compared += 1
    return compared if compared >= FEWEST else None


def _numbers(items: Sequence[Node], point: Mapping[str, Exact]) -> list[Real]:
    evaluator = Evaluator(point, Arithmetic(BITS, final=True, real_roots=True), CUSTOMS)
    return [evaluator.value(item) for item in items]


def _within(some: Sequence[Real], others: Sequence[Real]) -> bool:
    return all(any(same_number(x, y) for y in others) for x in some)
