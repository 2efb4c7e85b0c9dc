"""The text of one size → a tree: `T - k + 1`, `d_model`, `L²`, with the column of what is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TypeAlias

LONGEST = 400
"""Letters of an answer."""
DEEPEST = 40
"""Brackets in brackets."""
Node: TypeAlias = "int | str | tuple[str, Node, Node]"
"""A size: a number, a name, or an operation such as ("+", T, 1), ("//", d, H), ("min", T, k)."""
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi",
    "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Σ": "Sigma",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
_LATIN = {name: letter for letter, name in GREEK.items()}
_TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|[^\W\d]\w*|\*\*|//|[-+*/%^(){}⌊⌋⌈⌉,])")


class Unread(Exception):  # noqa: N818 (an outcome, not a fault)
    """What cannot be read. key: of the sentence in strings.toml. mend: what may be meant."""

    def __init__(self, column: int, key: str, mend: str = "", **details: str) -> None:
        super().__init__(key)
        self.column, self.key, self.mend, self.details = column, key, mend, details


class Parser:
    """One size: + - * / // % ^, floor, ceil, min, max, and products written side by side."""

    def __init__(self, text: str, known: Mapping[str, str]) -> None:
        self.text = text.replace("·", "*").replace("×", "*").replace("{", "(").replace("}", ")")
        self.text = self.text.replace("[", "(").replace("]", ")")
        self.known = known
        self.tokens: list[tuple[str, int]] = []
        self.place = 0
        self.depth = 0
        position = 0
        while position < len(self.text.rstrip()):
            match = _TOKEN.match(self.text, position)
            if not match:
                raise Unread(position, "read_letter", found=self.text[position:].strip()[:1])
            self.tokens.append((match[1], match.start(1)))
            position = match.end()

    def whole(self) -> Node:
        if not self.tokens:
            raise Unread(0, "read_missing_size")
        node = self.sum()
        if self.place < len(self.tokens):
            token, column = self.tokens[self.place]
            raise Unread(column, "read_unexpected", found=token)
        return node

    def peek(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.place += 1
        return token

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unread(0, "read_too_long", most=str(LONGEST))
        node = self.product()
        while self.peek() in ("+", "-"):
            node = (self.take(), node, self.product())
        self.depth -= 1
        return node

    def product(self) -> Node:
        node = self.signed()
        while True:
            token = self.peek()
            if token in ("*", "/", "//", "%"):
                node = (self.take(), node, self.signed())
            elif token and (token[0].isalnum() or token[0] in "_(⌊⌈"):
                node = ("*", node, self.power())
            else:
                return node

    def signed(self) -> Node:
        if self.peek() == "-":
            self.take()
            return ("-", 0, self.signed())
        if self.peek() == "+":
            self.take()
        return self.power()

    def power(self) -> Node:
        node = self.atom()
        if self.peek() in ("^", "**"):
            self.take()
            node = ("**", node, self.signed())
        return node

    def atom(self) -> Node:
        token, column = (
            self.tokens[self.place] if self.place < len(self.tokens) else ("", len(self.text))
        )
        self.place += 1
        if token.isdigit():
            return int(token)
        if token == "(":  # noqa: S105
            node = self.sum()
            self.close(")")
            return node
        if token in ("⌊", "⌈"):
            node = self.sum()
            self.close("⌋" if token == "⌊" else "⌉")  # noqa: S105
            return ("floor" if token == "⌊" else "ceil", node, 0)  # noqa: S105
        if token in ("floor", "ceil", "ceiling", "int", "min", "max") and self.peek() == "(":
            return self.call(token)
        if token and (token[0].isalpha() or token[0] == "_"):
            return self.name(token, column)
        if not token:
            raise Unread(column, "read_ends")
        raise Unread(column, "read_unexpected", found=token)

    def close(self, bracket: str) -> None:
        if self.take() != bracket:
            raise Unread(len(self.text), "read_bracket", found=bracket)

    def call(self, name: str) -> Node:
        self.take()
        first = self.sum()
        second: Node = 0
        if self.peek() == "," and name in ("min", "max"):
            self.take()
            second = self.sum()
        self.close(")")
        return ({"ceiling": "ceil", "int": "floor"}.get(name, name), first, second)

    def name(self, token: str, column: int) -> Node:
        if token in self.known:
            return self.known[token]
        parts = self._run_together(token)
        if parts:
            node: Node = (
                self.known.get(parts[0], parts[0]) if not parts[0].isdigit() else int(parts[0])
            )
            for part in parts[1:]:
                node = ("*", node, int(part) if part.isdigit() else self.known[part])
            return node
        near = [name for name in self.known if name.lower() == token.lower()]
        if near:
            raise Unread(column, "read_case", found=token, name=near[0])
        raise Unread(column, "read_unknown", found=token, names=", ".join(self.known.values()))

    def _run_together(self, token: str) -> list[str]:
        """`BT` as B·T: names written side by side, each of them known."""
        parts: list[str] = []
        rest = token
        names = sorted(self.known, key=len, reverse=True)
        while rest:
            found = next((name for name in names if rest.startswith(name)), None)
            if found is None:
                return []
            parts.append(found)
            rest = rest[len(found) :]
        return parts


def parsed(text: str, names: Collection[str]) -> Node:
    """One size that is known to be well written, such as an inferred one."""
    return Parser(text, {name: name for name in names}).whole()
