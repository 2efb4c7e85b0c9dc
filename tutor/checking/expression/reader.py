r"""Tokens → syntax tree: precedence climbing with the conventions of typed mathematics.

From loose to tight: `if … else`, or, and, not, relations, ∪, sums, products, powers,
postfix. Multiplication without a sign has the precedence of `*`, so `1/2x` is (1/2)·x;
every such choice leaves a note. `-x^2` is −(x²); powers associate to the right.
"""

from fractions import Fraction

from tutor.bilingual import Text
from tutor.checking.expression import big, brackets, calls, names, numbers
from tutor.checking.expression.errors import Unread, strings
from tutor.checking.expression.limits import MAX_DEPTH
from tutor.checking.expression.names import Scope
from tutor.checking.expression.precedence import (
    AND,
    CLOSING,
    IF,
    LEVELS,
    NOT,
    OR,
    POSTFIX,
    POWER,
    PRODUCT,
    RELATION,
    STARTING,
    SUM,
    UNION,
)
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
    Piecewise,
    PlusMinus,
    Pow,
    Relation,
    Sequence,
    Symbol,
    Union,
)

_KEYWORDS = {
    "and": "and", "or": "or", "not": "not", "in": "in", "if": "if", "else": "else",
    "for": "for", "when": "if", "union": "union", "otherwise": "otherwise",
    "True": "true", "true": "true", "otw": "otherwise",
}  # fmt: skip
_PROSE = frozenset(
    "the is are answer answers equals equal solution solutions then all none because undefined "
    "does exist exists where such that with has real numbers number unknown maybe yes what how "
    "therefore hence thus since only any every also".split()
)
_MODULES = frozenset(
    "np numpy math torch sp sympy scipy special jnp jax tf F nn functional cmath mpmath mp sym "
    "Math linalg K backend onp".split()
)
TRUE = Logic("and", ())

_PRODUCTS = {"*": "", "/": "", "mod": "mod", "choose": "binomial"}
_ONES = (Number(Fraction(1)), Symbol("I"))
_LONGEST_NOTE = 60
_MOST_NOTES = 8


