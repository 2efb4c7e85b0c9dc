r"""Functions before their arguments: `sin(x)`, `sin 2x`, `sin^2 x`, `\log_2 x`, `np.where(…)`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.checking.expression import (
    aggregates,
    arguments,
    bars,
    brackets,
    cases,
    constructions,
    defined,
    environments,
    show,
    vocabulary,
)
from tutor.checking.expression.arguments import BY_TANH, arguments_of
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.precedence import CLOSING, POWER, PRODUCT, STARTING
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import (
    Call,
    Div,
    FiniteSet,
    Logic,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Pow,
    Relation,
    Sequence,
    Symbol,
)

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader

_OF_MANY = ("min", "max", "softmax", "logsumexp")
_ONE = Number(Fraction(1))
_TWO = Number(Fraction(2))


def apply(reader: Reader, token: Token) -> Node:
    """The function named by `token`, which has been taken, on what follows."""
    name = token.text
    if name in vocabulary.CONSTRUCTORS and name not in reader.scope.functions:
        opened = reader.take()
        if reader.ahead[-1].is_op("'"):
            _unquote(reader, vocabulary.CONSTRUCTORS[name] == "array")
        if vocabulary.CONSTRUCTORS[name] == "piecewise":
            return cases.piecewise(reader, constructions.case_rows(reader, opened), token)
        items, _ = arguments_of(reader, opened)
        items = _called_again(reader, token, items)
        return constructions.constructed(reader, token, items)
    base: Number | Node | None = None
    if name in vocabulary.LOG_BASES:
        base = Number(Fraction(vocabulary.LOG_BASES[name]))
        if name == "lg" or not reader.peek().is_op("("):
            reader.note("log_name", name=name, base=str(base.value))
        canonical = "log"
    else:
        function = None if name in reader.scope.functions else vocabulary.find(name)
        canonical = function.name if function else name
    power: Node | None = None
    for _ in range(2):
        if canonical == "log" and base is None and reader.accept("_"):
            base = _script(reader)
        elif power is None and reader.accept("^"):
            power = _script(reader)
    if reader.peek().is_op("'"):
        raise Unread(reader.peek().start, "prime")
    if power is None and _lost_superscript(reader, canonical):
        power = Neg(_ONE)
    arguments = _arguments(reader, token, canonical)
    if canonical == "log" and len(arguments) == 2:
        reader.note("log_base")
    if base is not None:
        arguments = [*arguments, base]
    node = _call(reader, token, canonical, arguments)
    if canonical == "log" and name.lower() == "log" and len(arguments) == 1:
        reader.note("log_natural")
    return _raised(reader, token, node, power)


def _lost_superscript(reader: Reader, name: str) -> bool:
    """Whether `-1` of `sin-1(x)`, copied from sin⁻¹(x), came next; it has been taken then."""
    function = vocabulary.FUNCTIONS.get(name)
    if function is None or not function.inverse or len(reader.ahead) < 4:
        return False
    minus, one, opened = reader.ahead[-1:-4:-1]
    tight = not (minus.spaced or one.spaced)
    if not (tight and minus.is_op("-") and one.text == "1" and opened.is_op("(")):
        return False
    del reader.ahead[-2:]
    reader.last = one
    return True


def _unquote(reader: Reader, listing: bool) -> None:
    """`np.matrix('1 2; 3 4')` with brackets in place of the quotes, `float('inf')` with none."""
    ahead = reader.ahead
    for place in range(len(ahead) - 2, -1, -1):
        if ahead[place].is_op("'"):
            opening, closing = ahead[-1], ahead[place]
            ahead[-1:] = [Token("op", "[", opening.start, opening.end)] if listing else []
            bracket = Token("op", "]", closing.start, closing.end)
            ahead[place : place + 1] = [bracket] if listing else []
            return


def _raised(reader: Reader, token: Token, node: Node, power: Node | None) -> Node:
    """`sin^2 x` is (sin x)²; `sin^-1 x` is the inverse function."""
    if power is None:
        return node
    if power == Neg(_ONE) and isinstance(node, Call):
        function = vocabulary.FUNCTIONS.get(node.name)
        if function is not None and function.inverse:
            inverse = Call(function.inverse, node.args)
            reader.note_reading(token.start, inverse)
            return inverse
    return Pow(node, power)


def _script(reader: Reader) -> Node:
    """A base or a power between a function and its argument."""
    if reader.peek().text == "{" and reader.peek().kind == "op":
        return reader.scalar(brackets.braced(reader, reader.take()))
    return reader.scalar(reader.parse(POWER))


def _arguments(reader: Reader, token: Token, canonical: str) -> list[Node]:
    following = reader.peek()
    if following.kind == "op":
        if following.text in ("(", "{"):
            opened = reader.take()
            items, _ = arguments_of(reader, opened)
            if canonical == "binomial" and opened.text == "{" and reader.peek().is_op("{"):
                items += arguments_of(reader, reader.take())[0]
            items = _called_again(reader, token, items)
            if not items:
                raise Unread(reader.last.start, "no_argument", name=reader.typed(token))
            return [_plain(reader, item, canonical) for item in items]
        if following.text in ("[", "{("):
            return [_plain(reader, brackets.group(reader, reader.take()), canonical)]
        if following.text in ("|", "|(", "floor(", "ceil("):
            return [bars.bars(reader, reader.take())]
    return [_spaced(reader, token)]


def _called_again(reader: Reader, token: Token, items: list[Node]) -> list[Node]:
    """The arguments of `nn.ReLU()(x)` and `nn.LeakyReLU(0.2)(x)`, where a module is made first."""
    following = reader.peek()
    if not following.is_op("(") or following.spaced:
        return items
    module = token.text[:1].isupper() and all(isinstance(item, Number) for item in items)
    if items and not module:
        return items
    return arguments_of(reader, reader.take())[0] + items


def _plain(reader: Reader, item: Node, canonical: str) -> Node:
    """An argument; a condition or a set stays one where the function asks for that."""
    return item if canonical in ("indicator", *_OF_MANY) else reader.scalar(item)


def _spaced(reader: Reader, token: Token) -> Node:
    """`2x` of `sin 2x`: the product up to the next operator, function or bracket."""
    following = reader.peek()
    if following.kind == "end" or following.text in CLOSING or following.text in ",;=":
        raise Unread(following.start, "no_argument", name=reader.typed(token))
    negative = reader.accept("-")
    if following.kind == "op" and not negative and following.text not in STARTING:
        raise Unread(following.start, "no_argument", name=reader.typed(token))
    factors = [reader.scalar(reader.parse(PRODUCT))]
    while arguments.continues(reader, factors):
        factors.append(reader.scalar(reader.parse(PRODUCT)))
    argument = factors[0] if len(factors) == 1 else Mul(tuple(factors))
    argument = Neg(argument) if negative else argument
    following = reader.peek()
    divided = following.text in ("/", "*") and following.kind == "op" and not following.spaced
    if divided or isinstance(argument, Pow):
        typed = reader.text[token.start : reader.last.end]
        name = reader.typed(token)
        if len(typed) <= 60:
            reader.note("read_as", typed=typed, shown=f"{name}({show.plain(argument)})")
    return argument


def _call(reader: Reader, token: Token, name: str, arguments: list[Node]) -> Node:
    if name in reader.scope.functions:
        if reader.scope.complex_ and name in vocabulary.COMPLEX:
            return _of_complex(reader, token, arguments)
        return Call(name, tuple(arguments))
    if name == "beta" and len(arguments) == 1:
        return Mul((Symbol("beta"), arguments[0]))
    if name in _OF_MANY:
        only = arguments[0]
        if len(arguments) == 1 and isinstance(only, Sequence | FiniteSet):
            arguments = list(only.items)
        arguments = [reader.scalar(argument) for argument in arguments]
    if name == "softplus" and len(arguments) == 2:
        return defined.softplus(*arguments)
    if name == "gelu" and arguments[1:] == [BY_TANH]:
        return defined.gelu_by_tanh(arguments[0])
    function = vocabulary.FUNCTIONS[name]
    count = len(arguments)
    if count < function.least or (function.most is not None and count > function.most):
        wanted = str(function.least)
        if function.most is None:
            wanted += "…"
        elif function.most != function.least:
            wanted += f"–{function.most}"
        typed = reader.typed(token)
        raise Unread(token.start, "argument_count", name=typed, found=count, wanted=wanted)
    if name == "abs" and isinstance(arguments[0], Sequence):
        return aggregates.norm(arguments[0].items)
    if name == "root" and arguments[1] in (_TWO, Number(Fraction(3))):
        return Call("sqrt" if arguments[1] == _TWO else "cbrt", (arguments[0],))
    if name == "indicator" and not isinstance(arguments[0], Relation | Logic):
        raise Unread(token.start, "indicator")
    return Call(name, tuple(arguments))


def _of_complex(reader: Reader, token: Token, arguments: list[Node]) -> Node:
    if len(arguments) != 1:
        typed, found = reader.typed(token), len(arguments)
        raise Unread(token.start, "argument_count", name=typed, found=found, wanted="1")
    return Call(vocabulary.COMPLEX[token.text], tuple(arguments))


def method(reader: Reader, node: Node, point: Token) -> Node:
    """`x.exp()` and `x.pow(2)` as in PyTorch; `.float()` and the like change nothing."""
    word = reader.ahead[-1]
    opened = reader.after()
    if word.text == "T" and isinstance(node, Sequence | Matrix | Symbol):
        reader.ahead.pop()
        reader.last = word
        return node if isinstance(node, Symbol) else transposed(node)
    if reader.scope.complex_ and word.text in ("real", "imag") and not opened.is_op("("):
        reader.last = reader.ahead.pop()
        return Call(word.text, (node,))
    if word.kind != "word" or not opened.is_op("("):
        raise Unread(point.start, "point", name=reader.text[max(0, point.start - 10) : point.start])
    del reader.ahead[-2:]
    reader.last = opened
    items, _ = arguments_of(reader, opened)
    if word.text in ("astype", "float", "double", "item"):
        return node
    if word.text in aggregates.NAMES and not items:
        return aggregates.of(word.text, [node], word)
    if word.text in vocabulary.CONSTRUCTORS:
        return constructions.constructed(reader, word, [node, *items])
    if reader.scope.complex_ and word.text in vocabulary.COMPLEX:
        return _of_complex(reader, word, [node, *items])
    function = vocabulary.find(word.text)
    if function is None:
        raise Unread(word.start, "no_function", name=reader.typed(word))
    return _call(reader, word, function.name, [node, *items])


def transposed(node: Sequence | Matrix) -> Node:
    """A matrix with rows and columns exchanged; a list is neither row nor column."""
    if isinstance(node, Sequence):
        return node
    return Matrix(tuple(zip(*node.rows, strict=True)))


# --- TeX commands with arguments, radicals -----------------------------------------


def command(reader: Reader, token: Token) -> Node:
    r"""`\frac{a}{b}`, `\frac12`, `\sqrt[n]{x}`, `\binom{n}{k}`."""
    name = token.text
    if name == "det":
        operand = reader.parse(PRODUCT) if reader.peek().kind != "end" else None
        if not isinstance(operand, Matrix):
            raise Unread(token.start, "unworked", found=reader.typed(token))
        return environments.determinant(operand, token)
    if name in ("boxed", "fbox") and reader.peek().is_op("{"):
        return brackets.braced(reader, reader.take())
    if name.endswith("frac"):
        top = _argument(reader, token)
        return Div(top, _argument(reader, token))
    if name.endswith("binom"):
        upper = _argument(reader, token)
        return Call("binomial", (upper, _argument(reader, token)))
    if name == "sqrt":
        degree: Node | None = None
        if reader.peek().text == "[" and reader.peek().kind == "op":
            inner = brackets.group(reader, reader.take())
            degree = reader.scalar(inner)
        return _root(_argument(reader, token), degree)
    return _argument(reader, token)


def _argument(reader: Reader, token: Token) -> Node:
    r"""What a TeX command takes: a brace group, or one digit, letter or command."""
    following = reader.peek()
    if following.text == "{" and following.kind == "op":
        return reader.scalar(brackets.braced(reader, reader.take()))
    if following.kind == "number" and following.text.isdigit():
        return Number(Fraction(int(reader.take_digit())))
    if following.kind in ("symbol", "constant", "command") or following.text == "(":
        return reader.scalar(reader.parse(POWER))
    raise Unread(following.start, "command_argument", name=reader.typed(token))


def _root(radicand: Node, degree: Node | None) -> Node:
    if degree is None or degree == _TWO:
        return Call("sqrt", (radicand,))
    if degree == Number(Fraction(3)):
        return Call("cbrt", (radicand,))
    return Call("root", (radicand, degree))


def radical(reader: Reader, token: Token, degree: Node | None = None) -> Node:
    """`√2`, `√x²`, `√(x + 1)`, `∛x`, `⁵√x`: takes one factor."""
    bracketed = reader.peek().text in ("(", "{") and reader.peek().kind == "op"
    if bracketed:
        radicand = reader.scalar(brackets.group(reader, reader.take()))
    else:
        radicand = reader.scalar(reader.parse(PRODUCT))
    if token.text != "sqrt":
        degree = Number(Fraction(3 if token.text == "cbrt" else 4))
    node = _root(radicand, degree)
    following = reader.peek()
    tight = following.kind in ("symbol", "constant") and not following.spaced
    if not bracketed and tight:
        typed = reader.text[token.start : reader.last.end]
        reader.note("root_ends", typed=typed, rest=reader.typed(following))
    elif not bracketed and isinstance(radicand, Pow):
        reader.note_reading(token.start, node)
    return node
