r"""What learners write around an answer: `f'(x) =`, `dy/dx =`, `Answer:`, `no solution`.

All of it works on the tokens of a whole text, before they are parsed.
"""

from __future__ import annotations

import re
from fractions import Fraction

from tutor.checking.expression import sets, vocabulary
from tutor.checking.expression.precedence import STARTING
from tutor.checking.expression.scope import Scope
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import FiniteSet, Node
from tutor.checking.expression.vocabulary import words

_MOST_LABEL = 24
_LONGEST_LABEL = 100
_NAME = r"[A-Za-z_0-9]{1,20}"
_OF = rf"\({_NAME}(?:,{_NAME}){{0,4}}\)"
_D = rf"(?:d|partial)(?:\^(?:2|\{{2\}}))?(?:{_NAME}|{_NAME}{_OF})?(?:\^(?:2|\{{2\}}))?"
_PRIMED = re.compile(rf"{_NAME}(?:'{{1,3}}|\^'|\^\{{'{{1,3}}\}})(?:{_OF})?\Z")
_APPLIED = re.compile(rf"({_NAME})(?:\([^()]{{1,40}}\)|\[[^\[\]]{{1,40}}\])\Z")
_DERIVATIVE = re.compile(
    rf"(?:{_D}/{_D}|d?frac\{{{_D}\}}\{{{_D}\}})(?:{_NAME}|{_NAME}{_OF})?(?P<of>[(\[].*[)\]])?\Z"
)
_OPERATOR = re.compile(
    rf"(?:(?:d|partial)(?:\^2)?/(?:d|partial){_NAME}|d?frac\{{(?:d|partial)(?:\^(?:2|\{{2\}}))?\}}"
    rf"\{{(?:d|partial){_NAME}(?:\^(?:2|\{{2\}}))?\}}|(?:D|partial)_?\{{?{_NAME}\}}?)"
)
_SUBSCRIPTED = re.compile(r"(?:[a-zA-Z]_\{?(?P<by>[a-z0-9_]{1,6})\}?|[a-z]_dot)\Z")
_NABLA = re.compile(rf"(?:nabla|grad(?:ient)?)(?:_?\{{?{_NAME}\}}?)?(?:{_NAME}|{_NAME}{_OF})?\Z")
_IN_CODE = re.compile(
    r"(?:d[A-Za-z][0-9]?|d[A-Za-z0-9]{1,10}_d[A-Za-z0-9_]{1,12}|grad_[A-Za-z0-9_]{1,12})\Z"
)
"""Names of gradients in programs: dw, dL_dw, grad_w."""

_ANSWER = re.compile(
    r"(?:the|my)?(?:final)?(?:ans|answer|result|grad|gradient|derivative|solutions?(?:set)?)"
    r"(?:is)?\Z",
    re.IGNORECASE,
)
_SPEAKING = frozenset(
    words(
        "so thus hence therefore then we i get got obtain have think believe guess the my final "
        "ans answer result derivative gradient grad value solution it that is its equals equal to "
        "approx approximately about roughly"
    )
)
"""Words that lead to an answer and are no part of it."""

_NUMBERED = re.compile(r"[Qq](?:uestion)?[0-9]{1,3}\Z")
_ANSWERS = frozenset(words("ans answer result solution"))

_LEADING = frozenset(
    words(
        "so thus hence therefore then we get got obtain have think believe guess the my is its it "
        "equals about approx approximately roughly"
    )
)
"""Those of them that name no quantity themselves."""

_JOINING = frozenset("+*/^=<>!")

_ITEMS = words("a b c d i ii iii iv")
_SIGNS = frozenset("=:~")
_MOST_WORDS = 10
_OPENING = frozenset(("(", "[", "{", "{(", "<(", "floor(", "ceil(", "|("))

_BEGINNING = _OPENING | STARTING | {"|", "emptyset"}

_EMPTY = FiniteSet(())
_PHRASES: dict[str, Node] = {
    "no solution": _EMPTY,
    "no solutions": _EMPTY,
    "no real solution": _EMPTY,
    "no real solutions": _EMPTY,
    "none": _EMPTY,
    "empty set": _EMPTY,
    "all real numbers": sets.REALS,
    "all reals": sets.REALS,
    "all real": sets.REALS,
    "every real number": sets.REALS,
    "কোনো সমাধান নেই": _EMPTY,
    "কোন সমাধান নেই": _EMPTY,
    "সমাধান নেই": _EMPTY,
    "সকল বাস্তব সংখ্যা": sets.REALS,
    "সব বাস্তব সংখ্যা": sets.REALS,
}


