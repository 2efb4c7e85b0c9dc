"""A syntax tree of scalar mathematics → atoms, with the fewest brackets that keep its meaning."""

from tutor.checking.display.nodes import (
    Accent,
    Atom,
    Bracket,
    Fraction,
    Grid,
    Root,
    Row,
    Scripts,
    Sign,
    Space,
    Words,
)
from tutor.checking.display.symbols import SYMBOLS
from tutor.checking.expression import vocabulary
from tutor.checking.expression.tree import (
    Add,
    Big,
    Call,
    Constant,
    Div,
    FiniteSet,
    Interval,
    Logic,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Piecewise,
    PlusMinus,
    Pow,
    Relation,
    Sequence,
    Symbol,
    Union,
)

_DEEPEST = 40
_ACCENTS = {
    "hat": "hat",
    "bar": "bar",
    "tilde": "tilde",
    "vec": "vec",
    "dot": "dot",
    "ddot": "ddot",
}
_AFTER = {"prime": "′", "star": "*"}
_CONSTANTS = {"e": "e", "pi": "π", "i": "i", "oo": "∞"}
_RELATIONS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_POWERED_NAMES = frozenset(
    ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "log", "sigmoid")
)
_FENCES = {"abs": "||", "norm": "‖‖", "floor": "⌊⌋", "ceil": "⌈⌉"}
_WORDS = {"and": " and ", "or": " or "}

# How tightly a node holds together: a looser one inside a tighter place needs brackets.
_LOGIC, _RELATION, _SUM, _PRODUCT, _SIGN, _POWER, _WHOLE = range(7)


def atoms(node: Node) -> Row:
    """The formula that `node` stands for. Below 40 levels it is cut short with ⋯."""
    return Row(tuple(_atoms(node, 0)))


def _atoms(node: Node, depth: int) -> list[Atom]:
    if depth > _DEEPEST:
        return [Sign("⋯")]
    depth += 1
    match node:
        case Number():
            return _number(node)
        case Constant(name):
            return [Sign(_CONSTANTS.get(name, name))]
        case Symbol(name):
            return [_symbol(name)]
        case Neg(arg):
            return [_minus(), *_within(arg, _PRODUCT, depth, last=True)]
        case PlusMinus(arg):
            return [Sign("±", "bin"), *_within(arg, _PRODUCT, depth, last=True)]
        case Add(terms):
            return _sum(terms, depth)
        case Mul(factors):
            return _product(factors, depth)
        case Div(top, bottom):
            return [Fraction(_row(top, depth), _row(bottom, depth))]
        case Pow(base, exponent):
            return _power(base, exponent, depth)
        case Call(name, args):
            return _call(name, args, depth)
        case Big():
            return _big(node, depth)
        case Piecewise(cases, otherwise):
            return [_cases(cases, otherwise, depth)]
        case Relation(op, left, right):
            return [
                *_within(left, _SUM, depth),
                Sign(_RELATIONS.get(op, op), "rel"),
                *_within(right, _SUM, depth),
            ]
        case Logic(op, args):
            return _logic(op, args, depth)
        case Interval():
            return [
                Bracket("(" if node.low_open else "[", "open"),
                *_listed((node.low, node.high), depth),
                Bracket(")" if node.high_open else "]", "close"),
            ]
        case Union(parts):
            joined: list[Atom] = []
            for index, part in enumerate(parts):
                joined += [Sign("∪", "bin")] if index else []
                joined += _within(part, _WHOLE, depth)
            return joined
        case FiniteSet(items):
            return [Bracket("{", "open"), *_listed(items, depth), Bracket("}", "close")]
        case Sequence(items):
            return [Bracket("[", "open"), *_listed(items, depth), Bracket("]", "close")]
        case Matrix(rows):
            cells = tuple(tuple(_row(cell, depth) for cell in row) for row in rows)
            return [Grid(cells, "c" * max(len(row) for row in rows), "[", "]")]


def _row(node: Node, depth: int) -> Row:
    return Row(tuple(_atoms(node, depth)))


def _minus() -> Atom:
    return Sign("−", "bin")


def _tightness(node: Node) -> int:
    match node:
        case Add():
            return _SUM
        case Neg() | PlusMinus():
            return _SUM
        case Mul() | Big():
            return _PRODUCT
        case Relation():
            return _RELATION
        case Logic() | Piecewise():
            return _LOGIC
        case Number(value):
            return _WHOLE if value.denominator == 1 or node.text else _POWER
        case Union():
            return _SUM
        case _:
            return _WHOLE


