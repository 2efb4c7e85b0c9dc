r"""Steps on the way to an answer: of several lines, arrows or equal members the last counts.

All of it works on the tokens of a whole text, before they are parsed.
"""

from __future__ import annotations

from itertools import pairwise

from tutor.checking.expression.tokens import Token
from tutor.checking.expression.vocabulary import find, words

LINES = frozenset(
    words("align aligned equation split gather gathered displaymath multline eqnarray math")
)
"""Environments of TeX that hold lines of a derivation."""

OPENING = frozenset(("(", "[", "{", "{(", "<(", "floor(", "ceil(", "|("))
CLOSING = frozenset((")", "]", "}", "})", ">)", "floor)", "ceil)", "|)"))
RELATIONS = frozenset(("=", "!=", "<", "<=", ">", ">=", "in", "~"))
_SIGNS = frozenset(("=>", "mapsto", "~", "&", "|", "for", "where", "union", "U", "v", "V"))
_BETWEEN = frozenset(("&", "|", "union", "U", "v", "V"))
_BITWISE = {"&": "and", "|": "or"}
_JOINING = frozenset(("and", "or", "if", "else"))
_LISTED = ("matrix", "set", "list")
_CONTINUING = RELATIONS | {"+", "-", "*", "/", "^", ",", "and", "or", "=>", "&"}


def last(tokens: list[Token], texts: set[str], text: str, form: str | None) -> list[Token]:
    r"""The tokens of the statement that counts, with the end.

    `2x = 4 ⇒ x = 2` is x = 2, and where an expression is asked for, `f'(x) = 2x·1 = 2x` is
    2x and `√2 ≈ 1.41` is √2. `x ↦ 2x` is 2x.
    """
    lines = tokens[0].kind == "begin" and tokens[0].text.rstrip("*") in LINES
    if "\\\\" in texts and "=" in texts and form != "matrix" and not lines:
        lines = any(tokens[at].is_op("\\\\") for at in _outer(tokens))
    broken = "\n" in text and "\n" in text.strip()
    if "lim" in texts:
        return tokens  # its arrow leads to no next step
    if not (lines or broken or _SIGNS & texts or (form == "expression" and "=" in texts)):
        return tokens
    if lines:
        tokens = _unwrapped(tokens, form)
    if broken:
        tokens = _by_lines(tokens, text, form)
    if "for" in texts or "where" in texts:
        tokens = _for_as_if(tokens)
    outer = _outer(tokens)
    if not _BETWEEN.isdisjoint(texts):
        tokens = _joined(tokens, outer, form)
        outer = _outer(tokens)
    tokens = tokens[_start(tokens, outer, form) :]
    return _member(tokens, _outer(tokens)) if form == "expression" else tokens


def cased(tokens: list[Token]) -> list[Token]:
    r"""`\left\{\begin{array}…\end{array}\right.` as the cases it draws, wherever it stands."""
    made = list(tokens)
    for start in range(len(tokens) - 3, -1, -1):
        if not (made[start].is_op("{(") and made[start + 1].kind == "begin"):
            continue
        finish = _finish(made, start + 1)
        if not made[finish + 1 : finish + 2] or not made[finish + 1].is_op("\\right."):
            continue
        rows = [
            token
            for before, token, after in zip(
                made[start + 1 : finish],
                made[start + 2 : finish],
                made[start + 3 : finish + 1],
                strict=False,
            )
            if not (token.is_op("&") and (_relates(before) or _relates(after)))
        ]
        opened, closed = made[start + 1], made[finish]
        made[start : finish + 2] = [
            Token("begin", "cases", opened.start, opened.end, opened.spaced),
            *rows,
            Token("finish", "cases", closed.start, closed.end),
        ]
    return made


def bitwise(tokens: list[Token]) -> list[Token]:
    """`(x > 0) & (x < 6)` and `|` of programs as `and` and `or` between the conditions."""
    made = list(tokens)
    for at in range(1, len(tokens) - 1):
        sign, before, behind = tokens[at], tokens[at - 1], tokens[at + 1]
        between = before.is_op(")") and behind.is_op("(") and sign.is_op(*_BITWISE)
        if between and _is_condition(tokens, at - 1, -1) and _is_condition(tokens, at + 1, 1):
            made[at] = Token("op", _BITWISE[sign.text], sign.start, sign.end, True)
    return made


def _is_condition(tokens: list[Token], bracket: int, step: int) -> bool:
    """Whether the brackets that begin or end at `bracket` hold a relation or such brackets."""
    depth = 0
    position = bracket
    related = False
    while 0 <= position < len(tokens):
        token = tokens[position]
        depth += step * (token.is_op(*OPENING) - token.is_op(*CLOSING))
        if depth == 0:
            return related
        related = related or _relates(token)
        position += step
    return False


