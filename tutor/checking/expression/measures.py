r"""Units behind a number: `5 cm`, `3 \text{ m/s}`, `1.5 bits`. Answers are numbers alone."""

from tutor.checking.expression.scope import Scope
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.vocabulary import USUAL_NAMES, find, words

_UNITS = frozenset(
    words(
        "m g s h l t J N W V A K mm cm km nm kg mg ms us ns kb mb gb KB MB GB TB kB Hz kHz MHz GHz "
        "secs second seconds mins minute minutes hr hrs hour hours day days year years "
        "metre metres meter meters gram grams litre litres liter liters joule joules "
        "bit bits byte bytes nat nats shannon dollar dollars USD taka tk Tk BDT "
        "euro euros EUR cents "
        "L ft lb oz Pa eV kcal pixel pixels px rad radian radians unit units "
        "epoch epochs iteration iterations "
        "token tokens step steps sample samples parameter parameters params "
        "FLOP FLOPs flop flops GFLOPs TFLOPs layer layers ways "
        "inch inches foot feet yard yards mile miles pound pounds ounce ounces gallon gallons "
        "mph kmh centimeters centimetres millimeters millimetres kilometers kilometres kilograms"
    )
)
_WITHIN = frozenset(words("square cubic sq cu per of each"))
"""Words inside a unit of several words, such as square inches and miles per hour."""
_SHORTEST_NOUN = 4
_NOT_COUNTED = USUAL_NAMES | frozenset(
    words(
        "does this plus times minus less degrees others equals reals integers halves thirds "
        "quarters fourths fifths sixths sevenths eighths ninths tenths hundredths thousandths"
    )
)
"""Words that mean something themselves, and names of quantities."""
_JOINING = frozenset("*/^-{}")
_LONE = ("m", "s", "g")
"""Units of one letter that may stand behind a blank: in 5 m/s, or where there are no variables."""


def left_aside(tokens: list[Token], texts: set[str], scope: Scope, text: str) -> int:
    """How many tokens before the end are a unit behind a number; 0 where none is."""
    if _UNITS.isdisjoint(texts) and not any(" " in text or _is_noun(text) for text in texts):
        return 0
    start = max((at for at, token in enumerate(tokens) if token.is_op("=", "~")), default=0)
    for position, token in enumerate(tokens[:-1]):
        if position < start:
            continue
        if token.kind != "word":
            continue
        if position and _is_unit(token, scope, text, tokens[position + 1]):
            unit = tokens[position:-1]
            whole = all(_belongs(part, scope, text) for part in unit)
            return len(unit) if whole and _has_number(tokens[:position]) else 0
        if token.text not in ("pi", "e") and find(token.text) is None:
            return 0
    return 0


def _is_unit(token: Token, scope: Scope, text: str, following: Token) -> bool:
    """Whether a word can be nothing but a unit: no variable, and no product of letters."""
    if token.text in scope.declared:
        return False
    if token.text not in _UNITS:
        said = token.text.split()
        return _is_measure(said) or (not scope.open and _is_noun(token.text))
    if text[token.start] == "\\":
        return True
    if scope.open:
        return len(token.text) > 2
    if len(token.text) > 1:
        return True
    alone = following.is_op("/") or not scope.declared
    return token.text in _LONE and token.spaced and alone


def _is_measure(said: list[str]) -> bool:
    """Whether words are a unit together, as in square inches and miles per hour."""
    return not _UNITS.isdisjoint(said) and _UNITS.union(_WITHIN).issuperset(said)


def _is_noun(word: str) -> bool:
    """Whether a word may be what is counted, `apples`, and is no function and no Greek letter."""
    if len(word) < _SHORTEST_NOUN or word[-1] != "s" or not word.isalpha():
        return False
    return find(word) is None and word not in _NOT_COUNTED


def _belongs(part: Token, scope: Scope, text: str) -> bool:
    if part.kind == "op":
        return part.text in _JOINING
    if part.kind == "number":
        return True
    return part.text not in scope.declared and (
        _is_measure(part.text.split()) or _is_noun(part.text)
    )


def _has_number(tokens: list[Token]) -> bool:
    return any(token.kind == "number" for token in tokens)
