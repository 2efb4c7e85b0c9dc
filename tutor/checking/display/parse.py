"""TeX source → atoms.

The subset is the one papers use in displays: no macro definitions, nothing executed.
Every way of going wrong is a `TexError` at its column.
"""

import difflib
import re
from collections.abc import Callable
from typing import NoReturn

from tutor.checking.display.errors import tex_error
from tutor.checking.display.letters import ACCENTS, ALPHABETS, WORD_FONTS
from tutor.checking.display.nodes import (
    NOTHING,
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
    CHARACTERS,
    CLOSING,
    NEGATED,
    OPENING,
    OPERATORS,
    SPACES,
    SUMLIKE,
    SYMBOLS,
)

LONGEST = 8_000
DEEPEST = 30
MOST_CELLS = 900

_COMMAND = re.compile(r"\\((?:operatorname|hspace|tag)\*|[A-Za-z]+|.)", re.DOTALL)
_BLANKS = re.compile(r"(?:\s|%[^\n]*(?:\n|$))*")
_DIMENSION = re.compile(r"\s*(-?\d*\.?\d+)\s*(em|ex|pt|cm|mm|mu|in|px)\b")

_TEXT = frozenset(
    "text textrm textbf textit textsf texttt textup textnormal emph mbox hbox textsc".split()
)
_ARROWS = {"xrightarrow": "→", "xleftarrow": "←", "xleftrightarrow": "↔", "xRightarrow": "⇒",
           "xLeftarrow": "⇐", "xmapsto": "↦", "xlongequal": "="}  # fmt: skip
_CLASSES: dict[str, Kind] = {
    "mathord": "ord", "mathop": "op", "mathbin": "bin", "mathrel": "rel", "mathopen": "open",
    "mathclose": "close", "mathpunct": "punct", "mathinner": "inner",
}  # fmt: skip
_SIZES = frozenset(
    size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
)
_IGNORED = frozenset(
    """displaystyle textstyle scriptstyle scriptscriptstyle nonumber notag allowdisplaybreaks
    noindent centering relax protect mathstrut strut normalsize small large Large tiny
    scriptsize footnotesize boldmath unboldmath par null""".split()
)
_IGNORED_WITH_ARGUMENT = frozenset(
    "label vspace vskip ref eqref cite hypertarget pagecolor".split()
)
_FRACTIONS = {"frac": "", "tfrac": "small", "dfrac": "large", "cfrac": "large", "sfrac": "small"}
_GRIDS: dict[str, tuple[str, str, str]] = {
    "matrix": ("", "", "c"), "pmatrix": ("(", ")", "c"), "bmatrix": ("[", "]", "c"),
    "Bmatrix": ("{", "}", "c"), "vmatrix": ("|", "|", "c"), "Vmatrix": ("‖", "‖", "c"),
    "smallmatrix": ("", "", "c"), "cases": ("{", "", "l"), "dcases": ("{", "", "l"),
    "rcases": ("", "}", "l"), "drcases": ("", "}", "l"),
    "array": ("", "", "c"), "tabular": ("", "", "c"), "subarray": ("", "", "c"),
}  # fmt: skip
_RULES = frozenset("hline cline toprule midrule bottomrule".split())
_PAIRED = frozenset("align aligned alignat alignedat eqnarray flalign split alignedat".split())
_SINGLE = frozenset("gather gathered equation multline displaymath math".split())


