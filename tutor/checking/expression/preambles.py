r"""What learners write around an answer: `f'(x) =`, `dy/dx =`, `Answer:`, `no solution`.

All of it works on the tokens of a whole text, before they are parsed.
"""

from __future__ import annotations

import re

from tutor.checking.expression import brackets, vocabulary
from tutor.checking.expression.names import Scope
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import FiniteSet, Node

_MOST_LABEL = 24
_LONGEST_LABEL = 100
_NAME = r"[A-Za-z_0-9]{1,20}"
_OF = rf"\({_NAME}(?:,{_NAME}){{0,4}}\)"
_D = rf"(?:d|partial)(?:\^(?:2|\{{2\}}))?(?:{_NAME}|{_NAME}{_OF})?(?:\^(?:2|\{{2\}}))?"
_PRIMED = re.compile(rf"{_NAME}(?:'{{1,3}}|\^'|\^\{{'{{1,3}}\}})(?:{_OF})?\Z")
_APPLIED = re.compile(rf"({_NAME}){_OF}\Z")
_DERIVATIVE = re.compile(
    rf"(?:{_D}/{_D}|d?frac\{{{_D}\}}\{{{_D}\}})(?:{_NAME}|{_NAME}{_OF})?(?P<of>[(\[].*[)\]])?\Z"
)
_NABLA = re.compile(rf"nabla(?:_?\{{?{_NAME}\}}?)?(?:{_NAME}|{_NAME}{_OF})?\Z")
_ANSWER = re.compile(
    r"(?:the|my)?(?:final)?(?:ans|answer|result|grad|gradient|derivative)(?:is)?\Z", re.IGNORECASE
)
_ABOUT = frozenset(("approx", "approximately", "about", "roughly"))
_OPENING = frozenset(("(", "[", "{", "{(", "<(", "floor(", "ceil(", "|("))

_EMPTY = FiniteSet(())
_PHRASES: dict[str, Node] = {
    "no solution": _EMPTY,
    "no solutions": _EMPTY,
    "no real solution": _EMPTY,
    "no real solutions": _EMPTY,
    "none": _EMPTY,
    "empty set": _EMPTY,
    "all real numbers": brackets.REALS,
    "all reals": brackets.REALS,
    "all real": brackets.REALS,
    "every real number": brackets.REALS,
}


def phrase(text: str, form: str | None) -> Node | None:
    """The set that a whole text in words names, where a set may be asked for."""
    if form in ("expression", "list", "matrix") or len(text) > 40:
        return None
    plain = text.strip(" $.").removeprefix("\\text{").removesuffix("}")
    return _PHRASES.get(" ".join(plain.lower().split()))


def trimmed(tokens: list[Token], texts: set[str], form: str | None) -> list[Token]:
    """Without the mark at the end and the range of an integer: `2πn, n ∈ ℤ` is 2πn."""
    marks = (".", ";", "\\\\", "," if form else ".")
    if len(tokens) > 2 and tokens[-2].is_op(*marks):
        tokens = [*tokens[:-2], tokens[-1]]
    if len(tokens) > 5 and tokens[-5].is_op(",") and tokens[-4].kind == "word":
        _, _, within, among, end = tokens[-5:]
        if within.text == "in" and among.text in ("integers", "Z", "N"):
            tokens = [*tokens[:-5], end]
    if "." not in texts:
        return tokens
    return [
        token
        for position, token in enumerate(tokens)
        if not (token.is_op(".") and tokens[position + 1].kind == "finish")
    ]


def plus_minus(tokens: list[Token], form: str | None) -> None:
    """`x = +-5` is x = ±5 where solutions are asked for; ∓ without ± takes both signs too."""
    if not any(token.is_op("+-") for token in tokens):
        for position, token in enumerate(tokens):
            if token.is_op("-+"):
                tokens[position] = Token("op", "+-", token.start, token.end, token.spaced)
    if form not in ("set", "equation"):
        return
    for position in range(len(tokens) - 1):
        plus, minus = tokens[position : position + 2]
        starts = position == 0 or tokens[position - 1].is_op("=")
        if plus.is_op("+") and minus.is_op("-") and not minus.spaced and starts:
            tokens[position] = Token("op", "+-", plus.start, plus.end, plus.spaced)
            del tokens[position + 1]
            return


def label_length(tokens: list[Token], texts: set[str], scope: Scope, form: str | None) -> int:
    r"""How many tokens name the answer before it: `f'(x) =`, `\frac{dy}{dx} =`, `Answer:`.

    A derivative or a value of a function cannot be an answer, so what stands behind the
    sign is. A plain `y =` is an equation and no label.
    """
    if form == "expression" and tokens[0].text == "return" and len(tokens) > 2:
        return 1
    depth = 0
    signed = not texts.isdisjoint(("=", ":", "~"))
    for position, token in enumerate(tokens[:_MOST_LABEL] if signed else ()):
        depth += (token.text in _OPENING) - (token.text in (")", "]", "}", "})", ">)", "|)"))
        if depth == 0 and token.is_op("=", ":", "~"):
            label = "".join(part.text for part in tokens[:position])
            more = token.text == "=" and any(other.is_op("=") for other in tokens[position + 1 :])
            ends = tokens[position + 1].kind == "end"
            if not more and not ends and _is_label(label, token.text, scope, form):
                return position + 1
            return 0
    if _is_answer(tokens, scope):
        return sum(token.kind == "word" for token in tokens[: _words(tokens)])
    return 0