def phrase(text: str, form: str | None) -> Node | None:
    """The set that a whole text in words names, where a set may be asked for."""
    if form in ("expression", "list", "matrix") or len(text) > 40:
        return None
    plain = text.strip(" $.।").removeprefix("\\text{").removesuffix("}")
    return _PHRASES.get(" ".join(plain.lower().split()))


_PLAIN = ("word", "number")
_MARKED = frozenset((".", "in"))


def trimmed(tokens: list[Token], texts: set[str], form: str | None) -> list[Token]:
    """Without the mark at the end and the range of an integer: `2πn, n ∈ ℤ` is 2πn."""
    if tokens[0].kind in _PLAIN and tokens[-2].kind in _PLAIN and _MARKED.isdisjoint(texts):
        return tokens
    if tokens[0].text in ("boxed", "fbox") and tokens[-2].is_op("}") and tokens[1].is_op("{"):
        tokens = _unboxed(tokens)
    if tokens[0].is_op("'") and len(tokens) > 3 and tokens[-2].is_op("'"):
        tokens = [*tokens[1:-2], tokens[-1]]
    marks = (".", ";", "\\\\", "," if form else ".")
    if len(tokens) > 2 and (tokens[-2].is_op(*marks) or _is_unsure(tokens)):
        tokens = [*tokens[:-2], tokens[-1]]
    if len(tokens) > 3 and tokens[-2].is_op("^") and tokens[0].is_op("^"):
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


def _is_unsure(tokens: list[Token]) -> bool:
    """Whether a question mark stands behind an answer, as in `6x?`."""
    before, mark = tokens[-3:-1]
    return mark.is_op("?") and (before.kind in _PLAIN or before.is_op(")", "}"))


def _unboxed(tokens: list[Token]) -> list[Token]:
    """What stands in the box that is the whole text."""
    depth = 0
    for token in tokens[1:-2]:
        depth += token.is_op("{") - token.is_op("}")
        if depth == 0:
            return tokens
    return [*tokens[2:-2], tokens[-1]]


def plus_minus(tokens: list[Token], form: str | None) -> None:
    """`1 +- √2` is 1 ± √2 where solutions are asked for; ∓ without ± takes both signs too."""
    if not any(token.is_op("+-") for token in tokens):
        for position, token in enumerate(tokens):
            if token.is_op("-+"):
                tokens[position] = Token("op", "+-", token.start, token.end, token.spaced)
    if form not in ("set", "equation"):
        return
    for position in range(len(tokens) - 2, -1, -1):
        plus, minus = tokens[position : position + 2]
        if plus.is_op("+") and minus.is_op("-") and not minus.spaced:
            tokens[position] = Token("op", "+-", plus.start, plus.end, plus.spaced)
            del tokens[position + 1]


def label_length(tokens: list[Token], texts: set[str], scope: Scope, form: str | None) -> int:
    r"""How many tokens name the answer before it: `f'(x) =`, `\frac{dy}{dx} =`, `Answer:`.

    A derivative or a value of a function cannot be an answer, so what stands behind the
    sign is. A plain `y =` is an equation and no label.
    """
    if tokens[0].text == "return" and tokens[1].kind != "end" and "return" not in scope.declared:
        return 1
    depth = 0
    signed = not _SIGNS.isdisjoint(texts)
    for position, token in enumerate(tokens[:_MOST_LABEL] if signed else ()):
        depth += (token.text in _OPENING) - (token.text in (")", "]", "}", "})", ">)", "|)"))
        if depth == 0 and token.is_op("=", ":", "~"):
            label = "".join(part.text for part in tokens[:position])
            more = token.text == "=" and any(other.is_op("=") for other in tokens[position + 1 :])
            ends = tokens[position + 1].kind == "end"
            following = tokens[position + 1]
            named = following.text == "lambda" and form == "expression"
            if form in ("set", "interval") and position == 1 and token.text == "=":
                named = following.is_op("{", "{(", "[", "]", "emptyset", "reals")
                named = named or (following.is_op("(") and form == "interval")
            if not more and not ends and (named or _is_label(label, token.text, scope, form)):
                return position + 1
            break
    if tokens[0].is_op("^") and tokens[0].end - tokens[0].start == 2 and tokens[1].kind != "end":
        return 1  # **2x** in Markdown
    listed = _item_length(tokens, scope)
    if listed:
        return listed
    return _said(tokens, scope)


