r"""Tokens → syntax tree: precedence climbing with the conventions of typed mathematics.

From loose to tight: `if … else`, or, and, not, relations, ∪, sums, products, powers,
postfix. Multiplication without a sign has the precedence of `*`, so `1/2x` is (1/2)·x;
every such choice leaves a note. `-x^2` is −(x²); powers associate to the right.
"""

from fractions import Fraction

from tutor.checking.expression import (
    aggregates,
    bars,
    big,
    brackets,
    calls,
    choices,
    conditions,
    environments,
    names,
    numbers,
    powers,
    sets,
)
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.limits import MAX_DEPTH
from tutor.checking.expression.precedence import (
    CLOSING,
    IF,
    INTERSECTION,
    LEVELS,
    NOT,
    OVER,
    POSTFIX,
    POWER,
    PRODUCT,
    PRODUCTS,
    RELATION,
    STARTING,
    SUM,
    UNION,
)
from tutor.checking.expression.scope import Scope
from tutor.checking.expression.stream import Stream
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import (
    Add,
    Call,
    Constant,
    Div,
    FiniteSet,
    Interval,
    Logic,
    Mul,
    Neg,
    Node,
    Number,
    PlusMinus,
    Pow,
    Relation,
    Symbol,
    Union,
)

TRUE = Logic("and", ())

_SCALARS = frozenset((Number, Constant, Symbol, Neg, Add, Mul, Div, Pow, Call))
_SIGNS = ("+", "-", "+-")
_OPENING = ("(", "[", "{", "{(", "<(", "]")
_MARKS = {"'": "prime", "_": "subscript"}

_ROUNDED = ("//", "mod", "%")
_UNREAD = (
    "=>",
    "…",
    "..",
    "-+",
    ":",
    "&",
    "'",
    ".",
    "partial",
    "integral",
    "nabla",
)


