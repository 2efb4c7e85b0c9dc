"""Facts about sizes (`H divides d`, `T >= k`, `N == 2*M`) and draws of sizes that obey them."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DRAWS = 18
ATTEMPTS = 60
REPAIRS = 80

# Sizes from tiny to large: a minimum or a clipped slice must be seen from both sides.
SCALES = ((2, 13), (3, 40), (20, 300), (300, 4000), (2, 300), (2000, 90000))

_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^\s*(.+?)\s+divides\s+(.+?)\s*$", r"(\2) % (\1) == 0"),
        (r"^\s*(.+?)\s+(?:mod|MOD)\s+(.+?)\s*==?\s*(\w+)\s*$", r"(\1) % (\2) == \3"),
        (r"^\s*(\w+)\s*≡\s*(\w+)\s*\(\s*mod\s+(\w+)\s*\)\s*$", r"(\1) % (\3) == (\2) % (\3)"),
        (r"^\s*(.+?)\s+(?:is\s+)?divisible\s+by\s+(.+?)\s*$", r"(\1) % (\2) == 0"),
        (r"^\s*(.+?)\s+(?:is\s+)?a?\s*multiple\s+of\s+(.+?)\s*$", r"(\1) % (\2) == 0"),
        (r"^\s*(\w+)\s*(?:\||∣)\s*(\w+)\s*$", r"(\2) % (\1) == 0"),
        (r"^\s*(.+?)\s+(?:is\s+)?even\s*$", r"(\1) % 2 == 0"),
        (r"^\s*(.+?)\s+(?:is\s+)?odd\s*$", r"(\1) % 2 == 1"),
        (r"^\s*(.+?)\s+(?:is\s+)?positive\s*$", r"(\1) > 0"),
    )
)
_SIGNS = str.maketrans({"≤": "<=", "≥": ">=", "≠": "!=", "·": "*", "×": "*", "−": "-"})

_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Pow: "**",
}


class UnreadableFact(ValueError):  # noqa: N818 (an outcome, not a fault)
    """A fact that is not understood, or facts that cannot hold together."""


@dataclass(frozen=True)
class Fact:
    """A relation between sizes. text: as written; tree: a comparison of size expressions."""

    text: str
    tree: ast.expr

    def holds(self, sizes: Mapping[str, int]) -> bool:
        """Does the fact hold for these sizes? A division by zero is a no."""
        try:
            return bool(_value(self.tree, sizes))
        except ZeroDivisionError:
            return False

    def names(self) -> set[str]:
        return {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)}


def read_fact(text: str) -> Fact:
    """Read one fact. Raises UnreadableFact when it is none."""
    plain = text.translate(_SIGNS).strip()
    if len(plain) > 300:
        raise UnreadableFact(text)
    for pattern, replacement in _WORDS:
        plain = pattern.sub(replacement, plain)
    plain = _shared(plain)
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = _single_equals(plain, text)
    if not _understood(tree) or not isinstance(
        tree, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Call
    ):
        raise UnreadableFact(text)
    return Fact(text, tree)


def _shared(plain: str) -> str:
    """`B, T >= 1` says so of both."""
    match = re.fullmatch(r"\s*(\w+(?:\s*,\s*\w+)+)\s*([<>]=?|!=)\s*(\w+)\s*", plain)
    if not match:
        return plain
    return " and ".join(f"{name.strip()} {match[2]} {match[3]}" for name in match[1].split(","))


def _single_equals(plain: str, text: str) -> ast.expr:
    """`N = 2*M`, written with one equals sign."""
    try:
        return ast.parse(re.sub(r"(?<![<>=!])=(?!=)", "==", plain), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UnreadableFact(text) from None


def fact_of(tree: ast.expr, text: str) -> Fact | None:
    """The fact that an expression in code states (`assert d % H == 0`), if it is one."""
    if isinstance(tree, ast.Compare | ast.BoolOp) and _understood(tree):
        return Fact(text, tree)
    return None


def _understood(tree: ast.AST) -> bool:
    match tree:
        case ast.Name():
            return True
        case ast.Constant(value=value):
            return isinstance(value, int)
        case ast.BinOp(left=left, op=op, right=right):
            return type(op) in _OPERATORS and _understood(left) and _understood(right)
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            return _understood(operand)
        case ast.Compare(left=left, ops=ops, comparators=others):
            known = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In)
            return all(isinstance(op, known) for op in ops) and all(
                map(_understood, [left, *others])
            )
        case ast.BoolOp(values=values):
            return all(map(_understood, values))
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return all(map(_understood, items))
        case ast.Call(func=ast.Name(id="min" | "max" | "abs"), args=args, keywords=[]):
            return bool(args) and all(map(_understood, args))
        case _:
            return False


def _value(tree: ast.expr, sizes: Mapping[str, int]) -> int:
    """The value of an understood expression; comparisons give 0 or 1."""
    match tree:
        case ast.Name(id=name):
            return sizes[name]
        case ast.Constant(value=int(value)):
            return value
        case ast.BinOp(left=left, op=op, right=right):
            return _binary(_OPERATORS[type(op)], _value(left, sizes), _value(right, sizes))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand, sizes)
        case ast.UnaryOp(operand=operand):
            return -_value(operand, sizes)
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_value(value, sizes) for value in values)
        case ast.BoolOp(values=values):
            return any(_value(value, sizes) for value in values)
        case ast.Call(func=ast.Name(id=name), args=args):
            numbers = [_value(arg, sizes) for arg in args]
            if name == "abs":
                return abs(numbers[0])
            return min(numbers) if name == "min" else max(numbers)
        case ast.Compare(left=left, ops=ops, comparators=others):
            return _chain(left, ops, others, sizes)
        case _:
            raise UnreadableFact(ast.unparse(tree))


def _chain(
    left: ast.expr, ops: list[ast.cmpop], others: list[ast.expr], sizes: Mapping[str, int]
) -> bool:
    value = _value(left, sizes)
    for op, other in zip(ops, others, strict=True):
        if isinstance(op, ast.In):
            assert isinstance(other, ast.Tuple | ast.List | ast.Set)
            return value in [_value(item, sizes) for item in other.elts]
        right = _value(other, sizes)
        held = {
            ast.Eq: value == right,
            ast.NotEq: value != right,
            ast.Lt: value < right,
            ast.LtE: value <= right,
            ast.Gt: value > right,
            ast.GtE: value >= right,
        }[type(op)]
        if not held:
            return False
        value = right
    return True


def _binary(op: str, left: int, right: int) -> int:
    if op == "**":
        if abs(left) > 10**6 or not 0 <= right <= 64:
            raise ZeroDivisionError
        return int(left**right)
    if op == "/":
        # An inexact quotient holds in no fact: it never equals a size.
        if right == 0 or left % right:
            raise ZeroDivisionError
        return left // right
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    return left // right if op == "//" else left % right


def draw_sizes(
    dims: Mapping[str, int | None],
    facts: Sequence[Fact],
    count: int = DRAWS,
    scales: Sequence[tuple[int, int]] = SCALES,
) -> list[dict[str, int]]:
    """`count` draws of all sizes: given ones as given, the others random, all facts obeyed.

    Raises UnreadableFact when no draw is found. The draws depend on the arguments only.
    """
    free = [name for name, value in dims.items() if value is None]
    facts = [fact for fact in facts if fact.names() <= set(dims)]
    # The seed picks test points, not secrets.
    source = random.Random("|".join([*dims, *(fact.text for fact in facts)]))
    if not free:
        return [{name: value for name, value in dims.items() if value is not None}] * count
    draws = []
    for index in range(count + min(len(free), 8)):
        for attempt in range(ATTEMPTS):
            scale = scales[(index + attempt // 4) % len(scales)]
            sizes = _draw(dims, free, scale, source)
            if index >= count:
                # Each name is once the smallest, so that no order of sizes is taken for granted.
                sizes[free[index - count]] = 2
            if _repair(sizes, free, facts, source):
                draws.append(sizes)
                break
    if not draws:
        raise UnreadableFact("; ".join(fact.text for fact in facts))
    return draws


def _draw(
    dims: Mapping[str, int | None], free: list[str], scale: tuple[int, int], source: random.Random
) -> dict[str, int]:
    low, high = scale
    high = max(high, low + 2 * len(free))
    values = source.sample(range(low, high + 1), len(free))
    drawn = dict(zip(free, values, strict=True))
    return {name: drawn[name] if value is None else value for name, value in dims.items()}


def _repair(
    sizes: dict[str, int], free: list[str], facts: Sequence[Fact], source: random.Random
) -> bool:
    """Change free sizes until every fact holds; False when that does not succeed."""
    for _ in range(REPAIRS):
        broken = [fact for fact in facts if not fact.holds(sizes)]
        if not broken:
            return all(sizes[name] >= 1 for name in free)
        _mend(source.choice(broken).tree, sizes, free, source)
    return False


def _mend(tree: ast.expr, sizes: dict[str, int], free: list[str], source: random.Random) -> None:
    """One change that may make a broken fact hold."""
    match tree:
        case ast.BoolOp(values=values):
            _mend(source.choice(values), sizes, free, source)
            return
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            if isinstance(op, ast.Eq) and _mend_equality(left, right, sizes, free, source):
                return
            if isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
                less, more = (left, right) if isinstance(op, ast.Lt | ast.LtE) else (right, left)
                if _mend_order(less, more, sizes, free, source):
                    return
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    chosen = [name for name in names if name in free]
    if chosen:
        name = source.choice(chosen)
        sizes[name] = max(1, sizes[name] + source.choice((-2, -1, 1, 2, 3)))


def _mend_equality(
    left: ast.expr,
    right: ast.expr,
    sizes: dict[str, int],
    free: list[str],
    source: random.Random,
) -> bool:
    match left, right:
        case ast.BinOp(left=ast.Name(id=name), op=ast.Mod(), right=divisor), rest if name in free:
            step, remainder = _safe(divisor, sizes), _safe(rest, sizes)
            if step is None or remainder is None or step < 1:
                return False
            times = max(1, round(sizes[name] / step)) + source.choice((0, 0, 1, 2))
            if times < 2 and source.random() < 0.8:
                times += source.choice((1, 2, 3))
            sizes[name] = step * times + remainder
            return True
        case (
            ast.BinOp(left=left_part, op=ast.Mod(), right=ast.Name(id=name)),
            ast.Constant(value=0),
        ) if name in free:
            value = _safe(left_part, sizes)
            divisors = [n for n in range(1, min(value or 0, 400) + 1) if (value or 1) % n == 0]
            if len(divisors) > 2:
                sizes[name] = source.choice(divisors[1:-1])
                return True
            return False
    for target, other in ((left, right), (right, left)):
        if isinstance(target, ast.Name) and target.id in free:
            value = _safe(other, sizes)
            if value is not None and value >= 1:
                sizes[target.id] = value
                return True
    return False


def _mend_order(
    less: ast.expr, more: ast.expr, sizes: dict[str, int], free: list[str], source: random.Random
) -> bool:
    if isinstance(more, ast.Name) and more.id in free:
        value = _safe(less, sizes)
        if value is not None:
            sizes[more.id] = max(1, value) + source.choice((0, 1, 2, 3, 5, 11, 40))
            return True
    if isinstance(less, ast.Name) and less.id in free:
        value = _safe(more, sizes)
        if value is not None and value > 1:
            sizes[less.id] = source.randint(1, value)
            return True
    grow = [n.id for n in ast.walk(more) if isinstance(n, ast.Name) and n.id in free]
    if grow:
        sizes[source.choice(grow)] += source.choice((1, 3, 10))
        return True
    return False


def _safe(tree: ast.expr, sizes: Mapping[str, int]) -> int | None:
    try:
        return _value(tree, sizes)
    except (ZeroDivisionError, UnreadableFact):
        return None