def _item_length(tokens: list[Token], scope: Scope) -> int:
    """How many tokens mark an item of a list: `•`, `*`, `1)`, `(b)`."""
    if len(tokens) < 3 or scope.open:
        return 0
    first, second = tokens[:2]
    if first.is_op("*"):
        return 1 if second.spaced else 0
    if len(tokens) < 4:
        return 0
    letter, length = (first, 2) if second.is_op(")") else (second, 3)
    if length == 3 and not (first.is_op("(") and tokens[2].is_op(")")):
        return 0
    number = letter.kind == "number" and length == 2  # `(2) (x)` is a product
    roman = letter.text in _ITEMS and not scope.complex_
    free = number or (roman and letter.text not in scope.declared)
    return length if free and tokens[length].spaced and tokens[length].kind != "end" else 0


def _said(tokens: list[Token], scope: Scope) -> int:
    """How many tokens `the answer is`, `so we get,` or `about` are, with something behind."""
    first = tokens[0].text
    if first.lower() in ("it", "that") and [part.text for part in tokens[1:3]] == ["'", "s"]:
        return 3 if tokens[3].kind != "end" else 0
    if tokens[0].kind != "word" or first.lower() not in _SPEAKING or first in scope.declared:
        return 0
    said = [token.text.lower() for token in tokens[:_MOST_WORDS] if token.kind == "word"]
    count = 0
    if "is" in said[1:]:
        while tokens[count].text != "is":
            count += 1
        count += 1
    while tokens[count].kind == "word" and tokens[count].text.lower() in _SPEAKING:
        count += 1
    following = tokens[count]
    if _LEADING.isdisjoint(token.text.lower() for token in tokens[:count]):
        negative = following.is_op("-") and not tokens[count + 1].spaced
        begins = following.spaced and (following.kind != "op" or following.text in _BEGINNING)
        answers = count == 1 and tokens[0].text.lower() in _ANSWERS and (begins or negative)
        return count if answers and following.kind != "end" else 0
    if following.is_op(",", ":") or (following.is_op(".") and tokens[count + 1].spaced):
        count += 1
    elif following.kind == "op" and (not following.spaced or following.text in _JOINING):
        return 0
    return count if tokens[count].kind != "end" else 0


def _is_label(label: str, sign: str, scope: Scope, form: str | None) -> bool:
    if label in scope.declared or len(label) > _LONGEST_LABEL:
        return False
    if sign == ":":
        code = label.startswith(("lambda", "def")) and label not in ("lambda", "def")
        if label.isalpha() and len(label) > 2 and label != "lambda":
            return vocabulary.find(label) is None and label not in vocabulary.GREEK_NAMES
        if _NUMBERED.match(label):
            return True
        return code or (label in ("A", "a") and not scope.open) or bool(_ANSWER.match(label))
    if form in ("equation", "set", "interval"):
        return False
    if _ANSWER.match(label) or _PRIMED.match(label):
        return True
    if form is None:
        return False
    if _OPERATOR.match(label) or _is_partial(label, scope):
        return True
    applied = _APPLIED.match(label)
    if applied:
        name = applied[1]
        known = name in vocabulary.CONSTRUCTORS or name in ("sum", "Sum", "prod", "Product")
        return not known and name not in scope.declared and vocabulary.find(name) is None
    if _IN_CODE.match(label):
        return True
    return bool(_DERIVATIVE.match(label) or _NABLA.match(label))


def _is_partial(label: str, scope: Scope) -> bool:
    r"""Whether `f_x` is a partial derivative: x is a variable of the exercise, and f is none."""
    found = _SUBSCRIPTED.match(label)
    if found is None or label[0] in scope.declared or label.replace("_", "") in scope.declared:
        return False
    by = found["by"]
    letters = by is None or set(by) <= set("xyztuvw") or by.replace("_", "") in scope.declared
    return letters and not (scope.open and by is None)


