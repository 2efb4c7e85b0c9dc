"""Text → syntax tree of a matrix expression. Pure Python, fast enough for every key press."""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from tutor.checking.matrices import syntax
from tutor.checking.matrices.syntax import Node
from tutor.checking.matrices.tokens import STRINGS, CannotRead, Token, names_of, tokenize
from tutor.checking.matrices.vocabulary import ENTRYWISE, TAKES_PRODUCT

MAX_LENGTH = 2000
MAX_DEPTH = 60
_PRODUCTS = frozenset(("*", "@", "dot", "/", "./", ".*", "odot", "kron", "backslash"))
_LOOSE = frozenset(("odot", "kron"))
_COMPARISONS = frozenset((">", "<", ">=", "<="))
_CLOSERS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}
_METHODS = {
    "dot": "dot", "sum": "sum", "mean": "mean", "std": "std", "var": "var", "max": "max",
    "min": "min", "trace": "trace", "diagonal": "diag", "diag": "diag", "det": "det",
    "logdet": "logdet", "exp": "exp", "log": "log", "abs": "abs", "sqrt": "sqrt",
    "sigmoid": "sigmoid", "tanh": "tanh", "relu": "relu", "square": "square", "sign": "sign",
    "matmul": "matmul", "mm": "matmul", "mul": "multiply", "norm": "norm", "outer": "outer",
    "softmax": "softmax", "pow": "power", "logsumexp": "lse", "kron": "kron",
}  # fmt: skip
_TRANSPARENT_METHODS = frozenset(("astype", "float", "double", "item", "copy", "squeeze", "to"))
_COLUMN_METHODS = frozenset(("reshape", "view", "flatten", "ravel", "unsqueeze"))


def read(text: str, declared: Mapping[str, object], sizes: frozenset[str]) -> Node:
    """The syntax tree of `text`. Raises CannotRead.

    declared: the names that are variables. sizes: the symbols that are sizes, usable as numbers.
    """
    if len(text) > MAX_LENGTH:
        raise CannotRead(MAX_LENGTH, STRINGS("too_long", limit=MAX_LENGTH))
    stripped = re.sub(r"(?:\\[)\]]|[\s;.$])+$", "", text)
    tokens = tokenize(stripped, names_of(tuple(declared), sizes))
    return _Reader(stripped, tokens).whole()


def _with_ones(factors: list[Node], joined: list[syntax.Operator]) -> list[Node]:
    """A bare 1 that is juxtaposed, as in `Xᵀ1` or `1 bᵀ`, is the vector of ones."""
    result = list(factors)
    for place, factor in enumerate(factors):
        if not (isinstance(factor, syntax.Number) and factor.text == "1"):
            continue
        before = place > 0 and joined[place - 1].symbol == ""
        after = (
            place < len(joined)
            and joined[place].symbol in ("", "*", "@")
            and isinstance(factors[place + 1], syntax.Transpose)
            and (joined[place].symbol == "" or _is_ones(factors[place + 1]))
        )
        if before or after:
            result[place] = syntax.Special("ones", at=factor.at, end=factor.end)
    return result


def _is_ones(node: Node) -> bool:
    return (
        isinstance(node, syntax.Transpose)
        and isinstance(node.arg, syntax.Special)
        and node.arg.kind == "ones"
    )


