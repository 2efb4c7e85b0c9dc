"""A run of letters → names: `xsinx` is x · sin x, `alpha` is one letter, `w1` is w₁.

The cheapest division wins: first the one with the fewest letters that nobody declared,
then the one with the fewest parts. Linear in the length of the run.
"""

from collections.abc import Iterator
from fractions import Fraction

from tutor.checking.expression import vocabulary
from tutor.checking.expression.errors import Unread, likely
from tutor.checking.expression.scope import Part, Pieces, Scope, key_of_name
from tutor.checking.expression.tokens import Token, whole

_CONSTANTS = {"pi": "pi", "e": "e"}
_INFINITIES = frozenset(("oo", "inf", "infty", "infinity", "Infinity", "Inf"))
_GREEK_FUNCTIONS = frozenset(("sigma", "Gamma", "Phi", "psi"))
_CALLED = (*vocabulary.spellings(), *vocabulary.CONSTRUCTORS)
_AMBIGUOUS = frozenset("eEiIjS0123456789_")
"""What alone may be a constant, a call or no name at all."""
_HYPERBOLIC = ("asinh", "acosh", "atanh")
"""Inverse functions that a run of letters may begin with, whatever their standard names."""
_LONGEST_WORD = 14
_LONGEST_KNOWN = 24
_MOST_KNOWN = 500


def split(word: Token, scope: Scope, bracket: str, applied: bool) -> list[Token]:
    """The names in `word`: tokens of kind symbol, constant, function, number or op.

    bracket: the opening bracket that follows, or empty. applied: what follows may be an
    argument without brackets. A word is divided once for all texts with the same names.
    """
    pieces = word.pieces if word.units else word.text
    asked = (pieces, bracket, applied, scope.differentials)
    parts = scope.known.get(asked)
    if parts is None:
        parts = _Division(word, pieces, scope, bracket, applied).parts()
        if len(pieces) <= _LONGEST_KNOWN:
            if len(scope.known) >= _MOST_KNOWN:
                scope.known.clear()
            scope.known[asked] = parts
    if len(parts) == 1:
        kind, text, _, _ = parts[0]
        return [Token(kind, text, word.start, word.end, word.spaced, _value(kind, text))]
    units = word.units
    tokens = []
    for kind, text, start, end in parts:
        first = units[start].start if units else word.start + start
        last = units[end - 1].end if units else word.start + end
        spaced = word.spaced and start == 0
        tokens.append(Token(kind, text, first, last, spaced, _value(kind, text)))
    return tokens


def _value(kind: str, text: str) -> Fraction | None:
    return whole(text) if kind == "number" else None


def is_called(text: str, scope: Scope) -> bool:
    """Whether `text` in front of a bracket is a function, or spells something else."""
    if text in scope.functions or text in vocabulary.CONSTRUCTORS or text in vocabulary.LOG_BASES:
        return True
    return vocabulary.find(text) is not None or text in ("sum", "prod", "Sum", "Product")


def knows(text: str, scope: Scope) -> bool:
    """Whether the exercise has a variable that `text` spells."""
    return key_of_name(text) in scope.declared


def misspelt(word: Token) -> Unread:
    """The error for a word that is no function, with the one that was probably meant."""
    guess = likely(word.text, _CALLED)
    if not guess:
        return Unread(word.start, "no_function", name=word.text)
    edit = (word.start, word.end, guess)
    return Unread(word.start, "no_function_likely", edit, name=word.text, guess=guess)


