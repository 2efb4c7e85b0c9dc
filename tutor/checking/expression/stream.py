"""The tokens still to be read, and what has been assumed while reading them."""

import re

from tutor.bilingual import Text
from tutor.checking.expression import names, show, undeclared
from tutor.checking.expression.errors import Unread, strings
from tutor.checking.expression.precedence import CLOSING, STARTING
from tutor.checking.expression.scope import Scope
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import Node
from tutor.checking.expression.vocabulary import words

_KEYWORDS = {
    "and": "and", "or": "or", "not": "not", "in": "in", "if": "if", "else": "else",
    "for": "for", "when": "if", "union": "union", "otherwise": "otherwise", "True": "true",
}  # fmt: skip
_SPOKEN = {"plus": "+", "minus": "-", "times": "*", "percent": "%"}
_PROSE = words(
    "the is are answer answers equals equal solution solutions then all none because undefined "
    "does exist exists such that with has real numbers number unknown maybe yes what how "
    "therefore hence thus since only any every also DNE dne unit units nan NaN null "
    "squared cubed of two three four five six seven eight nine ten zero half third quarter "
    "to from between until None idk diverges converges divergent"
)
_MODULES = words(
    "np numpy math torch sp sympy scipy special jnp jax tf F nn functional cmath mpmath mp sym "
    "Math linalg stats norm"
)
_NORMAL = {"cdf": "normcdf", "pdf": "normpdf"}
_UNWORKED = frozenset(
    words(
        "diff Diff Derivative derivative differentiate D integrate Integral integral "
        "antiderivative limit Limit grad gradient jacobian hessian autograd backward simplify "
        "expand factor solve solveset roots subs evalf doit Var Cov KL det inv tr trace rank"
    )
)
"""What a computer algebra system is told to work out."""

_BEFORE = words("lim argmax argmin")
"""What stands before something still to be worked out, with or without brackets."""

_SPECIAL = frozenset(
    (
        *_KEYWORDS,
        *_PROSE,
        *_MODULES,
        *_UNWORKED,
        *_BEFORE,
        "U",
        "u",
        "mod",
        "choose",
        "deg",
        "degree",
        "degrees",
        *_SPOKEN,
    )
) | {"sum", "Sum", "prod", "Product", "Sigma", "Pi"}
"""Words that may be something else than names."""

_CHOICE = re.compile(r"([nN]?)([CP])([a-z]|[0-9]{1,3})\Z")
_CHOOSING = {"C": "choose", "P": "arrange"}
_OPENING = ("(", "[", "{", "{(")
_APPLYING = STARTING | {"|", "[", "^", "-", "_"}
"""What begins the argument of a function that has no brackets around it."""

_LONGEST_NOTE = 60
_MOST_NOTES = 8


class _Inside:
    """Gives the state around a bracket back behind it."""

    __slots__ = ("bars", "row", "stream")

    def __init__(self, stream: "Stream") -> None:
        self.stream = stream
        self.bars = stream.bars
        self.row = stream.row

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        stream = self.stream
        stream.bars, stream.row = self.bars, self.row
        stream.nesting -= 1