class _Reader:
    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = list(tokens)
        self.index = 0
        self.depth = 0
        self.bars: list[str] = []  # bars that are open, innermost last

    # -- tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def peek(self, offset: int = 1) -> Token:
        return self.tokens[min(self.index + offset, len(self.tokens) - 1)]

    def next(self) -> Token:
        token = self.token
        self.index = min(self.index + 1, len(self.tokens) - 1)
        return token

    def at_op(self, *texts: str) -> bool:
        return self.token.kind == "op" and self.token.text in texts

    def expect(self, text: str, opened: Token) -> Token:
        if not self.at_op(text):
            if self.token.kind == "end":
                raise CannotRead(
                    opened.at, STRINGS("never_closed", sign=self._typed(opened)), self.text + text
                )
            raise CannotRead(
                self.token.at, STRINGS("expected", expected=text, found=self._typed(self.token))
            )
        return self.next()

    def _typed(self, token: Token) -> str:
        return self.text[token.at : token.end] or "…"

    # -- grammar

    def whole(self) -> Node:
        if self.token.kind == "end":
            raise CannotRead(0, STRINGS("empty"))
        tree = self.comparison()
        if self.at_op("="):
            equals = self.next()
            if self.token.kind == "end":
                raise CannotRead(equals.at, STRINGS("nothing_after", sign="="))
            raise CannotRead(equals.at, STRINGS("equation"), self.text[equals.end :].strip())
        if self.token.kind != "end":
            raise self._unexpected()
        return tree

    def _unexpected(self) -> CannotRead:
        token = self.token
        typed = self._typed(token)
        if token.kind == "end":
            before = self.tokens[self.index - 1] if self.index else token
            return CannotRead(
                max(token.at - 1, 0), STRINGS("nothing_after", sign=self._typed(before))
            )
        if typed in (")", "]", "}"):
            without = self.text[: token.at] + self.text[token.end :]
            return CannotRead(token.at, STRINGS("never_opened", sign=typed), without)
        return CannotRead(token.at, STRINGS("unexpected", found=typed))

    def comparison(self) -> Node:
        left = self.sum()
        if (
            self.token.kind == "op"
            and self.token.text in _COMPARISONS
            and "⟨" not in self.bars[-1:]
        ):
            op = self.next().text
            right = self.sum()
            return syntax.Compare(op, left, right, at=left.at, end=right.end)
        return left

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise CannotRead(self.token.at, STRINGS("too_deep"))
        terms = [self.signed()]
        while self.at_op("+", "-"):
            sign = self.next()
            term = self.product() if not self.at_op("+", "-") else self.signed()
            if sign.text == "-":
                term = syntax.Neg(term, at=sign.at, end=term.end)
            terms.append(term)
        self.depth -= 1
        if len(terms) == 1:
            return terms[0]
        return syntax.Sum(tuple(terms), at=terms[0].at, end=terms[-1].end)

    def signed(self) -> Node:
        if self.at_op("-", "+"):
            sign = self.next()
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise CannotRead(sign.at, STRINGS("too_deep"))
            arg = self.signed()
            self.depth -= 1
            if sign.text == "+":
                return arg
            return syntax.Neg(arg, at=sign.at, end=arg.end)
        return self.product()

    def product(self) -> Node:
        """Factors joined by ⊙ and ⊗ (loosest), each a chain of products and quotients."""
        return self._chain(
            _LOOSE, lambda: self._chain(_PRODUCTS - _LOOSE, self.power, juxtapose=True)
        )

    def _chain(
        self, operators: frozenset[str], part: Callable[[], Node], *, juxtapose: bool = False
    ) -> Node:
        factors = [part()]
        joined: list[syntax.Operator] = []
        while True:
            token = self.token
            if token.kind == "op" and token.text in operators:
                self.next()
                joined.append(syntax.Operator(token.text, at=token.at, end=token.end))
                factors.append(self._signed_factor(part))
            elif juxtapose and self._starts_operand():
                joined.append(syntax.Operator("", at=token.at, end=token.at))
                factors.append(part())
            else:
                break
        if not joined:
            return factors[0]
        factors = _with_ones(factors, joined)
        return syntax.Chain(tuple(factors), tuple(joined), at=factors[0].at, end=factors[-1].end)

    def _signed_factor(self, part: Callable[[], Node]) -> Node:
        if self.at_op("-", "+"):
            sign = self.next()
            arg = self._signed_factor(part)
            return arg if sign.text == "+" else syntax.Neg(arg, at=sign.at, end=arg.end)
        return part()

    def _starts_operand(self) -> bool:
        token = self.token
        if token.kind in ("number", "name", "size", "special", "constant", "function"):
            return True
        if token.kind != "op":
            return False
        if token.text in ("|", "‖"):
            return token.text not in self.bars and not ("|" in self.bars and token.text == "‖")
        if token.text == "<":
            return self._is_angle()
        return token.text in ("(", "[", "⟨", "frac", "√") or (
            token.text == "{" and bool(self.text[token.at : token.at + 1] == "{")
        )

    def _is_angle(self) -> bool:
        """Whether `<` opens an inner product <A, B> rather than comparing."""
        depth = 0
        comma = False
        for token in self.tokens[self.index + 1 :]:
            if token.text in ("(", "[", "{"):
                depth += 1
            elif token.text in (")", "]", "}"):
                depth -= 1
            elif token.text == "," and depth == 0:
                comma = True
            elif token.text == ">" and depth == 0:
                return comma
            if depth < 0:
                return False
        return False

    def power(self) -> Node:
        base = self.postfix(self.atom())
        return self.raised(base)

    def raised(self, base: Node) -> Node:
        while True:
            if self.at_op("²", "³"):
                token = self.next()
                exponent: Node = syntax.Number(Fraction(2 if token.text == "²" else 3), token.text)
                base = syntax.Power(base, exponent, at=base.at, end=token.end)
            elif self.at_op("^", ".^"):
                elementwise = self.next().text == ".^"
                if self.at_op("{") and self.peek().text == "odot":  # X^{\\odot 2}
                    elementwise = True
                    del self.tokens[self.index + 1]
                exponent = self.exponent()
                base = syntax.Power(base, exponent, elementwise, at=base.at, end=exponent.end)
            else:
                return base
            base = self.postfix(base)

    def exponent(self) -> Node:
        token = self.token
        if self.at_op("-", "+"):
            self.next()
            arg = self.exponent()
            return arg if token.text == "+" else syntax.Neg(arg, at=token.at, end=arg.end)
        if self.at_op("{"):
            self.next()
            arg = self._inside("{")
            self.expect("}", token)
            return arg
        base = self.atom()  # a quote after it transposes the whole power: X^2'
        if self.at_op("^", "²", "³"):
            return self.raised(base)
        return base

    def postfix(self, node: Node) -> Node:
        while True:
            token = self.token
            if token.kind == "post" and token.text != "prime":
                self.next()
                node = self._apply(node, token)
            elif token.kind == "method":
                node = self.method(node)
            elif self.at_op("[") and self._is_index():
                node = self.index_of(node)
            else:
                return node

    def _apply(self, node: Node, token: Token) -> Node:
        if isinstance(node, syntax.Number) and node.value == 1 and token.text == "transpose":
            node = syntax.Special("ones", at=node.at, end=node.end)
        if token.text.startswith("inverse"):
            node = syntax.Inverse(node, at=node.at, end=token.end)
        if token.text.endswith("transpose"):
            node = syntax.Transpose(node, at=node.at, end=token.end)
        return node

    def _is_index(self) -> bool:
        """Whether `[` opens an axis index such as [:, None] rather than a bracket."""
        return any(self.peek(k).text == ":" or self._typed(self.peek(k)) == "None" for k in (1, 2))

    def index_of(self, node: Node) -> Node:
        opened = self.next()
        row = self._typed(self.token) in ("None", "np.newaxis", "newaxis")
        close = self.text.find("]", opened.at)
        if close < 0:
            raise CannotRead(opened.at, STRINGS("never_closed", sign="["))
        while self.token.at < close and self.token.kind != "end":
            self.next()
        self.expect("]", opened)
        end = close + 1
        return syntax.Call("row" if row else "column", (node,), at=node.at, end=end)

    def method(self, node: Node) -> Node:
        token = self.next()
        name = token.text
        if name in ("shape", "size"):
            axis = -1
            if name == "shape":
                opened = self.token
                if not self.at_op("["):
                    raise CannotRead(
                        opened.at, STRINGS("expected", expected="[", found=self._typed(opened))
                    )
                self.next()
                axis = int(self.next().value)
                self.expect("]", opened)
            return syntax.SizeOf(
                of=node, axis=axis, at=node.at, end=self.tokens[self.index - 1].end
            )
        known = name in _METHODS or name in _TRANSPARENT_METHODS or name in _COLUMN_METHODS
        if not known or not self.at_op("("):
            raise CannotRead(token.at, STRINGS("unknown_method", name="." + name))
        args, options, end = self.arguments()
        if name in _TRANSPARENT_METHODS:
            return node
        if name in _COLUMN_METHODS:
            first = args[0] if args else None
            one = isinstance(first, syntax.Number) and first.value == 1
            return syntax.Call("row" if one else "column", (node,), at=node.at, end=end)
        return syntax.Call(_METHODS[name], (node, *args), options, at=node.at, end=end)

    # -- atoms

    def atom(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise CannotRead(self.token.at, STRINGS("too_deep"))
        node = self._atom()
        self.depth -= 1
        return node

    def _atom(self) -> Node:
        token = self.token
        if token.kind == "number":
            return self.number()
        if token.kind == "name":
            self.next()
            return syntax.Name(token.text, self._typed(token), at=token.at, end=token.end)
        if token.kind == "constant":
            self.next()
            return syntax.Constant(token.text, at=token.at, end=token.end)
        if token.kind == "size":
            self.next()
            return syntax.SizeOf(token.text, at=token.at, end=token.end)
        if token.kind == "special":
            return self.special()
        if token.kind == "function":
            return self.function()
        if token.kind == "op":
            if token.text in ("(", "[", "{"):
                return self.group()
            if token.text in ("|", "‖"):
                return self.barred()
            if token.text in ("⟨", "<"):
                return self.angle()
            if token.text == "frac":
                self.next()
                top, bottom = self.braced(), self.braced()
                return syntax.Quotient(top, bottom, at=token.at, end=bottom.end)
            if token.text == "√":
                self.next()
                arg = self.braced() if self.at_op("{") else self.postfix(self.atom())
                return syntax.Call("sqrt", (arg,), at=token.at, end=arg.end)
            if token.text in ("*", "@", "/", ".*", "^", "odot", "kron", "dot"):
                raise CannotRead(token.at, STRINGS("nothing_before", sign=self._typed(token)))
        raise self._unexpected()

    def number(self) -> Node:
        token = self.next()
        indicator = token.text == "1" and (
            (self.at_op("[", "{") and self.token.at == token.end)
            or "<>".find(token.subscript[:1]) > 0
        )
        if indicator:
            opened = self.next()
            inside = self.comparison()
            self.expect(_CLOSERS[opened.text], opened)
            return inside
        if token.subscript and token.text == "1":
            return self._sized("ones", token)
        return syntax.Number(token.value, token.text, at=token.at, end=token.end)

    def special(self) -> Node:
        token = self.next()
        if token.text == "ones":
            if self.at_op("[", "{") and self.token.at == token.end:
                opened = self.next()
                inside = self.comparison()
                self.expect(_CLOSERS[opened.text], opened)
                return inside
            if self.at_op("(") and self._typed(token) in ("ones", "np.ones"):
                return self.shaped(token)
            if self.at_op("("):
                sized = self._ones_of(token)
                if sized is not None:
                    return sized
        if token.text == "basis":
            return syntax.Special("basis", index=token.subscript, at=token.at, end=token.end)
        if (
            token.text == "identity"
            and self.at_op("(")
            and isinstance(self._size_in_parens(), Node)
        ):
            opened = self.next()
            size = self.comparison()
            self.expect(")", opened)
            return syntax.Special("identity", size, at=token.at, end=self._end())
        return self._sized(token.text, token)

    def _ones_of(self, token: Token) -> Node | None:
        """one(n), one(m, n) or 𝟙(z > 0); None when the parenthesis is another factor."""
        start = self.index
        opened = self.next()
        inside = self.comparison()
        columns: Node | None = None
        if self.at_op(","):
            self.next()
            columns = self.comparison()
        self.expect(")", opened)
        if isinstance(inside, syntax.Compare):
            return inside
        if columns is not None or isinstance(inside, syntax.SizeOf | syntax.Number):
            return syntax.Special("ones", inside, columns, at=token.at, end=self._end())
        self.index = start
        return None

    def _size_in_parens(self) -> Node | None:
        """The size in I(n), when the parenthesis holds only that."""
        inside, close = self.peek(1), self.peek(2)
        if inside.kind in ("size", "number") and close.text == ")":
            return syntax.SizeOf(inside.text)
        return None

    def _sized(self, kind: str, token: Token) -> Node:
        rows: Node | None = None
        columns: Node | None = None
        parts = token.subscript.split("×") if token.subscript else []
        sizes = [self._size(part, token) for part in parts]
        if sizes:
            rows = sizes[0]
        if len(sizes) > 1:
            columns = sizes[1]
        return syntax.Special(kind, rows, columns, at=token.at, end=token.end)

    def _size(self, part: str, token: Token) -> Node | None:
        if part.isdigit():
            return syntax.Number(Fraction(part), part)
        symbol = part
        return syntax.SizeOf(symbol, at=token.at, end=token.end)

    def shaped(self, token: Token) -> Node:
        """ones(m, n), np.ones((m, n)), np.zeros(n)."""
        opened = self.next()
        inner = self.next() if self.at_op("(", "[") else None
        rows = self.comparison()
        columns: Node | None = None
        if self.at_op(","):
            self.next()
            if not self.at_op(")"):
                columns = self.comparison()
        if inner:
            self.expect(_CLOSERS[inner.text], inner)
        self.expect(")", opened)
        kind = "ones" if token.text == "ones" else "zeros"
        if columns is None and not isinstance(rows, syntax.SizeOf | syntax.Number):
            return syntax.Special(kind, like=rows, at=token.at, end=self._end())
        return syntax.Special(kind, rows, columns, at=token.at, end=self._end())

    def _end(self) -> int:
        return self.tokens[self.index - 1].end

    def group(self) -> Node:
        opened = self.next()
        closer = _CLOSERS[opened.text]
        inside = self._inside(opened.text)
        if self.at_op(","):
            raise CannotRead(self.token.at, STRINGS("no_matrix_entries"))
        self.expect(closer, opened)
        return syntax.Grouped(inside, at=opened.at, end=self._end())

    def _inside(self, opener: str) -> Node:
        self.bars.append(opener)
        if self.at_op(_CLOSERS[opener]):
            raise CannotRead(self.token.at, STRINGS("empty_brackets"))
        inside = self.comparison()
        self.bars.pop()
        return inside

    def braced(self) -> Node:
        opened = self.token
        if not self.at_op("{"):
            if self.token.kind == "number" and len(self.token.text) > 1:  # \frac12
                token = self.token
                digit, rest = token.text[0], token.text[1:]
                value = Fraction(rest) if rest[0] != "." else token.value
                self.tokens[self.index] = Token("number", rest, token.at + 1, token.end, value)
                return syntax.Number(Fraction(digit), digit, at=token.at, end=token.at + 1)
            return self.atom()
        self.next()
        inside = self._inside("{")
        self.expect("}", opened)
        return syntax.Grouped(inside, at=opened.at, end=self._end())

    def barred(self) -> Node:
        opened = self.next()
        self.bars.append(opened.text)
        inside = self.comparison()
        self.bars.pop()
        if opened.text == "|" and self.at_op("‖") and self.token.end - self.token.at == 2:
            token = self.token  # `||` that closes one bar: the second one is left for later
            half = Token("op", "|", token.at, token.at + 1)
            self.tokens[self.index : self.index + 1] = [
                half, Token("op", "|", token.at + 1, token.end)
            ]  # fmt: skip
        self.expect(opened.text, opened)
        node: Node = syntax.Bars(inside, opened.text == "‖", at=opened.at, end=self._end())
        return self._norm_index(node)

    def _norm_index(self, node: Node) -> Node:
        assert isinstance(node, syntax.Bars)
        raised: Node | None = None
        if self.at_op("^") and node.double:  # ‖x‖^2_2: the exponent may come first
            keep = self.index
            self.next()
            raised = self.exponent()
            if self.token.kind != "sub":
                self.index, raised = keep, None
        kind = self.next().text if self.token.kind == "sub" else ""
        kind = {"\\infty": "inf", "\\ast": "*", "\\star": "*"}.get(kind, kind)
        barred = syntax.Bars(node.arg, node.double, kind, at=node.at, end=self._end())
        if raised is not None:
            return syntax.Power(barred, raised, at=node.at, end=self._end())
        return barred

    def angle(self) -> Node:
        opened = self.next()
        closer = "⟩" if opened.text == "⟨" else ">"
        self.bars.append("⟨")
        left = self.comparison()
        if not self.at_op(","):
            raise CannotRead(
                self.token.at, STRINGS("expected", expected=",", found=self._typed(self.token))
            )
        self.next()
        right = self.comparison()
        self.bars.pop()
        self.expect(closer, opened)
        return syntax.Call("inner", (left, right), at=opened.at, end=self._end())

    # -- functions

    def function(self) -> Node:
        token = self.next()
        name = token.text
        order = 0
        while self.token.kind == "post" and self.token.text in ("prime", "transpose"):
            if self.token.text == "transpose" and name not in ENTRYWISE:
                break
            self.next()
            order += 1
        if order and name not in ENTRYWISE:
            raise CannotRead(token.at, STRINGS("no_derivative", name=self._typed(token)))
        raised: Node | None = None
        if self.at_op("^") and not order:
            self.next()
            raised = self.exponent()
        kind = token.subscript
        if self.token.kind == "sub":
            kind = self.next().text
            if name != "norm":
                raise CannotRead(self.tokens[self.index - 1].at, STRINGS("no_sums"))
        if name in ("eye", "zeros"):
            if name == "eye":
                opened = self.token
                self.next()
                size = self.comparison()
                self.expect(")", opened)
                return syntax.Special("identity", size, at=token.at, end=self._end())
            return self.shaped(token)
        if self.at_op("(", "[") or (self.at_op("{") and name != "sum"):
            args, options, end = self.arguments()
        elif self.token.kind == "end" or (self.token.kind == "op" and not self._starts_operand()):
            raise CannotRead(
                token.at, STRINGS("needs_argument", name=self._typed(token)),
                self.text[: token.end] + "(" + self.text[token.end :].strip() + ")",
            )  # fmt: skip
        else:
            arg = self._bare_argument(name)
            args, options, end = (arg,), (), arg.end
        if name == "norm" and kind:
            options = (*options, ("ord", kind))
        node: Node = self._special_call(name, args, options, order, token.at, end)
        if raised is not None:
            node = syntax.Power(node, raised, at=token.at, end=end)
        return node

    def _special_call(
        self,
        name: str,
        args: tuple[Node, ...],
        options: tuple[tuple[str, str], ...],
        order: int,
        at: int,
        end: int,
    ) -> Node:
        if name in ("array",):
            return syntax.Grouped(args[0], at=at, end=end)
        if name == "slogdet":  # np.linalg.slogdet(X)[1]
            if self.at_op("["):
                opened = self.next()
                self.next()
                self.expect("]", opened)
            return syntax.Call("logdet", args, at=at, end=self._end())
        if name == "len":
            return syntax.SizeOf(of=args[0], axis=0, at=at, end=end)
        if name in ("oneslike", "zeroslike"):
            return syntax.Special(name[: -len("like")], like=args[0], at=at, end=end)
        return syntax.Call(name, args, options, order, at=at, end=end)

    def _bare_argument(self, name: str) -> Node:
        """What a function without parentheses takes: tr and log a product, others one factor."""
        first = self.power()
        if name not in TAKES_PRODUCT:
            return first
        factors, joined = [first], []
        while self._starts_operand():
            joined.append(syntax.Operator("", at=self.token.at, end=self.token.at))
            factors.append(self.power())
        if not joined:
            return first
        return syntax.Chain(tuple(factors), tuple(joined), at=first.at, end=factors[-1].end)

    def arguments(self) -> tuple[tuple[Node, ...], tuple[tuple[str, str], ...], int]:
        opened = self.next()
        closer = _CLOSERS[opened.text]
        args: list[Node] = []
        options: list[tuple[str, str]] = []
        self.bars.append(opened.text)
        while not self.at_op(closer):
            if self.token.kind == "keyword":
                key = self.next().text
                self.expect("=", opened)
                options.append((key, self._option_value()))
            elif self.token.kind == "string":
                options.append(("ord", self.next().text))
            elif self.at_op("[", "(") and opened.text == "(" and self._is_list():
                self.next()  # np.linalg.multi_dot([A, B, C])
                args.extend(self._list_items())
            else:
                args.append(self.comparison())
            if self.at_op(",", ";"):
                self.next()
            elif not self.at_op(closer):
                self.expect(closer, opened)
        self.bars.pop()
        self.expect(closer, opened)
        return tuple(args), tuple(options), self._end()

    def _is_list(self) -> bool:
        before = self.tokens[self.index - 2]
        return before.kind == "function" and before.text in ("multi_dot", "block")

    def _list_items(self) -> list[Node]:
        items = [self.comparison()]
        while self.at_op(","):
            self.next()
            items.append(self.comparison())
        self.next()
        return items

    def _option_value(self) -> str:
        """The value of a keyword: a number, a word or a signed number, as text."""
        start = self.token.at
        value = ""
        while not self.at_op(",", ")") and self.token.kind != "end":
            token = self.next()
            value += token.text if token.kind == "string" else self._typed(token)
        return value or self.text[start : start + 1]