def _words(tokens: list[Token]) -> int:
    """How many words come first, up to `is`."""
    for position, token in enumerate(tokens):
        if token.kind != "word":
            return position
        if token.text == "is":
            return position + 1
    return 0


def _is_answer(tokens: list[Token], scope: Scope) -> bool:
    """Whether `the answer is` comes first, and something behind it."""
    if tokens[0].kind != "word":
        return False
    count = _words(tokens)
    if not 0 < count < len(tokens) - 1 or scope.declared.get(tokens[0].text):
        return False
    said = "".join(token.text for token in tokens[:count])
    return bool(_ANSWER.match(said)) or said in _ABOUT


def _is_label(label: str, sign: str, scope: Scope, form: str | None) -> bool:
    if label in scope.declared or len(label) > _LONGEST_LABEL:
        return False
    if sign == ":":
        anonymous = form == "expression" and label.startswith("lambda") and label != "lambda"
        return anonymous or bool(_ANSWER.match(label))
    if form in ("equation", "set", "interval"):
        return False
    if _ANSWER.match(label) or _PRIMED.match(label):
        return True
    if form is None:
        return False
    applied = _APPLIED.match(label)
    if applied:
        name = applied[1]
        return name not in scope.declared and vocabulary.find(name) is None
    return bool(_DERIVATIVE.match(label) or _NABLA.match(label))


def decimal_commas(tokens: list[Token], form: str | None) -> list[Token]:
    """`2,5x` as 2.5 x where one expression is asked for; not `max(2,5)` or `1,000`."""
    if form != "expression" or not any(token.is_op(",") for token in tokens):
        return tokens
    made: list[Token] = []
    calls: list[bool] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.kind == "op" and token.text in _OPENING:
            calls.append(not _groups(token, made[-1] if made else token))
        elif token.kind == "op" and token.text in (")", "]", "}", "})", ">)", "|)") and calls:
            calls.pop()
        if not any(calls) and _is_decimal(tokens, position):
            made.append(_decimal(token, tokens[position + 2]))
            position += 3
        else:
            made.append(token)
            position += 1
    return made


def _groups(bracket: Token, before: Token) -> bool:
    r"""Whether a bracket only groups: no call, set or list; `^{…}` and `\frac{…}{…}` group."""
    if bracket.text == "{":
        return before.kind == "command" or before.is_op("^", "}")
    return bracket.text == "(" and before.kind != "word" and not before.is_op("}")


def _is_decimal(tokens: list[Token], position: int) -> bool:
    if position + 3 > len(tokens):
        return False
    whole, comma, part = tokens[position : position + 3]
    tight = comma.is_op(",") and not comma.spaced and not part.spaced
    numbers = whole.kind == part.kind == "number" and whole.text.isdigit() and part.text.isdigit()
    if not (tight and numbers and whole.text.isascii() and part.text.isascii()):
        return False
    thousands = len(part.text) == 3 and len(whole.text) < 4 and whole.text[0] != "0"
    beside = [
        tokens[position - 1] if position else comma,
        tokens[min(position + 3, len(tokens) - 1)],
    ]
    listed = any(token.is_op(",") for token in beside[position == 0 :])
    listed = listed or (beside[0].is_op("(") and beside[1].is_op(")"))
    return not thousands and not listed


def _decimal(whole: Token, part: Token) -> Token:
    text = f"{whole.text}.{part.text}"
    assert whole.value is not None
    assert part.value is not None
    value = whole.value + part.value / 10 ** len(part.text)
    return Token("number", text, whole.start, part.end, whole.spaced, value)


def without_reals(tokens: list[Token], form: str | None) -> None:
    """`R - {0}` takes points out of ℝ where a set is asked for."""
    for position, token in enumerate(tokens[1:-1], 1):
        before = tokens[position - 1]
        reals = before.is_op("reals") or (before.text == "R" and form in ("set", "interval"))
        if token.is_op("-") and reals and tokens[position + 1].is_op("{", "{("):
            tokens[position] = Token("op", "minus", token.start, token.end, token.spaced)


def angle_vector(tokens: list[Token]) -> None:
    """`<1, 2>` as ⟨1, 2⟩."""
    if len(tokens) > 4 and tokens[0].is_op("<") and tokens[-2].is_op(">"):
        first, last = tokens[0], tokens[-2]
        tokens[0] = Token("op", "<(", first.start, first.end, first.spaced)
        tokens[-2] = Token("op", ">)", last.start, last.end, last.spaced)
