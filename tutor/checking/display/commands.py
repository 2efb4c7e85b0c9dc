"""What each command means: symbols, fonts, words, and commands with arguments."""

import difflib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NoReturn

from tutor.checking.display.environments import begin
from tutor.checking.display.errors import tex_error
from tutor.checking.display.letters import ACCENTS, ALPHABETS, WORD_FONTS
from tutor.checking.display.nodes import (
    Accent,
    Atom,
    Boxed,
    Brace,
    Bracket,
    Classed,
    Fraction,
    Grid,
    Kind,
    Phantom,
    Root,
    Row,
    Scripts,
    Sign,
    Space,
    Stack,
    Words,
)
from tutor.checking.display.symbols import (
    BRACKETS,
    CLOSING,
    NEGATED,
    OPENING,
    OPERATORS,
    SPACES,
    SUMLIKE,
    SYMBOLS,
)

if TYPE_CHECKING:
    from tutor.checking.display.parse import Parser

_DIMENSION = re.compile(r"\s*(-?(?:\d+(?:\.\d*)?|\.\d+))\s*(em|ex|pt|cm|mm|mu|in|px)\b")
_EMS = {"em": 1.0, "ex": 0.5, "pt": 0.1, "cm": 2.8, "mm": 0.28, "mu": 0.056, "in": 7, "px": 0.08}

_TEXT = frozenset((
    "text", "textrm", "textbf", "textit", "textsf", "texttt", "textup", "textnormal", "emph",
    "mbox", "hbox", "textsc",
))  # fmt: skip
_ARROWS = {"xrightarrow": "→", "xleftarrow": "←", "xleftrightarrow": "↔", "xRightarrow": "⇒",
           "xLeftarrow": "⇐", "xmapsto": "↦", "xlongequal": "="}  # fmt: skip
_CLASSES: dict[str, Kind] = {
    "mathord": "ord", "mathop": "op", "mathbin": "bin", "mathrel": "rel", "mathopen": "open",
    "mathclose": "close", "mathpunct": "punct", "mathinner": "inner",
}  # fmt: skip
_SIZES = frozenset(
    size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
)
_IGNORED = frozenset((
    "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "nonumber", "notag", "strut",
    "allowdisplaybreaks", "noindent", "centering", "relax", "protect", "mathstrut", "normalsize",
    "small", "large", "Large", "tiny", "scriptsize", "footnotesize", "boldmath", "unboldmath",
    "par", "null",
))  # fmt: skip
_IGNORED_WITH_ARGUMENT = frozenset(("label", "vspace", "vskip", "ref", "eqref", "cite"))
_FRACTIONS: dict[str, Literal["", "small", "large"]] = {
    "frac": "", "tfrac": "small", "dfrac": "large", "cfrac": "large", "sfrac": "small",
}  # fmt: skip


def command_atoms(parser: "Parser", start: int, name: str) -> list[Atom]:
    """The atoms of the command `name`, which stands at `start` and has been read."""
    if name in SYMBOLS:
        text, kind = SYMBOLS[name]
        return [Sign(text, kind, limits=text in SUMLIKE)]
    if name in OPERATORS:
        text, limits = OPERATORS[name]
        return [Sign(text, "op", limits)]
    if name in BRACKETS:
        return [_bracket(name)]
    if name in SPACES:
        return [Space(SPACES[name])] if SPACES[name] else []
    if name in ALPHABETS:
        return _in_alphabet(parser, name)
    if name in ACCENTS:
        mark = ACCENTS[name]
        body = parser.argument(f"\\{name}")
        return [Accent(name, body, wide=name.startswith(("wide", "over", "under")) and bool(mark))]
    if name in _TEXT:
        return _words(parser, name)
    if name in _IGNORED or name in _SIZES:
        return _sized(parser, name) if name in _SIZES else []
    if name in _IGNORED_WITH_ARGUMENT:
        parser.raw_group(f"\\{name}")
        return []
    handler = _HANDLERS.get(name)
    if handler is None:
        _unknown(start, name)
    return handler(parser, name)


def _unknown(start: int, name: str) -> NoReturn:
    near = difflib.get_close_matches(name[:40], KNOWN, n=1, cutoff=0.75)
    if near:
        raise tex_error(start, "unknown_command_near", name=name, near=near[0])
    raise tex_error(start, "unknown_command", name=name)


def _sized(parser: "Parser", name: str) -> list[Atom]:
    r"""\big and its like: the size follows from what is enclosed."""
    character = parser.delimiter(f"\\{name}")
    if name.endswith("l") or (character in OPENING and not name.endswith(("r", "m"))):
        return [Bracket(character, "open")]
    if name.endswith("r") or (character in CLOSING and not name.endswith("m")):
        return [Bracket(character, "close")]
    if name.endswith("m"):
        return [Bracket(character, "between")]
    return [Bracket(character, "bar") if character in "|‖" else Sign(character)]


def _bracket(name: str) -> Bracket:
    text = BRACKETS[name]
    if name in ("lvert", "lVert"):
        return Bracket(text, "open")
    if name in ("rvert", "rVert"):
        return Bracket(text, "close")
    if text in "|‖":
        return Bracket(text, "bar")
    return Bracket(text, "open" if text in OPENING else "close")