def _within(node: Node, place: int, depth: int, last: bool = False) -> list[Atom]:
    """`node` in brackets where the place binds tighter than it. last: nothing follows it."""
    inner = _atoms(node, depth)
    loose = _tightness(node) < place
    if isinstance(node, Neg | PlusMinus):
        loose = place >= _PRODUCT
    if isinstance(node, Big) and not last and place >= _SUM:
        loose = True
    return _bracketed(inner) if loose else inner


def _bracketed(inner: list[Atom]) -> list[Atom]:
    return [Bracket("(", "open"), *inner, Bracket(")", "close")]


def _listed(nodes: tuple[Node, ...], depth: int) -> list[Atom]:
    items: list[Atom] = []
    for index, node in enumerate(nodes):
        items += [Sign(",", "punct")] if index else []
        items += _atoms(node, depth)
    return items


# --- leaves ---


def _number(node: Number) -> list[Atom]:
    if node.text:
        return _decimal(node.text)
    value = node.value
    if value.denominator == 1:
        return [Sign(str(value.numerator))]
    top, bottom = Row((Sign(str(value.numerator)),)), Row((Sign(str(value.denominator)),))
    return [Fraction(top, bottom)]


def _decimal(text: str) -> list[Atom]:
    mantissa, mark, exponent = text.lower().partition("e")
    if not mark:
        return [Sign(text)]
    power = Scripts(Sign("10"), None, Row((Sign(exponent.replace("-", "−").lstrip("+")),)))
    return [Sign(mantissa), Sign("×", "bin"), power]


def _symbol(name: str) -> Atom:
    """x_hat_i and its like: accents become accents, other parts a subscript.

    Words of a program, as in learning_rate, stay words.
    """
    head, *parts = [part for part in name.split("_") if part] or [name]
    if all(len(_letter(part)) > 2 and part not in (*_ACCENTS, *_AFTER) for part in (head, *parts)):
        return Sign(name)
    atom: Atom = Sign(_letter(head))
    after = ""
    below: list[str] = []
    for part in parts:
        if part in _ACCENTS:
            atom = Accent(_ACCENTS[part], Row((atom,)))
        elif part in _AFTER:
            after += _AFTER[part]
        else:
            below.append(_letter(part))
    sub = Row((Sign(",".join(below)),)) if below else None
    sup = Row((Sign(after),)) if after else None
    return Scripts(atom, sub, sup) if sub or sup else atom


def _letter(name: str) -> str:
    text, kind = SYMBOLS.get(name, (name, "ord"))
    return text if kind == "ord" and len(text) == 1 and (len(name) > 1) else name


# --- sums and products ---


def _sum(terms: tuple[Node, ...], depth: int) -> list[Atom]:
    items: list[Atom] = []
    for index, term in enumerate(terms):
        last = index == len(terms) - 1
        if isinstance(term, Neg):
            items += [_minus(), *_within(term.arg, _PRODUCT, depth, last)]
        elif isinstance(term, PlusMinus):
            items += [Sign("±", "bin"), *_within(term.arg, _PRODUCT, depth, last)]
        else:
            items += [Sign("+", "bin")] if index else []
            items += _within(term, _SUM, depth, last)
    return items


def _product(factors: tuple[Node, ...], depth: int) -> list[Atom]:
    items: list[Atom] = []
    for index, factor in enumerate(factors):
        last = index == len(factors) - 1
        inner = _within(factor, _PRODUCT, depth, last)
        if index == 0 and isinstance(factor, Neg):
            inner = _bracketed(_atoms(factor, depth))
        if index:
            items += _times(factors[index - 1], items[-1], factor, inner[0])
        items += inner
    return items


def _times(left: Node, before: Atom, right: Node, after: Atom) -> list[Atom]:
    """What stands between two factors: nothing, a blank, or a dot where they would run together."""
    if _begins_with_number(right, after):
        return [Sign("·", "bin")]
    if isinstance(after, Bracket):
        is_name = isinstance(left, Symbol | Constant) or (
            isinstance(left, Pow) and isinstance(left.base, Symbol | Constant)
        )
        return [Sign("·", "bin")] if is_name else []
    if isinstance(left, Number) or isinstance(before, Bracket):
        return (
            []
            if isinstance(before, Sign | Bracket) and not isinstance(after, Words)
            else [Space(1)]
        )
    return [Space(1)]