class _Division:
    def __init__(
        self, word: Token, pieces: Pieces, scope: Scope, bracket: str, applied: bool
    ) -> None:
        self.word = word
        self.pieces = pieces
        self.scope = scope
        self.bracket = bracket
        self.applied = applied
        self.size = len(pieces)

    def parts(self) -> tuple[Part, ...]:
        plain = self._plain()
        if plain is not None:
            return (plain,)
        held = self._held_together()
        if held is not None:
            return (held,)
        best: list[tuple[int, int] | None] = [*[None] * self.size, (0, 0)]
        chosen: list[Part | None] = [None] * self.size
        for start in reversed(range(self.size)):
            for part, unknown in self._candidates(start):
                rest = best[part.end]
                if rest is None:
                    continue
                cost = (unknown + rest[0], 1 + rest[1])
                current = best[start]
                if current is None or cost < current:
                    best[start] = cost
                    chosen[start] = part
        parts: list[Part] = []
        position = 0
        while position < self.size:
            choice = chosen[position]
            if choice is None:
                return (self._whole_symbol(),)
            parts.append(choice)
            position = choice.end
        assert best[0] is not None
        return self._judged(tuple(parts), best[0][0])

    def _plain(self) -> Part | None:
        """A letter that can be nothing but a variable, or the name of a function alone."""
        text = "".join(self.pieces)
        declared = self.scope.declared
        if len(text) == 1:
            letter = text not in _AMBIGUOUS and text not in self.scope.functions
            return Part("symbol", declared.get(text, text), 0, 1) if letter else None
        if key_of_name(text) in declared or not self._is_function(text, 0, self.size, True):
            return None
        return Part("function", text, 0, self.size)

    def _judged(self, parts: tuple[Part, ...], unknown: int) -> tuple[Part, ...]:
        """The division, unless a misspelt function or an undeclared word is more likely."""
        text = self.word.text
        if len(parts) == 1 and self._is_misspelt_word(parts[0]):
            raise misspelt(self.word)
        if len(parts) == 1 or any(len(piece) > 1 for piece in self.pieces):
            return parts
        plain = text.isalpha()
        strange = bool(unknown) and not self.scope.open
        if self.bracket == "(" and parts[-1].kind != "function" and plain and len(text) > 2:
            inside = any(part.kind == "function" for part in parts)
            guess = likely(text, _CALLED)
            begins = parts[0].text == guess and len(text) - len(guess) > 1
            strange = strange or begins or (parts[-1].kind == "constant" and inside)
            if (guess and (strange or not inside)) or (strange and (inside or unknown > 1)):
                raise misspelt(self.word)
        named = sum(part.kind in ("symbol", "function") for part in parts)
        if strange and plain and (unknown > 1 or named < 2):
            return (self._whole_symbol(),)
        return parts

    def _is_misspelt_word(self, part: Part) -> bool:
        r"""Whether a word of TeX, as in `\mathrm{sigmodi}(x)`, is nearly a function."""
        spelled = self.size == 1 and len(self.pieces[0]) > 2 and self.bracket == "("
        known = part.kind != "symbol" or part.text in vocabulary.GREEK_NAMES
        declared = part.text in self.scope.declared.values()
        return spelled and not known and not declared and bool(likely(part.text, _CALLED))

    def _whole_symbol(self) -> Part:
        return Part("symbol", _spelled(self.pieces), 0, self.size)

    def _held_together(self) -> Part | None:
        """`dL` and Python names such as `learning_rate`, where nothing was declared."""
        text = "".join(self.pieces)
        if not self.scope.open or key_of_name(text) in self.scope.declared:
            return None
        if vocabulary.find(text) or text in vocabulary.CONSTRUCTORS:
            return None
        bases, _, below = text.partition("_")
        letters = self.pieces
        letter_by_letter = all(len(letter) == 1 for letter in letters[: len(bases)])
        identifier = len(bases) > 1 and len(below) > 1 and (bases + below[0]).isalpha()
        identifier = (identifier and letter_by_letter) or (
            bases.rstrip("0123456789") in vocabulary.USUAL_NAMES
        )
        known = bases in vocabulary.GREEK_NAMES or bases == letters[0]
        bare = bases.rstrip("0123456789")
        if not below and bare in vocabulary.USUAL_NAMES:
            return Part("symbol", _spelled(self.pieces, bare, len(bare)), 0, self.size)
        if (identifier and not known) or (
            below and vocabulary.is_operator(bases) and bases not in vocabulary.GREEK_NAMES
        ):
            return self._whole_symbol()
        if letters[0] == "d" and len(letters) > 1:
            second = letters[1]
            capital = second.isupper() or self.scope.differentials
            if (capital and len(bases) == 2) or (len(second) > 1 and len(letters) == 2):
                return self._whole_symbol()
        return None

    def _candidates(self, start: int) -> Iterator[tuple[Part, int]]:
        """Names that may begin at unit `start`, with how many letters nobody declared."""
        first = self.pieces[start]
        if first == "_":
            return
        if len(first) == 1 and first.isdigit():
            end = self._digits(start)
            yield Part("number", "".join(self.pieces[start:end]), start, end), 0
            return
        yield from self._declared(start)
        open_ = self.scope.open
        limit = min(self.size, start + _LONGEST_WORD)
        text = ""
        for end in range(start + 1, limit + 1):
            piece = self.pieces[end - 1]
            if piece == "_" and text not in ("leaky", "true"):
                break
            text += piece
            whole = start == 0 and end == self.size
            if self._is_function(text, start, end, whole):
                yield Part("function", text, start, end), 0
            below = self.pieces[end] if end < self.size else ""
            if below != "_" and (not below.isdigit() or text == "pi"):
                constant = self._constant(text, whole)
                if constant:
                    yield Part("constant", constant, start, end), 0
            named = whole or len(first) > 1 or (start == 0 and below == "_")
            if text in vocabulary.GREEK_NAMES and (len(text) > 2 or named):
                if text == "xi" and self.scope.complex_ and len(first) == 1:
                    continue
                if text != "pi" or below == "_":
                    last = self._suffix(end)
                    yield self._symbol(start, last, text), 0 if open_ else 1
        if first == "pi" and (start + 1 == self.size or self.pieces[start + 1] != "_"):
            return
        last = self._suffix(start + 1)
        yield self._symbol(start, last, first), 0 if open_ else 1

    def _declared(self, start: int) -> Iterator[tuple[Part, int]]:
        key = ""
        for end in range(start + 1, self.size + 1):
            piece = self.pieces[end - 1]
            key += "" if piece == "_" else key_of_name(piece)
            if len(key) > self.scope.longest:
                return
            name = self.scope.declared.get(key)
            following = self.pieces[end] if end < self.size else ""
            if name is None or piece == "_" or following == "_" or following.isdigit():
                continue
            yield Part("symbol", name, start, end), 0

    def _is_function(self, text: str, start: int, end: int, whole: bool) -> bool:
        if text in self.scope.functions or text in vocabulary.CONSTRUCTORS:
            spaced = self.scope.complex_ and text in ("Re", "Im", "arg", "Arg") and self.applied
            return whole and (self.bracket == "(" or spaced)
        function = vocabulary.find(text)
        at_end = end == self.size
        spelled_base = text in vocabulary.LOG_BASES
        if function is None and not spelled_base:
            return False
        if function is None:
            return (whole or text.startswith("log")) and (not at_end or self.applied)
        greek = len(self.pieces[start]) > 1 and text in vocabulary.GREEK_NAMES
        if function.bracketed and (text in vocabulary.GREEK_NAMES or text == "Beta"):
            last = whole or (at_end and greek)
            if greek:
                return last and self.bracket in ("(", "[") and text in _GREEK_FUNCTIONS
            return last and self.bracket == "("
        if text in ("Ln", "LN"):
            free = text[0] not in self.scope.declared
            return (
                whole and free and (self.bracket == "(" or (self.applied and not self.scope.open))
            )
        if whole:
            long = len(text) > (2 if function.spaced else 3)
            spaced = long or text in ("ln", "tg", "max", "min")
            return spaced or bool(self.bracket)
        if start and text == function.name and function.plain == "arc" + text[1:]:
            return False  # `sinacosb` is sin a cos b
        glued = function.glued or (start == 0 and text in _HYPERBOLIC)
        if not glued or text not in (function.name, function.plain, "log"):
            return at_end and self.bracket == "(" and len(text) > 2
        following = "" if at_end else self.pieces[end]
        return following != "_" or text == "log"

    def _constant(self, text: str, whole: bool) -> str:
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if whole and text in _INFINITIES:
            return "oo"
        if text == "E":
            return "e"
        if text == "PI" or (text == "Pi" and not self.scope.open):
            return "pi"
        if self.scope.complex_ and (text in ("i", "I", "j")):
            return "i"
        return ""

    def _digits(self, start: int) -> int:
        end = start
        while end < self.size and self.pieces[end].isdigit() and len(self.pieces[end]) == 1:
            end += 1
        return end

    def _suffix(self, end: int) -> int:
        """The unit behind the subscripts that follow: `1` in w1, `_1` in w_1, `_hat`."""
        end = self._digits(end)
        while end + 1 < self.size and self.pieces[end] == "_":
            end += 1
            if len(self.pieces[end]) > 1 or self.pieces[end].startswith("{"):
                end += 1
            elif self.pieces[end].isdigit():
                end = self._digits(end)
            else:
                first = end
                while end < self.size and self.pieces[end] != "_":
                    end += 1
                if end < self.size and end - first == 2:
                    return end - 1  # `x_ix_j` is x_i x_j
        return end

    def _symbol(self, start: int, end: int, base: str) -> Part:
        size = 1 if self.pieces[start] == base else len(base)
        return Part("symbol", _spelled(self.pieces[start:end], base, size), start, end)


def _spelled(pieces: Pieces, base: str = "", size: int = 0) -> str:
    """A name in ASCII: base, then each subscript behind `_`; digits become a subscript."""
    rest = "".join(pieces[size:])
    if base and rest[:1].isdigit():
        rest = "_" + rest
    return base + rest