def decimal_commas(tokens: list[Token], form: str | None) -> list[Token]:
    """`2,5x` as 2.5 x where one expression is asked for; not `max(2,5)` or `1,000`."""
    made: list[Token] = []
    calls: list[bool] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.kind == "op" and token.text in _OPENING:
            before = made[-1] if made else token
            calls.append(not (_groups(token, before) if form == "expression" else False))
            if before.kind == "word" and token.text == "(":
                calls[-1] = not _takes_one(before.text)
        elif token.kind == "op" and token.text in (")", "]", "}", "})", ">)", "|)") and calls:
            calls.pop()
        allowed = form == "expression" or bool(calls)
        single = bool(calls) and made[-1:] != [] and made[-1].text == "(" and _is_call(made)
        if allowed and not any(calls) and _is_decimal(tokens, position, single):
            made.append(_decimal(token, tokens[position + 2]))
            position += 3
        else:
            made.append(token)
            position += 1
    return made


def _is_call(made: list[Token]) -> bool:
    """Whether the bracket just passed belongs to a function or holds a power."""
    return len(made) > 1 and (made[-2].kind == "word" or made[-2].is_op("^"))


def _takes_one(name: str) -> bool:
    """Whether a function has one argument, so that a comma in it is a decimal one."""
    function = vocabulary.find(name)
    return name == "ln" or (function is not None and function.most == 1 and not function.bracketed)


def _groups(bracket: Token, before: Token) -> bool:
    r"""Whether a bracket only groups: no call, set or list; `^{…}` and `\frac{…}{…}` group."""
    if bracket.text == "{":
        return before.kind == "command" or before.is_op("^", "}")
    return bracket.text == "(" and before.kind != "word" and not before.is_op("}")


def _is_decimal(tokens: list[Token], position: int, single: bool) -> bool:
    """Whether a decimal comma stands behind `position`; single: no list can stand there."""
    if position + 3 > len(tokens):
        return False
    whole, comma, part = tokens[position : position + 3]
    tight = comma.is_op(",") and not comma.spaced and not part.spaced
    numbers = whole.kind == part.kind == "number" and bool(_DECIMALS.match(part.text))
    if numbers and tight and _BY_POINTS.match(whole.text) and len(part.text) != 3:
        return True  # 1.234,56
    numbers = numbers and whole.text.isdigit()
    if not (tight and numbers and whole.text.isascii() and part.text.isascii()):
        return False
    in_threes = len(part.text) == 3 and part.text.isdigit()
    thousands = in_threes and len(whole.text) < 4 and whole.text[0] != "0"
    beside = [
        tokens[position - 1] if position else comma,
        tokens[min(position + 3, len(tokens) - 1)],
    ]
    listed = any(token.is_op(",") for token in beside[position == 0 :])
    listed = listed or (beside[0].is_op("(") and beside[1].is_op(")"))
    return single or (not thousands and not listed)


_BY_POINTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+\Z")
_DECIMALS = re.compile(r"([0-9]+)(?:[eE]([+-]?[0-9]{1,3}))?\Z")


def _decimal(whole: Token, part: Token) -> Token:
    digits = whole.text.replace(".", "")
    found = _DECIMALS.match(part.text)
    assert found is not None
    decimals, power = found[1], int(found[2] or 0)
    value = Fraction(int(digits + decimals), 10 ** len(decimals)) * Fraction(10) ** power
    text = f"{digits}.{part.text}"
    return Token("number", text, whole.start, part.end, whole.spaced, value)


def without_reals(tokens: list[Token], form: str | None) -> None:
    """`R - {0}` and `(0, 2) - {1}` take points out of a set where one is asked for."""
    grouped = any(token.kind == "command" for token in tokens)
    closing = (")", "]", "})") if grouped else (")", "]", "})", "}")
    for position, token in enumerate(tokens[1:-1], 1):
        before = tokens[position - 1]
        reals = before.is_op("reals") or (before.text == "R" and form in (None, "set", "interval"))
        reals = reals or (form in ("set", "interval") and before.is_op(*closing))
        if token.is_op("-") and reals and tokens[position + 1].is_op("{", "{("):
            tokens[position] = Token("op", "minus", token.start, token.end, token.spaced)


def angle_vector(tokens: list[Token]) -> None:
    """`<1, 2>` as ⟨1, 2⟩."""
    if len(tokens) > 4 and tokens[0].is_op("<") and tokens[-2].is_op(">"):
        first, last = tokens[0], tokens[-2]
        tokens[0] = Token("op", "<(", first.start, first.end, first.spaced)
        tokens[-2] = Token("op", ">)", last.start, last.end, last.spaced)
