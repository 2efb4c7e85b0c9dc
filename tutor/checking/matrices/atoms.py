"""Operands of a matrix expression: names, numbers, brackets, bars, functions."""

from fractions import Fraction

from tutor.checking.matrices import syntax
from tutor.checking.matrices.cursor import CLOSERS, MAX_DEPTH, Cursor
from tutor.checking.matrices.syntax import Node
from tutor.checking.matrices.tokens import STRINGS, CannotRead, Token
from tutor.checking.matrices.vocabulary import ENTRYWISE, TAKES_PRODUCT


class Atoms(Cursor):
    """Reads one operand."""

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
            return syntax.Name(token.text, self.typed(token), at=token.at, end=token.end)
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
                raise CannotRead(token.at, STRINGS("nothing_before", sign=self.typed(token)))
        raise self.unexpected()

    def number(self) -> Node:
        token = self.next()
        if token.text == "1" and self.at_op("[", "{") and self.token.at == token.end:
            opened = self.next()
            inside = self.comparison()
            self.expect(CLOSERS[opened.text], opened)
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
                self.expect(CLOSERS[opened.text], opened)
                return inside
            if self.at_op("(") and self.typed(token) in ("ones", "np.ones"):
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
            return syntax.Special("identity", size, at=token.at, end=self.end())
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
            return syntax.Special("ones", inside, columns, at=token.at, end=self.end())
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
            self.expect(CLOSERS[inner.text], inner)
        self.expect(")", opened)
        kind = "ones" if token.text == "ones" else "zeros"
        if columns is None and not isinstance(rows, syntax.SizeOf | syntax.Number):
            return syntax.Special(kind, like=rows, at=token.at, end=self.end())
        return syntax.Special(kind, rows, columns, at=token.at, end=self.end())

    def group(self) -> Node:
        opened = self.next()
        closer = CLOSERS[opened.text]
        inside = self.inside(opened.text)
        if self.at_op(","):
            raise CannotRead(self.token.at, STRINGS("no_matrix_entries"))
        self.expect(closer, opened)
        return syntax.Grouped(inside, at=opened.at, end=self.end())

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
        inside = self.inside("{")
        self.expect("}", opened)
        return syntax.Grouped(inside, at=opened.at, end=self.end())

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
        node: Node = syntax.Bars(inside, opened.text == "‖", at=opened.at, end=self.end())
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
        barred = syntax.Bars(node.arg, node.double, kind, at=node.at, end=self.end())
        if raised is not None:
            return syntax.Power(barred, raised, at=node.at, end=self.end())
        return barred

    def angle(self) -> Node:
        opened = self.next()
        closer = "⟩" if opened.text == "⟨" else ">"
        self.bars.append("⟨")
        left = self.comparison()
        if not self.at_op(","):
            raise CannotRead(
                self.token.at, STRINGS("expected", expected=",", found=self.typed(self.token))
            )
        self.next()
        right = self.comparison()
        self.bars.pop()
        self.expect(closer, opened)
        return syntax.Call("inner", (left, right), at=opened.at, end=self.end())

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
            raise CannotRead(token.at, STRINGS("no_derivative", name=self.typed(token)))
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
                return syntax.Special("identity", size, at=token.at, end=self.end())
            return self.shaped(token)
        if self.at_op("(", "[") or (self.at_op("{") and name != "sum"):
            args, options, end = self.arguments()
        elif self.token.kind == "end" or (self.token.kind == "op" and not self.starts_operand()):
            raise CannotRead(
                token.at, STRINGS("needs_argument", name=self.typed(token)),
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
            return syntax.Call("logdet", args, at=at, end=self.end())
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
        while self.starts_operand():
            joined.append(syntax.Operator("", at=self.token.at, end=self.token.at))
            factors.append(self.power())
        if not joined:
            return first
        return syntax.Chain(tuple(factors), tuple(joined), at=first.at, end=factors[-1].end)

    def arguments(self) -> tuple[tuple[Node, ...], tuple[tuple[str, str], ...], int]:
        opened = self.next()
        closer = CLOSERS[opened.text]
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
        return tuple(args), tuple(options), self.end()

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
            value += token.text if token.kind == "string" else self.typed(token)
        return value or self.text[start : start + 1]