def _in_alphabet(parser: "Parser", name: str) -> list[Atom]:
    return in_font(name, parser.argument(f"\\{name}"))


def in_font(name: str, body: Row) -> list[Atom]:
    """`body` in the alphabet `name`; a word where the font makes letters one."""
    if name in WORD_FONTS:
        word = _plain_word(body)
        return [Sign(word)] if word is not None else [body]
    changed = _relettered(body, ALPHABETS[name])
    return [changed.items[0]] if len(changed.items) == 1 else [changed]


def _words(parser: "Parser", name: str) -> list[Atom]:
    """Prose, in which $…$ is mathematics again."""
    raw, start = parser.raw_group(f"\\{name}")
    atoms: list[Atom] = []
    for index, part in enumerate(re.split(r"(?<!\\)\$", raw)):
        if index % 2:
            atoms.append(parser.inside(part, start))
        elif part:
            atoms.append(Words(_plain_prose(part)))
    return [Row(tuple(atoms))] if len(atoms) != 1 else atoms


def _plain_word(body: Row) -> str | None:
    """The letters of `body` as one word, or None when it holds more than letters."""
    parts = []
    for item in body.items:
        if isinstance(item, Sign):
            parts.append({"−": "-"}.get(item.text, item.text))
        elif isinstance(item, Words):
            parts.append(item.text)
        elif isinstance(item, Space):
            parts.append(" " * item.width)
        else:
            return None
    return "".join(parts)


def _plain_prose(text: str) -> str:
    text = re.sub(r"\s+", " ", text)
    text = text.replace("~", " ").replace("---", "—").replace("--", "–")
    text = text.replace("``", "“").replace("''", "”")
    text = re.sub(r"\\([%$#&_{}\- ,])", lambda match: match[1].replace(",", " "), text)
    text = re.sub(r"\\[A-Za-z]+\s*", "", text)
    return "".join(c for c in text.replace("{", "").replace("}", "") if ord(c) >= 32)


def _relettered(body: Row, letters: dict[str, str]) -> Row:
    """`body` with every letter in another alphabet."""
    items: list[Atom] = []
    for item in body.items:
        if isinstance(item, Sign) and item.kind == "ord":
            items.append(Sign("".join(letters.get(c, c) for c in item.text)))
        elif isinstance(item, Row):
            items.append(_relettered(item, letters))
        elif isinstance(item, Scripts) and isinstance(item.base, Sign):
            base = _relettered(Row((item.base,)), letters).items[0]
            items.append(Scripts(base, item.sub, item.sup, item.limits))
        elif isinstance(item, Accent):
            items.append(Accent(item.mark, _relettered(item.body, letters), item.wide))
        else:
            items.append(item)
    return Row(tuple(items))


# --- commands with arguments ---


def _fraction(parser: "Parser", name: str) -> list[Atom]:
    if name == "cfrac":
        parser.optional()
    top, bottom = parser.argument(f"\\{name}"), parser.argument(f"\\{name}")
    return [Fraction(top, bottom, size=_FRACTIONS[name])]


def _binomial(parser: "Parser", name: str) -> list[Atom]:
    pile = Fraction(parser.argument(f"\\{name}"), parser.argument(f"\\{name}"), bar=False)
    return [Row((Bracket("(", "open", True), pile, Bracket(")", "close", True)))]


def _root(parser: "Parser", name: str) -> list[Atom]:
    degree = parser.optional()
    return [Root(parser.argument(f"\\{name}"), degree)]


def _operator(parser: "Parser", name: str) -> list[Atom]:
    body = parser.argument(f"\\{name}")
    limits = name.endswith("*")
    word = _plain_word(body)
    return [Sign(word, "op", limits) if word is not None else Classed(body, "op", limits)]


def _stack(parser: "Parser", name: str) -> list[Atom]:
    note, base = parser.argument(f"\\{name}"), parser.argument(f"\\{name}")
    kind: Kind = "rel" if name == "stackrel" else _kind_of(base)
    if name == "underset":
        return [Stack(base, None, note, kind)]
    return [Stack(base, note, None, kind)]


def _kind_of(row: Row) -> Kind:
    if len(row.items) == 1:
        item = row.items[0]
        if isinstance(item, Sign):
            return item.kind
        if isinstance(item, Classed):
            return item.kind
    return "ord"


def _arrow(parser: "Parser", name: str) -> list[Atom]:
    under = parser.optional()
    over = parser.argument(f"\\{name}")
    return [Stack(Sign(_ARROWS[name], "rel"), over, under, "rel", stretch=True)]


def _brace(parser: "Parser", name: str) -> list[Atom]:
    return [Brace(parser.argument(f"\\{name}"), over=name.startswith("over"))]


def _boxed(parser: "Parser", name: str) -> list[Atom]:
    return [Boxed(parser.argument(f"\\{name}"))]