def parse(source: str) -> Row:
    """The atoms of `source`, which comes without its dollar signs.

    Raises TexError where the source cannot be shown.
    """
    if len(source) > LONGEST:
        raise tex_error(LONGEST, "too_long", count=len(source), limit=LONGEST)
    return _Parser(source).whole()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.depth = 0
        self.cells = 0

    # --- reading characters ---

    def blanks(self) -> None:
        match = _BLANKS.match(self.source, self.at)
        if match:
            self.at = match.end()

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def command(self) -> str:
        """The name of the command at this place, read; the place is a backslash."""
        match = _COMMAND.match(self.source, self.at)
        if match is None:
            raise tex_error(self.at, "lone_backslash")
        self.at = match.end()
        return match[1]

    def next_command(self) -> str:
        """The name of the command at this place, not read; empty when there is none."""
        match = _COMMAND.match(self.source, self.at)
        return match[1] if match else ""

    # --- rows ---

    def whole(self) -> Row:
        rows, rules = self.rows("")
        if self.at < len(self.source):
            if self.peek() == "}":
                raise tex_error(self.at, "stray_close")
            self.stray()
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
        if any(len(row) > 1 for row in rows):
            return Row((_paired(rows, rules),))
        return Row((Grid(tuple(rows), "l", rules=rules),))

    def stray(self) -> NoReturn:
        if self.peek() == "$":
            raise tex_error(self.at, "stray_dollar")
        start = self.at
        name = self.command()
        if name == "end":
            raise tex_error(start, "unmatched_end", name=self.name_in_braces("\\end"))
        raise tex_error(start, "unmatched_right", name=f"\\{name}")

    def rows(self, environment: str) -> tuple[list[tuple[Row, ...]], tuple[int, ...]]:
        """Rows of cells up to the end of the environment or of the source.

        Also the indices of the rows that have a rule above them.
        """
        rows: list[tuple[Row, ...]] = []
        rules: list[int] = []
        cells: list[Row] = []
        while True:
            self.blanks()
            while not cells and self.next_command() in _RULES:
                if self.command() == "cline":
                    self.raw_group("\\cline")
                rules.append(len(rows))
                self.blanks()
            cells.append(self.row())
            self.cells += 1
            if self.cells > MOST_CELLS:
                raise tex_error(self.at, "too_large", count=self.cells, limit=MOST_CELLS)
            if self.peek() == "&":
                if not environment and self.depth:
                    raise tex_error(self.at, "stray_ampersand")
                self.at += 1
                continue
            rows.append(tuple(cells))
            cells = []
            if self.next_command() in ("\\", "cr", "newline", "tabularnewline"):
                self.command()
                self.skip_line_options()
                continue
            break
        if len(rows) > 1 and rows[-1] == (NOTHING,):
            rows.pop()
        return rows, tuple(rules)

    def skip_line_options(self) -> None:
        if self.peek() == "*":
            self.at += 1
        here = self.at
        self.blanks()
        option = re.compile(r"\[\s*-?\d*\.?\d+\s*[a-z]{2}\s*\]").match(self.source, self.at)
        self.at = option.end() if option else here

    def row(self, closing: str = "") -> Row:
        """Atoms up to something that ends a row; `closing` is one more such character."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise tex_error(self.at, "too_deep", limit=DEEPEST)
        items: list[Atom] = []
        lefts: list[int] = []
        while True:
            self.blanks()
            character = self.peek()
            if not character or character in "}&$" or character == closing:
                break
            if character == "\\":
                name = self.next_command()
                if name in ("\\", "cr", "newline", "tabularnewline", "end"):
                    break
                if name == "right" or name == "middle":
                    if not lefts:
                        break
                    self.fence(items, lefts)
                    continue
                if name == "left":
                    self.fence(items, lefts)
                    continue
                if name in ("over", "atop", "choose"):
                    self.command()
                    below = self.row(closing)
                    items = [_over(name, Row(tuple(items)), below)]
                    continue
            items.extend(self.scripted())
        if lefts:
            raise tex_error(lefts[-1], "unmatched_left")
        self.depth -= 1
        return Row(tuple(items))

    def fence(self, items: list[Atom], lefts: list[int]) -> None:
        """\\left, \\middle or \\right with its delimiter, and the scripts of a closing one."""
        start = self.at
        name = self.command()
        character = self.delimiter(f"\\{name}")
        if name == "left":
            lefts.append(start)
            items.append(Bracket(character, "open", explicit=True))
        elif name == "middle":
            items.append(Bracket(character, "between", explicit=True))
        else:
            lefts.pop()
            items.append(self.scripts(Bracket(character, "close", explicit=True)))

    def delimiter(self, after: str) -> str:
        self.blanks()
        start = self.at
        character = self.peek()
        if character == "\\":
            name = self.command()
            found = BRACKETS.get(name, "")
        else:
            self.at += 1
            found = {"<": "⟨", ">": "⟩", ".": ""}.get(character, character)
            if character == ".":
                return ""
            if not character or character not in OPENING + CLOSING + "|‖∥/<>↑↓":
                found = ""
        if not found:
            self.at = start
            raise tex_error(min(start, len(self.source)), "not_a_delimiter", name=after)
        return {"∥": "‖"}.get(found, found)

    # --- atoms ---

    def scripted(self) -> list[Atom]:
        """The next atom with its scripts; several for a word of a font command."""
        atoms = self.atom()
        if not atoms:
            return [] if self.peek() not in ("^", "_", "'") else [self.scripts(NOTHING)]
        *before, last = atoms
        return [*before, self.scripts(last)]

    def scripts(self, base: Atom) -> Atom:
        sub: Row | None = None
        sup: Row | None = None
        primes = 0
        limits: bool | None = None
        while True:
            self.blanks()
            character = self.peek()
            if character == "'":
                self.at += 1
                primes += 1
            elif character == "^":
                if sup is not None:
                    raise tex_error(self.at, "double_script", name="^")
                self.at += 1
                sup = self.argument("^")
            elif character == "_":
                if sub is not None:
                    raise tex_error(self.at, "double_script", name="_")
                self.at += 1
                sub = self.argument("_")
            elif self.next_command() in ("limits", "nolimits", "displaylimits"):
                limits = {"limits": True, "nolimits": False}.get(self.command(), limits)
            else:
                break
        if primes:
            marks = "′″‴"[primes - 1] if primes <= 3 else "′" * min(primes, 9)
            sup = Row((Sign(marks), *(sup.items if sup else ())))
        if sub is None and sup is None:
            return base
        if isinstance(base, Brace) and base.note is None:
            note = sup if base.over else sub
            rest_sub, rest_sup = (sub, None) if base.over else (None, sup)
            braced = Brace(base.body, base.over, note)
            return Scripts(braced, rest_sub, rest_sup) if rest_sub or rest_sup else braced
        return Scripts(base, sub, sup, limits)

    def argument(self, after: str) -> Row:
        """A group in braces, or the one atom that follows."""
        self.blanks()
        character = self.peek()
        if not character or character in "}&$^_":
            raise tex_error(self.at, "missing_argument", name=after)
        if character == "{":
            return self.group()
        if character.isascii() and character.isdigit():
            self.at += 1
            return Row((Sign(character),))
        if self.next_command() in ("right", "end", "\\", "middle"):
            raise tex_error(self.at, "missing_argument", name=after)
        self.depth += 1
        if self.depth > DEEPEST:
            raise tex_error(self.at, "too_deep", limit=DEEPEST)
        atoms = self.atom()
        self.depth -= 1
        return Row(tuple(atoms))

    def group(self) -> Row:
        """The row in the braces that open here."""
        start = self.at
        self.at += 1
        row = self.row()
        if self.peek() != "}":
            if self.peek() in ("&", "$") or self.next_command():
                self.complain_in_group()
            raise tex_error(start, "unclosed")
        self.at += 1
        return row

    def complain_in_group(self) -> None:
        if self.peek() == "&":
            raise tex_error(self.at, "stray_ampersand")
        if self.peek() == "$":
            raise tex_error(self.at, "stray_dollar")
        if self.next_command() in ("right", "middle"):
            raise tex_error(self.at, "unmatched_right", name=f"\\{self.next_command()}")

    def raw_group(self, after: str) -> tuple[str, int]:
        """The characters between the braces that follow, and where they begin."""
        self.blanks()
        start = self.at
        if self.peek() != "{":
            if self.peek() and self.peek() not in "}&$\\":
                self.at += 1
                return self.source[start], start
            raise tex_error(start, "missing_argument", name=after)
        level = 0
        for index in range(start, len(self.source)):
            character = self.source[index]
            escaped = self.source[index - 1] == "\\"
            if character == "{" and not escaped:
                level += 1
            elif character == "}" and not escaped:
                level -= 1
                if level == 0:
                    self.at = index + 1
                    return self.source[start + 1 : index], start + 1
        raise tex_error(start, "unclosed")

    def name_in_braces(self, after: str) -> str:
        return self.raw_group(after)[0].strip()

    def optional(self) -> Row | None:
        """The row in square brackets, if they follow."""
        self.blanks()
        if self.peek() != "[":
            return None
        start = self.at
        self.at += 1
        row = self.row(closing="]")
        if self.peek() != "]":
            raise tex_error(start, "unclosed_bracket")
        self.at += 1
        return row

    def atom(self) -> list[Atom]:
        """The next atom without scripts. An empty list for what shows nothing."""
        start = self.at
        character = self.peek()
        if character == "\\":
            return self.command_atom(start, self.command())
        if character == "{":
            return [self.group()]
        if character in "^_'":
            return []
        self.at += 1
        if character == "#":
            raise tex_error(start, "stray_hash")
        if character == "~":
            return [Space(1)]
        if character in OPENING:
            return [Bracket(character, "open")]
        if character in CLOSING:
            return [Bracket(character, "close")]
        if character in "|‖":
            return [Bracket(character, "bar")]
        if character in "∥":
            return [Bracket("‖", "bar")]
        if (ord(character) < 32 or 127 <= ord(character) < 160) or character in "\u2028\u2029":
            raise tex_error(start, "control_character", code=f"{ord(character):04X}")
        return [self.character(character)]

    def character(self, character: str) -> Atom:
        """A character that stands for itself; marks that follow belong to it."""
        while self.at < len(self.source) and _is_mark(self.source[self.at]):
            character += self.source[self.at]
            self.at += 1
        text, kind = CHARACTERS.get(character, (character, "ord"))
        return Sign(text, kind, limits=text in SUMLIKE)

    def command_atom(self, start: int, name: str) -> list[Atom]:
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
            return self.in_alphabet(name)
        if name in ACCENTS:
            mark = ACCENTS[name]
            body = self.argument(f"\\{name}")
            return [
                Accent(name, body, wide=name.startswith(("wide", "over", "under")) and bool(mark))
            ]
        if name in _TEXT:
            return self.words(name)
        if name in _IGNORED or name in _SIZES:
            return self.sized(name) if name in _SIZES else []
        if name in _IGNORED_WITH_ARGUMENT:
            self.raw_group(f"\\{name}")
            return []
        handler = _HANDLERS.get(name)
        if handler is None:
            self.unknown(start, name)
        return handler(self, name)

    def unknown(self, start: int, name: str) -> NoReturn:
        known = [*SYMBOLS, *OPERATORS, *ALPHABETS, *ACCENTS, *_HANDLERS, *_TEXT]
        near = difflib.get_close_matches(name[:40], known, n=1, cutoff=0.75)
        if near:
            raise tex_error(start, "unknown_command_near", name=name, near=near[0])
        raise tex_error(start, "unknown_command", name=name)

    def sized(self, name: str) -> list[Atom]:
        """\\big and its like: the size follows from what is enclosed."""
        character = self.delimiter(f"\\{name}")
        if name.endswith("l") or (character in OPENING and not name.endswith(("r", "m"))):
            return [Bracket(character, "open")]
        if name.endswith("r") or (character in CLOSING and not name.endswith("m")):
            return [Bracket(character, "close")]
        if name.endswith("m"):
            return [Bracket(character, "between")]
        return [Bracket(character, "bar") if character in "|‖" else Sign(character)]

    def in_alphabet(self, name: str) -> list[Atom]:
        letters = ALPHABETS[name]
        body = self.argument(f"\\{name}")
        if name in WORD_FONTS:
            word = _plain_word(body)
            return [Sign(word)] if word is not None else [body]
        changed = _relettered(body, letters)
        return [changed.items[0]] if len(changed.items) == 1 else [changed]

    def words(self, name: str) -> list[Atom]:
        """Prose, in which $…$ is mathematics again."""
        raw, start = self.raw_group(f"\\{name}")
        atoms: list[Atom] = []
        for index, part in enumerate(re.split(r"(?<!\\)\$", raw)):
            if index % 2:
                inner = _Parser(part)
                inner.depth, inner.cells = self.depth + 1, self.cells
                if inner.depth > DEEPEST:
                    raise tex_error(start, "too_deep", limit=DEEPEST)
                atoms.append(inner.row())
                if inner.at < len(part):
                    raise tex_error(start, "unclosed")
            elif part:
                atoms.append(Words(_plain_prose(part)))
        return [Row(tuple(atoms))] if len(atoms) != 1 else atoms


def _is_mark(character: str) -> bool:
    import unicodedata

    return not character.isascii() and unicodedata.category(character)[0] == "M"


def _bracket(name: str) -> Bracket:
    text = BRACKETS[name]
    if name in ("lvert", "lVert"):
        return Bracket(text, "open")
    if name in ("rvert", "rVert"):
        return Bracket(text, "close")
    if text in "|‖":
        return Bracket(text, "bar")
    return Bracket(text, "open" if text in OPENING else "close")


def _over(name: str, top: Row, bottom: Row) -> Atom:
    if name == "over":
        return Fraction(top, bottom)
    pile = Fraction(top, bottom, bar=False)
    if name == "atop":
        return pile
    return Row((Bracket("(", "open", True), pile, Bracket(")", "close", True)))


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


def _fraction(parser: _Parser, name: str) -> list[Atom]:
    if name == "cfrac":
        parser.optional()
    top, bottom = parser.argument(f"\\{name}"), parser.argument(f"\\{name}")
    size = _FRACTIONS[name]
    return [Fraction(top, bottom, size="small" if size == "small" else "large" if size else "")]


def _binomial(parser: _Parser, name: str) -> list[Atom]:
    pile = Fraction(parser.argument(f"\\{name}"), parser.argument(f"\\{name}"), bar=False)
    return [Row((Bracket("(", "open", True), pile, Bracket(")", "close", True)))]


def _root(parser: _Parser, name: str) -> list[Atom]:
    degree = parser.optional()
    return [Root(parser.argument(f"\\{name}"), degree)]


def _operator(parser: _Parser, name: str) -> list[Atom]:
    body = parser.argument(f"\\{name}")
    limits = name.endswith("*")
    word = _plain_word(body)
    return [Sign(word, "op", limits) if word is not None else Classed(body, "op", limits)]


def _stack(parser: _Parser, name: str) -> list[Atom]:
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


def _arrow(parser: _Parser, name: str) -> list[Atom]:
    under = parser.optional()
    over = parser.argument(f"\\{name}")
    return [Stack(Sign(_ARROWS[name], "rel"), over, under, "rel", stretch=True)]


def _brace(parser: _Parser, name: str) -> list[Atom]:
    return [Brace(parser.argument(f"\\{name}"), over=name.startswith("over"))]


def _boxed(parser: _Parser, name: str) -> list[Atom]:
    return [Boxed(parser.argument(f"\\{name}"))]


def _phantom(parser: _Parser, name: str) -> list[Atom]:
    body = parser.argument(f"\\{name}")
    return [] if name == "vphantom" else [Phantom(body)]


def _passed(parser: _Parser, name: str) -> list[Atom]:
    return [parser.argument(f"\\{name}")]


def _classed(parser: _Parser, name: str) -> list[Atom]:
    body = parser.argument(f"\\{name}")
    kind = _CLASSES[name]
    word = _plain_word(body)
    if word is not None and (kind == "op" or len(word) == 1):
        return [Sign(word, kind, limits=kind == "op")]
    return [Classed(body, kind, limits=kind == "op")]


def _not(parser: _Parser, name: str) -> list[Atom]:
    parser.blanks()
    body = parser.argument("\\not")
    if len(body.items) == 1 and isinstance(body.items[0], Sign):
        sign = body.items[0]
        return [Sign(NEGATED.get(sign.text, sign.text + "\u0338"), sign.kind)]
    if len(body.items) == 1 and isinstance(body.items[0], Bracket):
        return [Sign("∤" if body.items[0].text == "|" else "∦", "rel")]
    return [body]


def _cancelled(parser: _Parser, name: str) -> list[Atom]:
    body = parser.argument(f"\\{name}")
    word = _plain_word(body)
    if word is None:
        return [body]
    return [Sign("".join(letter + "\u0338" for letter in word))]


def _modulus(parser: _Parser, name: str) -> list[Atom]:
    body = parser.argument(f"\\{name}")
    if name == "mod":
        return [Space(2), Sign("mod"), Space(1), body]
    inner: tuple[Atom, ...] = (Sign("mod"), Space(1), *body.items)
    if name == "pod":
        inner = body.items
    return [Space(2), Bracket("(", "open"), *inner, Bracket(")", "close")]


def _coloured(parser: _Parser, name: str) -> list[Atom]:
    parser.blanks()
    if parser.peek() == "[":
        parser.optional()
    parser.raw_group(f"\\{name}")
    return [] if name == "color" else [parser.argument(f"\\{name}")]


def _spaced(parser: _Parser, name: str) -> list[Atom]:
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
    ems = {"em": 1.0, "ex": 0.5, "pt": 0.1, "cm": 2.8, "mm": 0.28, "mu": 0.056, "in": 7, "px": 0.08}
    width = round(float(match[1][:12]) * ems[match[2]] * 2)
    return [Space(min(width, 12))] if width > 0 else []


def _substack(parser: _Parser, name: str) -> list[Atom]:
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


def _begin(parser: _Parser, name: str) -> list[Atom]:
    start = parser.at - len("\\begin")
    environment = parser.name_in_braces("\\begin")
    bare = environment.removesuffix("*")
    columns = ""
    if bare in ("alignat", "alignedat"):
        parser.raw_group("\\begin{alignat}")
    if bare not in _GRIDS and bare not in _PAIRED and bare not in _SINGLE:
        raise tex_error(start, "unknown_environment", name=environment)
    parser.blanks()
    if parser.peek() == "[":
        columns = _column_letters(parser.source[parser.at : parser.at + 12])
        parser.optional()
    if bare in ("array", "tabular", "subarray"):
        columns = _column_letters(parser.raw_group(f"\\begin{{{bare}}}")[0])
    parser.depth += 1
    if parser.depth > DEEPEST:
        raise tex_error(start, "too_deep", limit=DEEPEST)
    rows, rules = parser.rows(environment)
    parser.depth -= 1
    if parser.next_command() != "end":
        if parser.peek() == "}":
            raise tex_error(parser.at, "stray_close")
        if parser.at < len(parser.source):
            parser.stray()
        raise tex_error(start, "unmatched_begin", name=environment)
    at_end = parser.at
    parser.command()
    ended = parser.name_in_braces("\\end")
    if ended != environment:
        raise tex_error(at_end, "unmatched_end", name=ended)
    return [_environment(bare, rows, columns, rules)]


def _environment(
    name: str, rows: list[tuple[Row, ...]], columns: str, rules: tuple[int, ...]
) -> Atom:
    count = max(len(row) for row in rows)
    if name == "eqnarray":
        return Grid(tuple(rows), ("rcl" * count)[:count], gap=1, rules=rules)
    if name in _PAIRED:
        return _paired(rows, rules)
    if name in _SINGLE:
        if len(rows) == 1 and count == 1:
            return rows[0][0]
        if count > 1:
            return _paired(rows, rules)
        return Grid(tuple(rows), "l" if name == "multline" else "c", rules=rules)
    left, right, align = _GRIDS[name]
    letters = len(columns.replace("|", ""))
    columns += align * (count - letters) if letters != 1 or count == 1 else columns[0] * (count - 1)
    gap = 1 if name == "smallmatrix" else 3 if "cases" in name else 2
    return Grid(tuple(rows), columns, left, right, gap=gap, rules=rules)


def _paired(rows: list[tuple[Row, ...]], rules: tuple[int, ...]) -> Grid:
    """Columns in right-and-left pairs; what follows an alignment point has its spaces."""
    count = max(len(row) for row in rows)
    set_rows = tuple(
        tuple(Row((NOTHING, *cell.items)) if at % 2 else cell for at, cell in enumerate(row))
        for row in rows
    )
    return Grid(set_rows, ("rl" * count)[:count], pairs=True, rules=rules)


def _tag(parser: _Parser, name: str) -> list[Atom]:
    raw, _ = parser.raw_group("\\tag")
    text = _plain_prose(raw)
    return [Space(4), Words(text if name == "tag*" else f"({text})")]


def _column_letters(text: str) -> str:
    text = re.sub(r"[@!>p]\{[^{}]*\}", "", text)
    return "".join(character for character in text if character in "lcr|")[:60]


_HANDLERS: dict[str, Callable[[_Parser, str], list[Atom]]] = {
    **dict.fromkeys(_FRACTIONS, _fraction),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _binomial),
    "sqrt": _root,
    **dict.fromkeys(("operatorname", "operatorname*"), _operator),
    **dict.fromkeys(("overset", "underset", "stackrel"), _stack),
    **dict.fromkeys(_ARROWS, _arrow),
    **dict.fromkeys(("underbrace", "overbrace", "underbracket", "overbracket"), _brace),
    **dict.fromkeys(("boxed", "fbox", "framebox"), _boxed),
    **dict.fromkeys(("phantom", "hphantom", "vphantom"), _phantom),
    **dict.fromkeys(("smash", "mathstrut_", "ensuremath", "mathclap", "mathllap", "mathrlap",
                     "raisebox_", "hbox_"), _passed),
    **dict.fromkeys(_CLASSES, _classed),
    "not": _not,
    **dict.fromkeys(("cancel", "bcancel", "xcancel", "sout"), _cancelled),
    **dict.fromkeys(("pmod", "mod", "pod"), _modulus),
    **dict.fromkeys(("color", "textcolor", "colorbox"), _coloured),
    **dict.fromkeys(("hspace", "hspace*", "kern", "mkern", "hskip", "mskip", "mspace"), _spaced),
    "substack": _substack,
    **dict.fromkeys(("tag", "tag*"), _tag),
    "begin": _begin,
}  # fmt: skip
