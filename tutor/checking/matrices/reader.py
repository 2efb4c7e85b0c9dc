"""Text → syntax tree of a matrix expression. Pure Python, fast enough for every key press."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from tutor.checking.matrices import syntax
from tutor.checking.matrices.atoms import Atoms
from tutor.checking.matrices.syntax import LOOSE, Node
from tutor.checking.matrices.tokens import STRINGS, CannotRead, Token, names_of, tokenize

MAX_LENGTH = 2000
MAX_DEPTH = 60
_PRODUCTS = frozenset(("*", "@", "dot", "/", "./", ".*", "odot", "kron", "backslash"))
_COMPARISONS = frozenset((">", "<", ">=", "<="))
CLOSERS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}
_METHODS = {
    "dot": "dot", "sum": "sum", "mean": "mean", "std": "std", "var": "var", "max": "max",
    "min": "min", "trace": "trace", "diagonal": "diag", "diag": "diag", "det": "det",
    "logdet": "logdet", "exp": "exp", "log": "log", "abs": "abs", "sqrt": "sqrt",
    "sigmoid": "sigmoid", "tanh": "tanh", "relu": "relu", "square": "square", "sign": "sign",
    "matmul": "matmul", "mm": "matmul", "mul": "multiply", "norm": "norm", "outer": "outer",
    "softmax": "softmax", "pow": "power", "logsumexp": "lse", "kron": "kron",
}  # fmt: skip
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


class _Reader(Atoms):
    """Reads sums, products and powers."""

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
            raise self.unexpected()
        return tree

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
            LOOSE, lambda: self._chain(_PRODUCTS - LOOSE, self.power, juxtapose=True)
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
            elif juxtapose and self.starts_operand():
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
            arg = self.inside("{")
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
        return any(self.peek(k).text == ":" or self.typed(self.peek(k)) == "None" for k in (1, 2))

    def index_of(self, node: Node) -> Node:
        opened = self.next()
        row = self.typed(self.token) in ("None", "np.newaxis", "newaxis")
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
                        opened.at, STRINGS("expected", expected="[", found=self.typed(opened))
                    )
                self.next()
                axis = int(self.next().value)
                self.expect("]", opened)
            return syntax.SizeOf(
                of=node, axis=axis, at=node.at, end=self.tokens[self.index - 1].end
            )
        known = name in _METHODS or name in _COLUMN_METHODS
        if not known or not self.at_op("("):
            raise CannotRead(token.at, STRINGS("unknown_method", name="." + name))
        args, options, end = self.arguments()
        if name in _COLUMN_METHODS:
            first = args[0] if args else None
            one = isinstance(first, syntax.Number) and first.value == 1
            return syntax.Call("row" if one else "column", (node,), at=node.at, end=end)
        return syntax.Call(_METHODS[name], (node, *args), options, at=node.at, end=end)