def _phantom(parser: "Parser", name: str) -> list[Atom]:
    body = parser.argument(f"\\{name}")
    return [] if name == "vphantom" else [Phantom(body)]


def _passed(parser: "Parser", name: str) -> list[Atom]:
    return [parser.argument(f"\\{name}")]


def _classed(parser: "Parser", name: str) -> list[Atom]:
    body = parser.argument(f"\\{name}")
    kind = _CLASSES[name]
    word = _plain_word(body)
    if word is not None and (kind == "op" or len(word) == 1):
        return [Sign(word, kind, limits=kind == "op")]
    return [Classed(body, kind, limits=kind == "op")]


def _not(parser: "Parser", name: str) -> list[Atom]:
    parser.blanks()
    body = parser.argument("\\not")
    if len(body.items) == 1 and isinstance(body.items[0], Sign):
        sign = body.items[0]
        return [Sign(NEGATED.get(sign.text, sign.text + "\u0338"), sign.kind)]
    if len(body.items) == 1 and isinstance(body.items[0], Bracket):
        return [Sign("∤" if body.items[0].text == "|" else "∦", "rel")]
    return [body]


def _cancelled(parser: "Parser", name: str) -> list[Atom]:
    body = parser.argument(f"\\{name}")
    word = _plain_word(body)
    if word is None:
        return [body]
    return [Sign("".join(letter + "\u0338" for letter in word))]


def _modulus(parser: "Parser", name: str) -> list[Atom]:
    body = parser.argument(f"\\{name}")
    if name == "mod":
        return [Space(2), Sign("mod"), Space(1), body]
    inner: tuple[Atom, ...] = (Sign("mod"), Space(1), *body.items)
    if name == "pod":
        inner = body.items
    return [Space(2), Bracket("(", "open"), *inner, Bracket(")", "close")]


def _coloured(parser: "Parser", name: str) -> list[Atom]:
    parser.blanks()
    if parser.peek() == "[":
        parser.optional()
    parser.raw_group(f"\\{name}")
    return [] if name == "color" else [parser.argument(f"\\{name}")]


def _spaced(parser: "Parser", name: str) -> list[Atom]:
    braces = False
    parser.blanks()
    if parser.peek() == "{":
        braces = True
        text, _ = parser.raw_group(f"\\{name}")
        match = _DIMENSION.match(text)
    else:
        match = _DIMENSION.match(parser.source, parser.at)
        if match:
            parser.at = match.end()
    if match is None:
        if braces:
            return []
        raise tex_error(parser.at, "missing_argument", name=f"\\{name}")
    width = round(float(match[1][:12]) * _EMS[match[2]] * 2)
    return [Space(min(width, 12))] if width > 0 else []


def _substack(parser: "Parser", name: str) -> list[Atom]:
    parser.blanks()
    start = parser.at
    if parser.peek() != "{":
        raise tex_error(start, "missing_argument", name="\\substack")
    parser.at += 1
    rows, _ = parser.rows("substack")
    if parser.peek() != "}":
        raise tex_error(start, "unclosed")
    parser.at += 1
    return [Grid(tuple(rows), "c", small=True)]


def _tag(parser: "Parser", name: str) -> list[Atom]:
    raw, _ = parser.raw_group("\\tag")
    text = _plain_prose(raw)
    return [Space(4), Words(text if name == "tag*" else f"({text})")]


_HANDLERS: dict[str, Callable[["Parser", str], list[Atom]]] = {
    **dict.fromkeys(_FRACTIONS, _fraction),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _binomial),
    "sqrt": _root,
    **dict.fromkeys(("operatorname", "operatorname*"), _operator),
    **dict.fromkeys(("overset", "underset", "stackrel"), _stack),
    **dict.fromkeys(_ARROWS, _arrow),
    **dict.fromkeys(("underbrace", "overbrace", "underbracket", "overbracket"), _brace),
    **dict.fromkeys(("boxed", "fbox", "framebox"), _boxed),
    **dict.fromkeys(("phantom", "hphantom", "vphantom"), _phantom),
    **dict.fromkeys(("smash", "ensuremath", "mathclap", "mathllap", "mathrlap"), _passed),
    **dict.fromkeys(_CLASSES, _classed),
    "not": _not,
    **dict.fromkeys(("cancel", "bcancel", "xcancel", "sout"), _cancelled),
    **dict.fromkeys(("pmod", "mod", "pod"), _modulus),
    **dict.fromkeys(("color", "textcolor", "colorbox"), _coloured),
    **dict.fromkeys(("hspace", "hspace*", "kern", "mkern", "hskip", "mskip", "mspace"), _spaced),
    "substack": _substack,
    **dict.fromkeys(("tag", "tag*"), _tag),
    "begin": begin,
}  # fmt: skip

KNOWN: tuple[str, ...] = (
    *SYMBOLS, *OPERATORS, *BRACKETS, *SPACES, *ALPHABETS, *ACCENTS, *_HANDLERS, *_TEXT, *_IGNORED,
    *_SIZES, *_IGNORED_WITH_ARGUMENT,
)  # fmt: skip
"""The names of all commands with a meaning of their own."""