class Reader(Stream):
    """One reading of one text; `parse` and the modules beside share this state.

    origin: the brackets that made a sequence, by the identity of the sequence, so that it
    can become an interval. negated: where the operand behind a sign − begins, until the
    sign is used: `-7 // 2` is ⌊−7/2⌋ as in Python, and `-(7 // 2)` is not.
    """

    def __init__(self, text: str, tokens: list[Token], scope: Scope, form: str | None) -> None:
        super().__init__(text, tokens, scope)
        self.form = form
        self.depth = 0
        self.origin: dict[int, tuple[Node, str]] = {}
        self.negated = -1

    def made_by(self, node: Node) -> str:
        """What made `node`: the brackets of a sequence, "case" for an unfinished piecewise."""
        return self.origin.get(id(node), (node, ""))[1]

    def takes_unions(self) -> bool:
        """Whether a small u between brackets is ∪."""
        return not self.scope.open or self.form in ("set", "interval")

    def parse(self, floor: int = -1) -> Node:
        """The longest expression from here whose operators all bind tighter than `floor`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unread(self.peek().start, "too_deep", most=MAX_DEPTH)
        token = self.take()
        start = token.start
        left = self._prefix(token, floor)
        ahead = self.ahead
        while True:
            token = ahead[-1]
            level = self.level(token if token.kind != "word" else self.peek())
            if level <= floor:
                break
            if level == POSTFIX:
                left = powers.postfix(self, self.scalar(left))
            elif level == POWER:
                left = powers.power(self, self.scalar(left), start)
            elif level == PRODUCT:
                left = self._product(self.scalar(left), start)
            elif level == SUM:
                left = self._sum(self.scalar(left))
            elif level == UNION:
                left = self._union(left)
            elif level == INTERSECTION:
                left = self._intersection(left)
            elif level == OVER:
                left = self._over(self.scalar(left), self.take())
            elif level == RELATION:
                left = conditions.relations(self, left)
            elif level == IF:
                left = conditions.conditional(self, left)
            else:
                left = conditions.logic(self, left, level)
        self.depth -= 1
        return left

    def level(self, token: Token) -> int:
        """How tightly the operator at `token` binds; −1 where the expression ends."""
        kind, text = token.kind, token.text
        if kind == "end" or kind == "finish":
            return -1
        separated = self.row and (token.spaced or brackets.begins_row(self))
        if kind == "op":
            level = LEVELS.get(text)
            if level is not None:
                if text == "%" and powers.is_remainder(self, token):
                    return PRODUCT
                signed = separated and text in "+-" and not self.after().spaced
                return -1 if signed else level
            opens = (
                text in STARTING
                or (text == "|" and self.bars == 0)
                or (text == "[" and not brackets.closes_interval(self))
            )
            return PRODUCT if opens and not separated else -1
        return -1 if separated else PRODUCT

    # --- operators between operands -----------------------------------------------

    def _over(self, above: Node, sign: Token) -> Node:
        r"""`{n+1 \over 2}` and `{n+1 \choose 2}`: each side is all that the group holds."""
        below = self.scalar(self.parse(OVER))
        return Div(above, below) if sign.text == "over" else Call("binomial", (above, below))

    def _sum(self, first: Node) -> Node:
        terms = [first]
        while self.level(self.peek()) == SUM:
            sign = self.take().text
            term = self.scalar(self.parse(SUM))
            terms.append(_signed(sign, term))
        return Add(tuple(terms))

    def _product(self, left: Node, start: int) -> Node:
        """Factors with and without a sign between them, and quotients, left to right."""
        factors = [left]
        divided = False
        while self.level(self.peek()) == PRODUCT:
            token = self.peek()
            implicit = token.kind != "op" or token.text not in PRODUCTS
            if not implicit:
                self.take()
            elif token.kind == "number" and self.last.kind == "number":
                raise Unread(token.start, "two_numbers", found=self.typed(token))
            if implicit and token.text == "[" and not token.spaced:
                entry = brackets.entry(self, factors[-1])
                if entry is not None:
                    factors[-1] = entry
                    continue
            right = self.parse(PRODUCT)
            remark = implicit and token.spaced and not self.nesting and self.peek().kind == "end"
            if remark and isinstance(right, Relation) and right.op in ("!=", "in"):
                self.note("condition")  # 2x (x ≠ 0)
                break
            if self.typed(token) == "@":
                product = aggregates.dot(factors[-1], right)
                if product is not None:
                    factors[-1] = product
                    continue
            if implicit or token.text == "*":
                if implicit and factors[-1] in _ONES:
                    condition = isinstance(brackets.unwrapped(right), conditions.CONDITIONS)
                    del factors[len(factors) - condition :]
                factors.append(self.scalar(right))
            else:
                right = self.scalar(right)
                left = _times(factors)
                self._power_note(left, right, token, start)
                if token.text in _ROUNDED and start == self.negated:
                    left = Neg(left)
                    self.negated = -1
                factors = [self._quotient(left, token, right)]
            if divided and implicit and not token.spaced:
                self.note_reading(start, _times(factors))
            divided = token.text == "/"
        return _times(factors)

    def _quotient(self, left: Node, sign: Token, right: Node) -> Node:
        """What `left` and `right` come to with a sign as tight as / between them."""
        name = PRODUCTS[sign.text]
        if sign.text == "%":
            self.note("percent_mod")
        if name == "floor":
            return Call("floor", (Div(left, right),))
        if name == "arrange":
            return choices.arranged(left, right)
        return Call(name, (left, right)) if name else Div(left, right)

    def _union(self, first: Node) -> Node:
        parts = [first]
        while self.level(self.peek()) == UNION:
            token = self.take()
            right = self.parse(UNION)
            left = sets.as_set(self, parts.pop(), token)
            if token.text == "minus":
                left = sets.without(left, right, token)
                parts += left.parts if parts and isinstance(left, Union) else (left,)
            else:
                parts += [left, sets.as_set(self, right, token)]
        return Union(tuple(parts)) if len(parts) > 1 else parts[0]

    def _intersection(self, left: Node) -> Node:
        token = self.take()
        right = self.parse(INTERSECTION)
        return sets.common(sets.as_set(self, left, token), sets.as_set(self, right, token), token)

    # --- operands -----------------------------------------------------------------

    def _prefix(self, token: Token, floor: int) -> Node:
        """The operand that starts with `token`, which has been taken."""
        kind = token.kind
        if kind == "number":
            return numbers.read(self, token, alone=floor > PRODUCT)
        if kind == "symbol":
            return self._symbol(token)
        if kind == "op":
            return self._prefix_operator(token, floor)
        if kind == "function":
            return calls.apply(self, token)
        if kind == "constant":
            typed = self.typed(token)
            expected = typed == "E" and not self.scope.open and self.peek().is_op("[")
            if expected or (typed.startswith("\\mathbb") and self.peek().is_op("[", "(")):
                raise Unread(token.start, "unworked", found="E")
            if typed == "E":
                self.note("capital_e")
            return Constant(token.text)
        if kind == "command":
            return calls.command(self, token)
        if kind == "begin":
            return environments.environment(self, token)
        raise self.operand_expected(token)

    def _prefix_operator(self, token: Token, floor: int) -> Node:
        op = token.text
        if op in _SIGNS:
            outer, self.negated = self.negated, self.peek().start if op == "-" else -1
            node = self.scalar(self.parse(max(SUM, min(floor, PRODUCT))))
            used = op == "-" and self.negated == -1
            self.negated = outer
            return node if used else _signed(op, node)
        if op == "not":
            return Logic("not", (self.parse(NOT),))
        if op == "{" and self.peek().is_op("}") and self.after().is_op("^", "_"):
            self.take()
            return self._prefix_operator(self.take(), floor)
        if op in _OPENING:
            return brackets.group(self, token)
        if op in ("|", "|(", "floor(", "ceil("):
            return bars.bars(self, token)
        if op in ("sqrt", "cbrt", "fourthroot"):
            return calls.radical(self, token)
        if op in ("sum", "prod"):
            return big.read(self, token)
        if op == "oo":
            return Constant("oo")
        if op == "emptyset":
            return FiniteSet(())
        if op == "reals":
            return sets.reals(self)
        if op == "one":
            return brackets.indicator(self, token)
        if op in ("otherwise", "true", "else"):
            return TRUE
        if op == "\\left.":
            inner = self.parse()
            if self.peek().is_op("|)"):
                raise Unread(self.peek().start, "evaluation_bar")
            self.accept("\\right.")
            return inner
        if op in ("^", "_") and choices.is_prescript(self):
            return choices.prescript(self, token)
        if op == "^" and self.peek().is_op("{"):
            degree = brackets.braced(self, self.take())
            if self.peek().is_op("sqrt"):
                return calls.radical(self, self.take(), degree)
        if op == "partial" and self.peek().kind == "symbol":
            name = "d" + self.take().text
            if not self.scope.open and name not in self.scope.declared:
                raise Unread(token.start, "differential", found="∂")
            return Symbol(name)
        raise self.operand_expected(token)

    def _symbol(self, token: Token) -> Node:
        following = self.ahead[-1]
        if following.kind == "op":
            if following.text in _MARKS:
                raise Unread(following.start, _MARKS[following.text])
            called = following.text == "(" and token.text in ("C", "P")
            if called and choices.is_choice(self, token):
                return choices.choice(self, token)
            event = called and token.text == "P" and not (self.scope.open or following.spaced)
            if event and "P" not in self.scope.declared:
                raise Unread(token.start, "unworked", found="P")
        if token.text == "Delta" and self.peek().kind == "symbol":
            return Mul((Symbol("Delta"), self._symbol(self.take())))  # Δx is one thing: 1/Δx
        if self.scope.complex_ and token.text.endswith("_bar"):
            base = token.text.removesuffix("_bar")
            if base in self.scope.declared and not names.knows(token.text, self.scope):
                return Call("conjugate", (Symbol(base),))
        return Symbol(token.text)

    def operand_expected(self, token: Token) -> Unread:
        column = token.start
        found = self.typed(token)
        if token.kind == "end":
            if self.last.kind == "start":
                return Unread(column, "empty")
            return Unread(column, "ends_early", after=self.typed(self.last))
        if token.text in CLOSING:
            if self.nesting == 0 and self.bars == 0:
                return Unread(column, "unopened", (token.start, token.end, ""), close=found)
            return Unread(column, "empty_place", found=found)
        if token.text == "integers":
            return Unread(column, "number_set", name=found)
        if token.is_op("_") and self.last.is_op("|"):
            return Unread(self.last.start, "evaluation_bar")
        key = "not_read_here" if token.text in _UNREAD else "operand_expected"
        return Unread(column, key, found=found)

    def leftover(self) -> Unread:
        """The error where the text goes on behind a complete expression."""
        token = self.peek()
        found = self.typed(token)
        if token.text in CLOSING or token.kind == "finish":
            return Unread(token.start, "unopened", (token.start, token.end, ""), close=found)
        if found == "=>":
            return Unread(token.start, "arrow", (token.start, token.end, ">="), found=found)
        key = "not_read_here" if token.text in _UNREAD else "operator_expected"
        return Unread(token.start, key, found=found)

    def scalar(self, node: Node) -> Node:
        """`node` as an operand: `[x + 1]` and `{x}` are brackets, a condition is 0 or 1."""
        if type(node) in _SCALARS:
            return node
        node = brackets.unwrapped(node)
        if isinstance(node, FiniteSet | Interval | Union):
            raise Unread(self.last.start, "set_inside")
        if isinstance(node, conditions.CONDITIONS):
            return Call("indicator", (sets.written_out(node),))
        return node

    def _power_note(self, left: Node, right: Node, token: Token, start: int) -> None:
        """`x^1/2` and `e^-x/2` divide the power, which may surprise."""
        if token.spaced or not isinstance(left, Pow) or not isinstance(right, Number):
            return
        one = left.exponent == Number(Fraction(1)) or isinstance(left.exponent, Neg)
        bracketed = self.text[token.start - 1 : token.start] in (")", "}")
        if token.text == "/" and one and not bracketed:
            self.note_reading(start, Div(left, right))


_ONES = (Number(Fraction(1)), Symbol("I"))


def _times(factors: list[Node]) -> Node:
    return Mul(tuple(factors)) if len(factors) > 1 else factors[0]


def _signed(sign: str, node: Node) -> Node:
    if sign == "-":
        return Neg(node)
    return PlusMinus(node) if sign == "+-" else node
