"""A place in a row of tokens, and what is expected there."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from tutor.checking.matrices.syntax import Node
from tutor.checking.matrices.tokens import STRINGS, CannotRead, Token

MAX_DEPTH = 60
CLOSERS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}


class Cursor(ABC):
    """Reading goes on at `token`. bars: brackets and bars that are open, innermost last."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = list(tokens)
        self.index = 0
        self.depth = 0
        self.bars: list[str] = []

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
                    opened.at, STRINGS("never_closed", sign=self.typed(opened)), self.text + text
                )
            raise CannotRead(
                self.token.at, STRINGS("expected", expected=text, found=self.typed(self.token))
            )
        return self.next()

    def typed(self, token: Token) -> str:
        return self.text[token.at : token.end] or "…"

    @abstractmethod
    def comparison(self) -> Node:
        """An expression, or a comparison of two. Raises CannotRead."""

    @abstractmethod
    def power(self) -> Node:
        """An operand with everything that is raised or hangs after it. Raises CannotRead."""

    @abstractmethod
    def postfix(self, node: Node) -> Node:
        """The node with the marks that follow it: transposes, inverses, methods."""

    @abstractmethod
    def exponent(self) -> Node:
        """What stands after ^. Raises CannotRead."""

    def unexpected(self) -> CannotRead:
        token = self.token
        typed = self.typed(token)
        if token.kind == "end":
            before = self.tokens[self.index - 1] if self.index else token
            return CannotRead(
                max(token.at - 1, 0), STRINGS("nothing_after", sign=self.typed(before))
            )
        if typed in (")", "]", "}"):
            without = self.text[: token.at] + self.text[token.end :]
            return CannotRead(token.at, STRINGS("never_opened", sign=typed), without)
        return CannotRead(token.at, STRINGS("unexpected", found=typed))

    def starts_operand(self) -> bool:
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

    def end(self) -> int:
        return self.tokens[self.index - 1].end

    def inside(self, opener: str) -> Node:
        self.bars.append(opener)
        if self.at_op(CLOSERS[opener]):
            raise CannotRead(self.token.at, STRINGS("empty_brackets"))
        inside = self.comparison()
        self.bars.pop()
        return inside