class Stream:
    """A text's tokens with one token of lookahead, and its notes.

    ahead: tokens still to read, the next one last. last: the token taken most recently.
    nesting: brackets around. bars: open `|` within the innermost of them. row: spaces
    separate entries there, as in `[1 2; 3 4]`.
    """

    def __init__(self, text: str, tokens: list[Token], scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.tex = "\\" in text or "$" in text
        self.ahead = tokens[::-1]
        self.last = Token("start", "", 0, 0)
        self.bars = 0
        self.nesting = 0
        self.row = False
        self._notes: dict[str, Text] = {}
        scope.differentials = scope.open and _has_differentials(tokens)

    def peek(self) -> Token:
        """The next token; a word is divided into names when it is first looked at."""
        token = self.ahead[-1]
        while token.kind == "word":
            self._divide()
            token = self.ahead[-1]
        return token

    def after(self) -> Token:
        """The token behind the next one, undivided."""
        return self.ahead[-2] if len(self.ahead) > 1 else self.ahead[-1]

    def take(self) -> Token:
        """Pass over the next token; the end stays."""
        token = self.ahead[-1]
        if token.kind == "word":
            token = self.peek()
        if token.kind != "end":
            self.last = self.ahead.pop()
        return token

    def accept(self, *texts: str) -> bool:
        """Take the next token if it is one of these operators."""
        token = self.peek()
        if token.kind == "op" and token.text in texts:
            self.last = self.ahead.pop()
            return True
        return False

    def expect(self, text: str, opened: Token) -> None:
        """Take the bracket that closes `opened`."""
        if not self.accept(text):
            raise self.unclosed(opened, text)

    def inside(self, bars: int = 0, row: bool = False) -> "_Inside":
        """Within one more bracket."""
        inside = _Inside(self)
        self.bars, self.row = bars, row
        self.nesting += 1
        return inside

    def take_digit(self) -> str:
        """One digit of the number that comes next, as TeX takes an argument."""
        token = self.ahead.pop()
        middle = token.start + 1
        if len(token.text) > 1:
            self.ahead.append(Token.number(token.text[1:], middle, token.end))
        self.last = Token("op", "digit", token.start, middle, token.spaced)
        return token.text[0]

    def typed(self, token: Token) -> str:
        """What was typed for `token`, for messages."""
        return self.text[token.start : token.end][:20] or token.text

    # --- words

    def _divide(self) -> None:
        """Put the names that the next word consists of in its place."""
        word = self.ahead.pop()
        if " " in word.text:
            raise Unread(word.start, "word_in_tex", found=word.text)
        following = self.ahead[-1]
        scope = self.scope
        if word.text in _SPECIAL or (
            not scope.open
            and (self.last.kind == "number" or (word.text in ("x", "X") and following.spaced))
        ):
            if word.text in _MODULES and following.is_op("."):
                self.ahead.pop()
                if self._rewrite_normal(word) or self._rewrite_full_turn():
                    return
                self._qualified(following)
                return
            if self._is_times(word, following):
                digits = word.text[1:]
                if digits:
                    self.ahead.append(Token.number(digits, word.start + 1, word.end))
                self.ahead.append(Token("op", "*", word.start, word.start + 1, word.spaced))
                self.note("x_times")
                return
            operator = self._keyword(word, following)
            if operator is not None:
                self.ahead.append(operator)
                return
        choosing = "C" in word.text or "P" in word.text
        if choosing and following.text != "(" and self._rewrite_choice(word, following):
            return
        kind, text = following.kind, following.text
        if kind == "op":
            bracket = text if text in _OPENING else ""
            applied = text in _APPLYING
        else:
            bracket = ""
            applied = kind in ("number", "word", "command")
        parts = names.split(word, scope, bracket, applied)
        if not scope.open and parts[0].kind == "symbol":
            first = parts[0].text
            if first not in scope.declared and not names.knows(first, scope):
                undeclared.refuse(self, word, first, len(parts))
        if len(parts) == 1:
            self.ahead.append(parts[0])
        else:
            self.ahead.extend(reversed(parts))

    def _rewrite_normal(self, word: Token) -> bool:
        """Put Φ or φ in the place of `cdf` or `pdf` behind `norm.`; False where none follows."""
        named = self.ahead[-1]
        if word.text != "norm" or named.text not in _NORMAL:
            return False
        self.ahead[-1] = Token("function", _NORMAL[named.text], word.start, named.end, word.spaced)
        return True

    def _rewrite_full_turn(self) -> bool:
        """Put (2π) in the place of the `tau` behind `math.`; False where none follows."""
        word = self.ahead[-1]
        if word.text != "tau" or self.ahead[-2].is_op("("):
            return False
        at = (word.start, word.end)
        self.ahead[-1:] = [
            Token("op", ")", *at),
            Token("constant", "pi", *at),
            Token("op", "*", *at),
            Token.number("2", *at),
            Token("op", "(", *at),
        ]
        return True

    def _qualified(self, point: Token) -> None:
        """Make sure that a function which is read here follows `np.` and the like."""
        word = self.ahead[-1]
        if word.kind != "word":
            raise Unread(point.start, "after_point")
        if word.text in _MODULES or not self.ahead[-2].is_op("("):
            return
        if not names.is_called(word.text, self.scope):
            raise names.misspelt(word)

    def _rewrite_choice(self, word: Token, following: Token) -> bool:
        """Put `n choose k` in the place of `nCk`, and of the `C2` of `5C2` or `5 C 2`.

        False where the word is none of these; then nothing is put.
        """
        scope = self.scope
        if word.text in scope.declared:
            return False
        between = self.last.kind == following.kind == "number"
        if word.text in _CHOOSING and not scope.open and between:
            choosing = _CHOOSING[word.text]
            self.ahead.append(Token("op", choosing, word.start, word.end, word.spaced))
            return True
        found = _CHOICE.match(word.text)
        if found is None or found[2] in scope.declared:
            return False
        above, letter, below = found.groups()
        glued = self.last.kind == "number" and not word.spaced and not scope.open
        if bool(above) == glued or names.knows(word.text.removeprefix(above), scope):
            return False
        at = word.start + len(above)
        if below.isdigit():
            self.ahead.append(Token.number(below, at + 1, word.end))
        else:
            self.ahead.append(Token("symbol", below, at + 1, word.end))
        self.ahead.append(Token("op", _CHOOSING[letter], at, at + 1))
        if above:
            self.ahead.append(Token("symbol", above, word.start, at, word.spaced))
        return True

    def _is_times(self, word: Token, following: Token) -> bool:
        """Whether the x of `4.5 x 10^2` is a sign, as the exercise has no variable x."""
        first, digits = word.text[0], word.text[1:]
        if self.scope.open or first not in "xX":
            return False
        if self.last.kind in ("symbol", "number") and word.text not in self.scope.declared:
            named = self.last.kind == "symbol" or following.kind == "word"
            apart = word.spaced and following.spaced and following.kind in ("word", "number")
            if not digits and apart and named:
                raise Unread(word.start, "size", (word.start, word.end, "*"), found=first)
            if self.last.text == "0" and digits and not word.spaced:
                raise Unread(self.last.start, "hexadecimal", found=f"0{word.text}")
        if self.last.kind != "number":
            return False
        if digits == "10" and following.is_op("^"):
            return first + digits not in self.scope.declared  # 6.02x10^23, whatever x is
        free = not {first, word.text, first + "_" + digits} & self.scope.declared.keys()
        return free and (digits.isdigit() or (not digits and following.kind == "number"))

    def takes_unions(self) -> bool:
        """Whether a small u between brackets is ∪."""
        return not self.scope.open

    def _keyword(self, word: Token, following: Token) -> Token | None:
        """The operator that a word is, unless the exercise declares it as a name."""
        text = word.text
        if text in self.scope.declared:
            return None
        called = following.is_op("(") and not following.spaced
        if text in _PROSE and not (called and text in self.scope.functions):
            raise Unread(word.start, "prose", found=text)
        if text in _UNWORKED:
            if following.is_op("("):
                raise Unread(word.start, "unworked", found=text)
            return None
        if text in _BEFORE and (called or not following.is_op(*CLOSING, ",", "=")):
            raise Unread(word.start, "unworked", found=text)
        operator = _KEYWORDS.get(text)
        after_operand = self.last.kind in ("number", "symbol", "constant") or (
            self.last.text in CLOSING or self.last.is_op("!", "reals", "emptyset")
        )
        joins = following.is_op(*_OPENING, "reals", "emptyset") or (
            following.is_op("]") and self.nesting == 0
        )
        if (text == "U" or (text == "u" and self.takes_unions())) and after_operand and joins:
            operator = "union"
        elif text in ("mod", "choose") and after_operand and not called:
            operator = text
        elif text in _SPOKEN and after_operand and not called:
            operator = _SPOKEN[text]
        elif text in ("deg", "degree", "degrees") and after_operand and not called:
            operator = "deg"
        elif text in ("sum", "Sum", "prod", "Product") and (
            following.is_op("_", "(") or following.kind in ("word", "number", "command")
        ):
            operator = "sum" if text in ("sum", "Sum") else "prod"
        elif text in ("Sigma", "Pi") and following.is_op("_"):
            operator = "sum" if text == "Sigma" else "prod"
        if operator is None:
            return None
        return Token("op", operator, word.start, word.end, word.spaced)

    # --- notes and errors

    def note(self, key: str, **values: str) -> None:
        """Remember an assumption, once."""
        if len(self._notes) < _MOST_NOTES:
            self._notes.setdefault(key + repr(values), strings(key, **values))

    def note_reading(self, start: int, node: Node) -> None:
        """Remember that what was typed from `start` on was read as `node`."""
        if self.last.end - start <= _LONGEST_NOTE:
            typed = self.text[start : self.last.end].strip()
            self.note("read_as", typed=typed, shown=show.plain(node))

    @property
    def notes(self) -> tuple[Text, ...]:
        """What was assumed, in the order of the text."""
        return tuple(self._notes.values())

    def unclosed(self, opened: Token, close: str) -> Unread:
        """The error where `close` is missing for `opened`."""
        close = {"})": "\\}", "|)": "|", ">)": "⟩", "floor)": "⌋", "ceil)": "⌉"}.get(close, close)
        token = self.peek()
        at_end = token.kind == "end"
        end = len(self.text.rstrip())
        return Unread(
            token.start,
            "unclosed" if at_end else "unclosed_before",
            (end, end, close) if at_end else None,
            open=self.typed(opened),
            close=close,
            column=opened.start + 1,
            found=self.typed(token),
        )


def _has_differentials(tokens: list[Token]) -> bool:
    """Whether a text has ∂, or d… over d…, so that `dx` in it is no product."""
    texts = "".join([token.text for token in tokens])
    if "d" not in texts and "partial" not in texts:
        return False
    kept = [token for token in tokens if token.text not in ("{", "}")]
    for position, token in enumerate(kept):
        if token.text == "partial":
            return True
        if token.kind != "word" or token.pieces[0] != "d":
            continue
        slash = kept[position + 1].text == "/"
        over = slash or (position > 0 and kept[position - 1].kind == "command")
        below = kept[position + 1 + slash]
        if over and below.kind == "word" and below.pieces[0] == "d" and len(below.pieces) > 1:
            if len(token.pieces) == 1:
                raise Unread(token.start, "differential", found="d/dx")
            return True
    return False