class Reader:
    """One reading of one text; `parse` and the modules beside share this state.

    ahead: tokens still to read, the next one last. bars: open `|` within the innermost
    bracket. nesting: brackets around. row: spaces separate entries (`[1 2; 3 4]`).
    origin: which brackets made a sequence, so that it can become an interval.
    """

    def __init__(self, text: str, tokens: list[Token], scope: Scope, form: str | None) -> None:
        self.text = text
        self.scope = scope
        self.form = form
        self.tex = "\\" in text or "$" in text
        self.ahead = tokens[::-1]
        scope.differentials = scope.open and _has_differentials(tokens)
        self.last = Token("start", "", 0, 0)
        self.depth = 0
        self.bars = 0
        self.nesting = 0
        self.row = False
        self.origin: dict[int, tuple[Node, str]] = {}
        self._notes: dict[str, Text] = {}

    # --- tokens -----------------------------------------------------------------

    def peek(self) -> Token:
        """The next token; a word is divided into names when it is first looked at."""
        token = self.ahead[-1]
        return self._divide(token) if token.kind == "word" else token

    def after(self) -> Token:
        """The token behind the next one, undivided."""
        return self.ahead[-2] if len(self.ahead) > 1 else self.ahead[-1]

    def take(self) -> Token:
        token = self.peek()
        if token.kind != "end":
            self.ahead.pop()
        self.last = token
        return token

    def accept(self, *texts: str) -> bool:
        """Take the next token if it is one of these operators."""
        token = self.peek()
        if token.kind == "op" and token.text in texts:
            self.take()
            return True
        return False

    def expect(self, text: str, opened: Token) -> None:
        """Take the bracket that closes `opened`."""
        if not self.accept(text):
            raise self.unclosed(opened, text)

    def unclosed(self, opened: Token, close: str) -> Unread:
        close = {"})": "\\}", "|)": "|", ">)": "⟩", "floor)": "⌋", "ceil)": "⌉"}.get(close, close)
        token = self.peek()
        typed = self.text[opened.start : opened.end] or opened.text
        at_end = token.kind == "end"
        end = len(self.text.rstrip())
        mend = (end, end, close) if at_end else None
        return Unread(
            token.start,
            "unclosed" if at_end else "unclosed_before",
            mend,
            open=typed,
            close=close,
            column=opened.start + 1,
            found=self.typed(token),
        )

    def typed(self, token: Token) -> str:
        return self.text[token.start : token.end][:20] or token.text

    def note(self, key: str, **values: str) -> None:
        """Remember an assumption, once."""
        if len(self._notes) < _MOST_NOTES:
            self._notes.setdefault(key + repr(values), strings(key, **values))

    def note_reading(self, start: int, node: Node) -> None:
        """Remember that what was typed from `start` on was read as `node`."""
        from tutor.checking.expression import show

        if self.last.end - start <= _LONGEST_NOTE:
            typed = self.text[start : self.last.end].strip()
            self.note("read_as", typed=typed, shown=show.plain(node))

    @property
    def notes(self) -> tuple[Text, ...]:
        return tuple(self._notes.values())

    def _divide(self, word: Token) -> Token:
        following = self.after()
        text = word.text
        self.ahead.pop()
        if text in _MODULES and following.text == "." and following.kind == "op":
            self.ahead.pop()
            if self.ahead[-1].kind != "word":
                raise Unread(following.start, "after_point")
            self.ahead[-1] = _respaced(self.ahead[-1], word.spaced)
            return self.peek()
        operator = self._keyword(word, following)
        if operator is None:
            bracket = following.text if following.is_op("(", "[", "{", "{(") else ""
            starts = following.kind in ("number", "word", "command") or (
                following.kind == "op" and following.text in (*STARTING, "|", "[", "^", "-", "_")
            )
            self.ahead.extend(reversed(names.split(word, self.scope, bracket, starts)))
        else:
            self.ahead.append(operator)
        return self.ahead[-1]

    def _keyword(self, word: Token, following: Token) -> Token | None:
        """The operator that a word is, unless the exercise declares it as a name."""
        text = word.text
        if text in _PROSE and text not in self.scope.declared:
            raise Unread(word.start, "prose", found=text)
        operator = _KEYWORDS.get(text)
        after_operand = self.last.kind in ("number", "symbol", "constant") or (
            self.last.text in (")", "]", "}", "})", ">)", "|)", "!", "reals", "emptyset")
        )
        if text == "U" and after_operand and following.text in ("(", "[", "{", "{(", "]", "reals"):
            operator = "union"
        elif text in ("mod", "choose") and after_operand:
            operator = text
        elif text in ("sum", "Sum", "prod", "Product", "Sigma", "Pi") and (
            following.text == "_" or (text not in ("Sigma", "Pi") and following.text == "(")
        ):
            operator = "sum" if text[0].lower() == "s" else "prod"
        if operator is None or text in self.scope.declared:
            return None
        return Token("op", operator, word.start, word.end, word.spaced)

    # --- precedence climbing ------------------------------------------------------

    def parse(self, floor: int = -1) -> Node:
        """The longest expression from here whose operators all bind tighter than `floor`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unread(self.peek().start, "too_deep", most=MAX_DEPTH)
        start = self.peek().start
        left = self._prefix(floor)
        run: list[Node] = []
        level = -1
        open_div = False
        while True:
            token = self.peek()
            found = self._level(token)
            if found <= floor or found < 0:
                break
            if run and found != level:
                left = self._joined(level, run)
                run = []
            level = found
            if found == PRODUCT:
                implicit = token.kind != "op" or token.text not in _PRODUCTS
                if not implicit:
                    self.take()
                ambiguous = open_div and implicit and not token.spaced
                condition = self.parse(PRODUCT)
                right = self.scalar(condition)
                if implicit and right != condition and (run[-1] if run else left) in _ONES:
                    left = self._joined(level, run[:-1] + [right]) if run else right
                    run = []
                elif implicit or token.text == "*":
                    run = run or [self.scalar(left)]
                    run.append(right)
                else:
                    left = self._joined(level, run) if run else self.scalar(left)
                    run = []
                    self._power_note(left, right, token, start)
                    name = _PRODUCTS[token.text]
                    left = Call(name, (left, right)) if name else Div(left, right)
                if ambiguous:
                    self.note_reading(start, self._joined(level, run))
                open_div = token.text == "/" and token.kind == "op"
            elif found == POSTFIX:
                left = self._postfix(self.scalar(left), self.take())
            elif found == POWER:
                left = self._power(left, start)
            elif found == IF + 1:
                left = self._conditional(left, self.take())
            else:
                run = run or [self.scalar(left) if found == SUM else left]
                self._extend(run, found)
        self.depth -= 1
        return self._joined(level, run) if run else left

    def _level(self, token: Token) -> int:
        """How tightly the operator at `token` binds; −1 where the expression ends."""
        if token.kind == "op":
            text = token.text
            if text in LEVELS:
                if self.row and text in "+-" and token.spaced and not self.after().spaced:
                    return -1
                return LEVELS[text]
            if text == "|" and self.bars == 0 and not (self.row and token.spaced):
                return PRODUCT
            if text == "[" and not brackets.closes_interval(self):
                return -1 if self.row and token.spaced else PRODUCT
            if text in STARTING:
                return -1 if self.row and token.spaced else PRODUCT
            return -1
        if token.kind in ("end", "finish"):
            return -1
        if self.row and token.spaced:
            return -1
        if token.kind == "number" and self.last.kind == "number" and self.last.end <= token.start:
            raise Unread(token.start, "two_numbers", found=self.typed(token))
        return PRODUCT

    def _extend(self, run: list[Node], level: int) -> None:
        """Read one more operand of a sum, relation chain, union or logical run."""
        token = self.take()
        op = token.text
        if level == RELATION:
            if op == "\\not":
                follower = self.take()
                op = "!=" if follower.text == "=" else "~"
            if op == "~":
                self.note("approximate")
                op = "="
            right = self.parse(RELATION)
            if op == "in":
                right = brackets.as_set(self, right, token)
            run.append(Relation(op, Number(Fraction(0)), right))
        elif level == SUM:
            right = self.scalar(self.parse(SUM))
            run.append({"-": Neg, "+-": PlusMinus}.get(op, _same)(right))
        elif level == UNION:
            right = self.parse(UNION)
            left = brackets.as_set(self, run[-1], token)
            if op == "minus":
                run[-1] = brackets.without(left, right, token)
            else:
                run[-1:] = [left, brackets.as_set(self, right, token)]
        else:
            run.append(self.parse(level))

    def _joined(self, level: int, run: list[Node]) -> Node:
        if level == SUM:
            return Add(tuple(run))
        if level == PRODUCT:
            return Mul(tuple(run)) if len(run) > 1 else run[0]
        if level == UNION:
            return Union(tuple(run)) if len(run) > 1 else run[0]
        if level == RELATION:
            return _chain(run)
        return self._logic("or" if level == OR else "and", run)

    def _logic(self, op: str, run: list[Node]) -> Node:
        """`x = 2 or -2` and `2 or -2` say the same as `x = 2 or x = -2` and `{2, -2}`."""
        first = run[0]
        if not any(isinstance(item, Relation | Logic) for item in run):
            if all(brackets.is_set(self, item) for item in run):
                return Union(tuple(brackets.as_set(self, item, self.last) for item in run))
            return FiniteSet(tuple(run))
        if isinstance(first, Relation) and first.op == "=":
            run = [
                item if isinstance(item, Relation | Logic) else Relation("=", first.left, item)
                for item in run
            ]
        return Logic(op, tuple(run))

    def _conditional(self, value: Node, word: Token) -> Node:
        if word.text == "otherwise":
            return Piecewise((), value)
        condition = self.parse(IF + 1)
        if not self.accept("else"):
            return Piecewise(((value, condition),), None)
        other = self.parse(IF)
        if isinstance(other, Piecewise):
            return Piecewise(((value, condition), *other.cases), other.otherwise)
        return Piecewise(((value, condition),), other)

    # --- operands -----------------------------------------------------------------

    def _prefix(self, floor: int) -> Node:
        token = self.take()
        if token.kind == "number":
            return numbers.read(self, token)
        if token.kind == "symbol":
            return self._symbol(token)
        if token.kind == "constant":
            if self.text[token.start : token.end] == "E":
                self.note("capital_e")
            return Constant(token.text)
        if token.kind == "function":
            return calls.apply(self, token)
        if token.kind == "command":
            return calls.command(self, token)
        if token.kind == "begin":
            return brackets.environment(self, token)
        if token.kind == "op":
            return self._prefix_operator(token, floor)
        raise self._operand_expected(token)

    def _prefix_operator(self, token: Token, floor: int) -> Node:
        op = token.text
        if op in ("+", "-", "+-"):
            argument = self.scalar(self.parse(max(SUM, min(floor, PRODUCT))))
            return {"-": Neg, "+-": PlusMinus}.get(op, _same)(argument)
        if op == "not":
            return Logic("not", (self.parse(NOT),))
        if op in ("(", "[", "{", "{(", "<(", "]"):
            return brackets.group(self, token)
        if op in ("|", "|(", "floor(", "ceil("):
            return brackets.bars(self, token)
        if op in ("sqrt", "cbrt", "fourthroot"):
            return calls.radical(self, token)
        if op in ("sum", "prod"):
            return big.read(self, token)
        if op == "oo":
            return Constant("oo")
        if op == "emptyset":
            return FiniteSet(())
        if op == "reals":
            return Interval(Neg(Constant("oo")), Constant("oo"), True, True)
        if op == "one":
            return brackets.indicator(self, token)
        if op in ("otherwise", "true", "else"):
            return TRUE
        if op == "\\left.":
            return self.parse()
        if op == "partial" and self.peek().kind == "symbol":
            return Symbol("d" + self.take().text)
        raise self._operand_expected(token)

    def _operand_expected(self, token: Token) -> Unread:
        column = token.start
        if token.kind == "end":
            if self.last.kind == "start" or not self.text.strip():
                return Unread(column, "empty")
            operator = self.text.rstrip()[-1:]
            return Unread(column, "ends_early", after=operator)
        if token.text in CLOSING:
            if self.nesting == 0 and self.bars == 0:
                return Unread(column, "unopened", close=self.typed(token))
            return Unread(column, "empty_place", found=self.typed(token))
        if token.text in ("=>", "…", "..", "-+", ":", "&", "'", ".", "partial"):
            return Unread(column, "not_read_here", found=self.typed(token))
        return Unread(column, "operand_expected", found=self.typed(token))

    def _symbol(self, token: Token) -> Node:
        following = self.peek()
        if token.text in self.scope.functions:
            return calls.apply(self, token)
        if following.text == "'" and following.kind == "op":
            raise Unread(following.start, "prime", name=self.typed(token))
        if following.text == "." and following.kind == "op" and not following.spaced:
            raise Unread(following.start, "point", name=self.typed(token))
        if following.text == "_" and following.kind == "op":
            raise Unread(following.start, "subscript")
        return Symbol(token.text)

    def scalar(self, node: Node) -> Node:
        """`node` as an operand: `[x + 1]` and `{x}` are brackets, a condition is 0 or 1."""
        if isinstance(node, Sequence | FiniteSet) and len(node.items) == 1:
            node = node.items[0]
        if isinstance(node, Relation | Logic):
            return Call("indicator", (node,))
        return node

    def continues(self, factors: list[Node]) -> bool:
        """Whether the argument of `sin 2x y` goes on behind `factors`."""
        token = self.peek()
        if self._level(token) != PRODUCT or (token.kind == "op" and token.text in "*/|"):
            return False
        if token.kind in ("function", "begin") or token.text in ("mod", "sum", "prod", "reals"):
            return False
        if token.text == "e" and token.kind == "constant" and self.after().text == "^":
            return False
        constants = all(isinstance(factor, Number | Constant) for factor in factors)
        return constants or token.text not in ("(", "[", "{", "{(", "|(", "floor(", "ceil(")

    def take_digit(self) -> str:
        """One digit of the number that comes next, as TeX takes an argument."""
        token = self.ahead.pop()
        rest = token.text[1:]
        middle = token.start + 1
        if rest:
            value = Fraction(int(rest))
            self.ahead.append(Token("number", rest, middle, token.end, False, value))
        self.last = Token("op", "digit", token.start, middle, token.spaced)
        return token.text[0]

    def truth(self, node: Node) -> bool:
        """The Python truth value that stands as an argument."""
        return node == TRUE

    # --- powers and postfix ---------------------------------------------------------

    def _power(self, left: Node, start: int) -> Node:
        self.take()
        base = self.scalar(left)
        plain = self.peek().text not in ("{", "(")
        exponent = self.exponent(POWER - 1)
        if exponent is None:
            return Div(Mul((base, Constant("pi"))), Number(Fraction(180)))
        power = Pow(base, exponent)
        following = self.peek()
        numeric = isinstance(base, Number | Constant)
        if plain and numeric and following.kind in ("symbol", "constant") and not following.spaced:
            end = self.last.end
            self.note("power_ends", typed=self.text[start:end], rest=self.typed(following))
        return power

    def exponent(self, floor: int) -> Node | None:
        """What stands behind `^`; None for the degree sign of TeX, `^\\circ`."""
        if self.accept("deg"):
            self.note("degrees")
            return None
        if self.peek().text == "{" and self.peek().kind == "op":
            opened = self.take()
            if self.accept("deg"):
                self.expect("}", opened)
                self.note("degrees")
                return None
            return self.scalar(brackets.braced(self, opened))
        return self.scalar(self.parse(floor))

    def _power_note(self, left: Node, right: Node, token: Token, start: int) -> None:
        """`x^1/2` and `e^-x/2` divide the power, which may surprise."""
        if token.text != "/" or token.spaced or not isinstance(left, Pow):
            return
        one = isinstance(left.exponent, Number) and left.exponent.value == 1
        if (one or left.base == Constant("e")) and self.text[token.start - 1 : token.start] != "}":
            if isinstance(right, Number) and self.text[token.start - 1 : token.start] != ")":
                self.note_reading(start, Div(left, right))

    def _postfix(self, left: Node, token: Token) -> Node:
        if token.text == "!":
            following = self.peek()
            if following.text == "!" and not following.spaced:
                raise Unread(following.start, "double_factorial")
            return Call("factorial", (left,))
        if token.text == "deg":
            self.note("degrees")
            return Div(Mul((left, Constant("pi"))), Number(Fraction(180)))
        if token.text == "'":
            raise Unread(token.start, "prime", name="")
        following = self.peek()
        if following.kind in ("number", "symbol", "constant", "function") or following.text == "(":
            right = self.scalar(self.parse(PRODUCT))
            self.note("percent_mod")
            return Call("mod", (left, right))
        self.note("percent")
        return Div(left, Number(Fraction(100)))


def _same(node: Node) -> Node:
    return node


def _has_differentials(tokens: list[Token]) -> bool:
    """Whether a text has ∂, or d… over d…, so that `dx` in it is no product."""
    kept = [token for token in tokens if token.text not in ("{", "}")]
    for position, token in enumerate(kept):
        if token.text == "partial":
            return True
        if token.text == "d" and token.kind == "word":
            slash = kept[position + 1].text == "/"
            under = slash or (position and kept[position - 1].kind == "command")
            if under and _is_differential(kept[position + 1 + slash]):
                raise Unread(token.start, "not_read_here", found="d/dx")
        if _is_differential(token):
            following = kept[position + 1]
            if following.text == "/":
                following = kept[position + 2]
            elif kept[position - 1].kind != "command":
                continue
            if _is_differential(following):
                return True
    return False


def _is_differential(token: Token) -> bool:
    return token.kind == "word" and len(token.units) >= 2 and token.units[0].text == "d"


def _respaced(token: Token, spaced: bool) -> Token:
    return Token(token.kind, token.text, token.start, token.end, spaced, token.value, token.units)


def _chain(run: list[Node]) -> Node:
    """`a < b < c`, whose later parts hold their operator, as the conjunction it means."""
    links: list[Node] = []
    left = run[0]
    for part in run[1:]:
        assert isinstance(part, Relation)
        links.append(Relation(part.op, left, part.right))
        left = part.right
    return links[0] if len(links) == 1 else Logic("and", tuple(links))
