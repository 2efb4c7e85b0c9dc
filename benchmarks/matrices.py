"""Matrix answers: this checker beside SymPy's matrix expressions, on the same rows.

Rows are the tests' identities: every right and every wrong answer. SymPy gets what it can be
given: each answer translated to its MatrixSymbols; equality is `expand(a − b).doit() == 0`
after `simplify`. What it has no words for (entrywise functions, diag, ⊙ of vectors, norms)
counts as undecided. Times are CPU times, which do not depend on what else is running.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from tests.checking.matrices.identities import answers
from tutor.checking.matrices import check_row
from tutor.exercise import Right, Wrong

RIGHT_SHARE, P95_MS = 0.99, 30.0
Row = dict[str, Any]


def main() -> list[str]:
    """Print both tables; the bars that this checker missed."""
    rows = list(answers())
    check_row(rows[0][0])
    missed = report("this checker", rows, ours)
    report("SymPy", rows, sympys)
    return missed


def report(name: str, rows: list[tuple[Row, str, str]], judge: Callable[[Row], str]) -> list[str]:
    accepted = rejected = undecided = right = named = wrong_rows = 0
    times = []
    for row, expected, slug in rows:
        start = time.process_time()
        verdict = judge(row)
        times.append(1000 * (time.process_time() - start))
        kind = verdict.partition(" ")[0]
        right += kind == expected
        undecided += kind == "undecided"
        accepted += (expected, kind) == ("wrong", "right")
        rejected += (expected, kind) == ("right", "wrong")
        if expected == "wrong":
            wrong_rows += 1
            named += verdict == f"wrong {slug}"
    times.sort()
    p50, p95 = statistics.median(times), times[int(0.95 * len(times))]
    print(
        f"{name:14} rows {len(rows)}  right {right / len(rows):.1%}  false accepts {accepted}  "
        f"false rejects {rejected}  undecided {undecided}  slips named {named / wrong_rows:.1%}  "
        f"CPU ms p50 {p50:.1f} p95 {p95:.1f}"
    )
    missed = []
    if accepted:
        missed.append(f"{accepted} wrong answers accepted; none may be")
    if right / len(rows) < RIGHT_SHARE:
        missed.append(f"{right / len(rows):.2%} right; at least {RIGHT_SHARE:.0%} must be")
    if p95 > P95_MS:
        missed.append(f"p95 is {p95:.0f} ms; it may be {P95_MS:.0f}")
    return missed


def ours(row: Row) -> str:
    verdict = check_row(row)
    if isinstance(verdict, Right):
        return "right"
    if isinstance(verdict, Wrong):
        return "wrong " + (verdict.mistake.name if verdict.mistake else "")
    return "undecided"


def sympys(row: Row) -> str:
    import sympy

    from tutor.checking.matrices.inference import Clash
    from tutor.checking.matrices.problem import make_problem
    from tutor.checking.matrices.tokens import CannotRead
    from tutor.errors import TutorError

    try:
        problem = make_problem(
            row["dims"], assume=row.get("assume"), function=row.get("function", ""),
            wrt=row.get("wrt", ""),
            layout=row.get("layout", "gradient" if "wrt" in row else "scalar"),
        )  # fmt: skip
        terms = [
            problem.meaning(text, problem.read(text), problem.wanted).term
            for text in (row["answer"], row["key"])
        ]
    except Clash:
        return "wrong"
    except (CannotRead, TutorError):
        return "undecided"
    try:
        left, right = (_translated(term, problem.shapes) for term in terms)
        if left.shape != right.shape:
            return "wrong"
        gap = sympy.simplify((left - right).expand().doit())
    except (NotImplementedError, TypeError, ValueError, AttributeError, KeyError):
        return "undecided"
    if gap.is_zero or gap == sympy.ZeroMatrix(*gap.shape):
        return "right"
    return "wrong"


def _translated(term: Any, shapes: Any) -> Any:
    """A term as a SymPy matrix expression. Raises KeyError for what SymPy has no words for."""
    import sympy

    def size(value: Any) -> Any:
        total = sympy.Integer(value.number)
        for symbol in value.symbols:
            total *= sympy.Symbol(symbol, integer=True, positive=True)
        return total

    def of(part: Any) -> Any:
        args = [of(arg) for arg in part.args]
        match part.op:
            case "num":
                return sympy.Rational(part.data.numerator, part.data.denominator)
            case "var":
                rows, columns = shapes[part.data]
                return sympy.MatrixSymbol(part.data, size(rows), size(columns))
            case "size":
                return size(part.data)
            case "eye":
                return sympy.Identity(size(part.data))
            case "ones":
                return sympy.OneMatrix(*map(size, part.data))
            case "neg":
                return -args[0]
            case "add" if len({arg.shape for arg in args if hasattr(arg, "shape")}) == 1:
                return sum(args[1:], args[0])
            case "mul":
                return sympy.prod(args[1:], start=args[0])
            case "div":
                return args[0] / args[1]
            case "t":
                return args[0].T
            case "inv":
                return args[0].I
            case "pow":
                return args[0] ** part.data
            case "trace":
                return sympy.Trace(args[0])
            case "det":
                return sympy.Determinant(args[0])
            case "had":
                return sympy.HadamardProduct(*args)
            case "kron":
                return sympy.KroneckerProduct(*args)
        raise KeyError(part.op)

    return of(term)