def _finish(tokens: list[Token], begin: int) -> int:
    """Where the environment that starts at `begin` ends; the last place if it does not."""
    depth = 0
    for position in range(begin, len(tokens)):
        depth += (tokens[position].kind == "begin") - (tokens[position].kind == "finish")
        if depth == 0:
            return position
    return len(tokens) - 1


def _relates(token: Token) -> bool:
    return token.kind == "op" and token.text in RELATIONS


def _outer(tokens: list[Token]) -> list[int]:
    """Positions of the operators outside all brackets and environments."""
    found = []
    depth = 0
    for position, token in enumerate(tokens):
        if token.kind == "op":
            if token.text in OPENING:
                depth += 1
            elif token.text in CLOSING:
                depth -= 1
            elif depth == 0:
                found.append(position)
        elif token.kind == "begin":
            depth += 1
        elif token.kind == "finish":
            depth -= 1
    return found


def _unwrapped(tokens: list[Token], form: str | None) -> list[Token]:
    r"""What stands in an environment of lines: `\\` ends a step, `&` only lines things up."""
    end = len(tokens) - 1
    bare = tokens[0].kind != "begin"
    finish = end if bare else end - 1
    while not bare and finish > 0 and tokens[finish].kind != "finish":
        finish -= 1
    inner = [token for token in tokens[not bare : finish] if token.text != "&"]
    if finish == 0 or finish < end - 2 or any(token.kind == "begin" for token in inner):
        return tokens
    while inner and inner[-1].is_op("\\\\", ".", ","):
        inner.pop()
    sign = "," if _are_solutions(_lines(inner), form) else "=>"
    made = []
    for token, following in pairwise([*inner, tokens[end]]):
        if not token.is_op("\\\\"):
            made.append(token)
            continue
        if made and made[-1].is_op(",", ";"):
            made.pop()
        if not following.is_op(*_CONTINUING):
            made.append(Token("op", sign, token.start, token.end, token.spaced))
    return [*made, tokens[end]]


def _by_lines(tokens: list[Token], text: str, form: str | None) -> list[Token]:
    """A line that goes on with an operator belongs to the one before, others are steps.

    Lines of numbers alone are the rows of a matrix, or elements, where these are asked for;
    `x = 1` above `x = 2` are two solutions, and above `y = 2` a system.
    """
    outer = set(_outer(tokens))
    rows = form in _LISTED and all(_is_entry(token) for token in tokens)
    rows = rows or _are_solutions(_lines(tokens[:-1], text), form)
    separator = ";" if form == "matrix" else ","
    depth = 0
    made = [tokens[0]]
    for before, token in pairwise(tokens):
        depth += (before.text in OPENING) - (before.text in CLOSING)
        gap = text[before.end : token.start]
        ends = (before.kind != "op" or before.text in CLOSING) and before.text not in _JOINING
        begins = token.kind not in ("end", "op") or token.text in OPENING
        begins = begins and token.text not in _JOINING
        if rows:
            if "\n" in gap and token.kind != "end" and not before.is_op(";", ","):
                made.append(Token("op", separator, token.start, token.start))
        elif "\n" in gap and depth == 1 and ends and begins and tokens[0].is_op("["):
            if form in ("matrix", "list", None) and token.text != "[":
                made.append(Token("op", ";", token.start, token.start))
        elif "\n" in gap and depth <= 0 and ends and begins and outer:
            made.append(Token("op", "=>", token.start, token.start))
        made.append(token)
    return made


def _lines(tokens: list[Token], text: str = "") -> list[list[Token]]:
    r"""`tokens` by lines, which end with `\\`, or where `text` breaks."""
    lines = [tokens[:1]]
    for before, token in pairwise(tokens):
        if token.is_op("\\\\") or (text and "\n" in text[before.end : token.start]):
            lines.append([])
        if not token.is_op("\\\\"):
            lines[-1].append(token)
    return lines


def _are_solutions(lines: list[list[Token]], form: str | None) -> bool:
    """Whether every line says what the same variable equals, or each what one of its own."""
    if form not in ("set", "equation", "list") or len(lines) < 2:
        return False
    names = {line[0].text for line in lines if line and line[0].kind == "word"}
    if len(names) != 1 and (len(names) != len(lines) or form == "set"):
        return False
    return all(
        len(line) > 2
        and line[0].text in names
        and line[1].is_op("=")
        and all(token.text not in names and not token.is_op("=") for token in line[2:])
        for line in lines
    )