def _begins_with_number(node: Node, first: Atom) -> bool:
    if isinstance(first, Scripts):
        first = first.base
    return isinstance(first, Sign) and first.text[:1].isdigit()


def _power(base: Node, exponent: Node, depth: int) -> list[Atom]:
    sup = _row(exponent, depth)
    if isinstance(base, Call) and base.name in _POWERED_NAMES and _is_count(exponent):
        name, *rest = _call(base.name, base.args, depth)
        if isinstance(name, Sign):
            return [Scripts(name, None, sup), *rest]
    inner = _within(base, _WHOLE, depth)
    if isinstance(base, Div | Pow | Big | Matrix):
        inner = _bracketed(_atoms(base, depth))
    if isinstance(inner[-1], Root):
        # Beside the end of its bar an exponent would seem to stand under it.
        inner = _bracketed(inner)
    *before, final = inner
    if isinstance(final, Scripts) and final.sup is None:
        return [*before, Scripts(final.base, final.sub, sup)]
    if isinstance(final, Scripts):
        *before, final = _bracketed(inner)
    return [*before, Scripts(final, None, sup)]


def _is_count(node: Node) -> bool:
    return isinstance(node, Number) and node.value.denominator == 1 and node.value > 1


def _call(name: str, args: tuple[Node, ...], depth: int) -> list[Atom]:
    if name in ("sqrt", "cbrt") and len(args) == 1:
        degree = Row((Sign("3"),)) if name == "cbrt" else None
        return [Root(_row(args[0], depth), degree)]
    if name in _FENCES and len(args) == 1:
        fence = _FENCES[name]
        inner = _atoms(args[0], depth)
        return [Bracket(fence[0], "open"), *inner, Bracket(fence[1], "close")]
    if name == "root" and len(args) == 2:
        return [Root(_row(args[0], depth), _row(args[1], depth))]
    if name == "binomial" and len(args) == 2:
        pile = Fraction(_row(args[0], depth), _row(args[1], depth), bar=False)
        return _bracketed([pile])
    if name == "factorial" and len(args) == 1:
        return [*_within(args[0], _WHOLE, depth), Sign("!")]
    head: Atom = _function(name)
    if name == "log" and len(args) == 2:
        head = Scripts(Sign("log", "op"), _row(args[1], depth), None)
        args = args[:1]
    return [head, Bracket("(", "open"), *_listed(args, depth), Bracket(")", "close")]


def _function(name: str) -> Atom:
    known = vocabulary.FUNCTIONS.get(name)
    return Sign(known.plain or known.name if known else _letter(name), "op")


def _big(node: Big, depth: int) -> list[Atom]:
    sign = {"sum": "∑", "prod": "∏"}.get(node.op, node.op)
    low = Row((_symbol(node.index), Sign("=", "rel"), *_atoms(node.low, depth)))
    head = Scripts(Sign(sign, "big", limits=True), low, _row(node.high, depth))
    return [head, *_within(node.body, _PRODUCT, depth, last=True)]


# --- cases and logic ---


def _cases(cases: tuple[tuple[Node, Node], ...], otherwise: Node | None, depth: int) -> Atom:
    rows = [
        (_row(value, depth), Row((Words("if "), *_atoms(condition, depth))))
        for value, condition in cases
    ]
    if otherwise is not None:
        rows.append((_row(otherwise, depth), Row((Words("otherwise"),))))
    return Grid(tuple(rows), "ll", "{", gap=3)


def _logic(op: str, args: tuple[Node, ...], depth: int) -> list[Atom]:
    if op == "not":
        return [Words("not "), *_within(args[0], _WHOLE, depth)]
    items: list[Atom] = []
    previous: Node | None = None
    for arg in args:
        chained = (
            op == "and"
            and isinstance(previous, Relation)
            and isinstance(arg, Relation)
            and previous.right == arg.left
        )
        if chained and isinstance(arg, Relation):
            items += [Sign(_RELATIONS.get(arg.op, arg.op), "rel"), *_within(arg.right, _SUM, depth)]
        else:
            items += [Words(_WORDS.get(op, f" {op} "))] if items else []
            inner = _atoms(arg, depth)
            items += _bracketed(inner) if isinstance(arg, Logic) and arg.op != "not" else inner
        previous = arg
    return items