def _is_entry(token: Token) -> bool:
    return token.kind in ("number", "word", "end") or token.is_op("-", "+", "/", "^", ",", ";")


def _for_as_if(tokens: list[Token]) -> list[Token]:
    """`x for x > 0` as `x if x > 0`, outside the calls whose generators say `for`."""
    made: list[Token] = []
    around: list[str] = []
    for token in tokens:
        if token.kind == "op" and token.text in OPENING:
            around.append(token.text)
        elif token.kind == "op" and token.text in CLOSING and around:
            around.pop()
        loop = "(" in around or "[" in around
        said = token.kind == "word" and token.text in ("for", "where") and not loop
        if said and not tokens[len(made) + 1].is_op("("):
            made.append(Token("op", "if", token.start, token.end, token.spaced))
        else:
            made.append(token)
    return made


def _joined(tokens: list[Token], outer: list[int], form: str | None) -> list[Token]:
    """`&`, `|` and ∪ between conditions as `and` and `or`; `&` that lines things up dropped."""
    related = [at for at in outer if tokens[at].text in RELATIONS]
    bars = [at for at in outer if tokens[at].text == "|"]
    made = list(tokens)
    for at in outer:
        if tokens[at].text == "&" and (
            tokens[at + 1].text in RELATIONS or tokens[max(at - 1, 0)].text in RELATIONS
        ):
            made[at] = Token("gap", "", 0, 0)
        elif tokens[at].text == "&" and related and related[0] < at < related[-1]:
            made[at] = Token("op", "and", tokens[at].start, tokens[at].end, True)
        elif tokens[at].text == "&" and not related and form in ("set", "list"):
            made[at] = Token("op", ",", tokens[at].start, tokens[at].end)
    for at, token in enumerate(tokens):
        said = token.text in ("U", "v", "V") and form in ("set", "interval", "equation")
        joins = token.is_op("union") or (
            said and tokens[min(at + 2, len(tokens) - 1)].text in RELATIONS
        )
        if joins and related and related[0] < at < related[-1]:
            operands = tokens[at - 1].kind != "op" and tokens[at + 1].kind != "op"
            if operands and token.spaced and tokens[at + 1].spaced:
                made[at] = Token("op", "or", token.start, token.end, True)
    double = len(bars) == 2 and bars[1] == bars[0] + 1 and not tokens[bars[1]].spaced
    if (double or len(bars) == 1) and related and related[0] < bars[0] < related[-1]:
        made[bars[0]] = Token("op", "or", tokens[bars[0]].start, tokens[bars[-1]].end, True)
        if double:
            made[bars[1]] = Token("gap", "", 0, 0)
    return [token for token in made if token.kind != "gap"]


def _start(tokens: list[Token], outer: list[int], form: str | None) -> int:
    """Where the last step begins: behind the last arrow, if the arrows lead from step to step."""
    arrows = [at for at in outer if tokens[at].text in ("=>", "mapsto")]
    if not arrows:
        return 0
    final = arrows[-1]
    if tokens[final + 1].kind == "end":
        return 0
    if tokens[final].text == "mapsto" or form == "expression" or final == 0:
        return final + 1
    related = [at for at in outer if tokens[at].text in RELATIONS]
    leads = any(at < final for at in related)
    follows = any(at > final for at in related) or form in ("set", "interval", "list", "matrix")
    return final + 1 if leads and follows else 0


def _member(tokens: list[Token], outer: list[int]) -> list[Token]:
    """The last of several equal members; in front of ≈ what is exact."""
    end = tokens[-1]
    close = [at for at in outer if tokens[at].text == "~" and at > 0]
    if close and _is_number(tokens[_after_equals(tokens, outer, close[0]) : close[0]]):
        tokens = [*tokens[: close[0]], end]
        outer = [at for at in outer if at < close[0]]
    equals = [at for at in outer if tokens[at].text == "="]
    several = len(equals) > 1 and tokens[equals[-1] + 1].kind != "end"
    listed = several and any(
        tokens[at].text in (",", ";") and equals[0] < at < equals[-1] for at in outer
    )
    return tokens[equals[-1] + 1 :] if several and not listed else tokens


def _after_equals(tokens: list[Token], outer: list[int], before: int) -> int:
    return max((at + 1 for at in outer if tokens[at].text == "=" and at < before), default=0)


def _is_number(tokens: list[Token]) -> bool:
    """Whether `tokens` hold something, and no variable."""
    return bool(tokens) and all(
        token.kind != "word" or token.text in ("pi", "e") or find(token.text) is not None
        for token in tokens
    )
