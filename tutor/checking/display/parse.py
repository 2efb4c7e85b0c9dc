"""TeX source → atoms.

The subset is the one papers use in displays: no macro definitions, nothing executed.
Every way of going wrong is a `TexError` at its column.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NoReturn

from tutor.checking.display.commands import command_atoms, in_font
from tutor.checking.display.cursor import Cursor
from tutor.checking.display.environments import paired
from tutor.checking.display.errors import tex_error
from tutor.checking.display.letters import SWITCHES
from tutor.checking.display.nodes import (
    NOTHING,
    Atom,
    Brace,
    Bracket,
    Fraction,
    Grid,
    Row,
    Scripts,
    Sign,
    Space,
)
from tutor.checking.display.symbols import BRACKETS, CHARACTERS, CLOSING, OPENING, SUMLIKE

LONGEST = 4_000
DEEPEST = 30
MOST_CELLS = 900

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_LINE_ENDS = frozenset(("\\", "cr", "newline", "tabularnewline"))
_RULES = frozenset(("hline", "cline", "toprule", "midrule", "bottomrule"))


@lru_cache(maxsize=512)
def parse(source: str) -> Row:
    """The atoms of `source`, which comes without its dollar signs.

    Raises TexError where the source cannot be shown.
    """
    if len(source) > LONGEST:
        raise tex_error(LONGEST, "too_long", count=len(source), limit=LONGEST)
    return Parser(source).whole()


class Parser(Cursor):
    """Reads one source from left to right; commands ask it for their arguments."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.depth = 0
        self.cells = 0

    def enter(self, start: int) -> None:
        """One level deeper, at `start`; whoever calls this takes `depth` back again."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise tex_error(start, "too_deep", limit=DEEPEST)

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
            return Row((paired(rows, rules),))
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
            if self.next_command() in _LINE_ENDS:
                self.command()
                self.skip_line_options()
                continue
            break
        if len(rows) > 1 and rows[-1] == (NOTHING,):
            rows.pop()
        return rows, tuple(rules)

    def row(self, closing: str = "") -> Row:
        """Atoms up to something that ends a row; `closing` is one more such character."""
        self.enter(self.at)
        items: list[Atom] = []
        lefts: list[int] = []
        while True:
            self.blanks()
            character = self.peek()
            if not character or character in "}&$" or character == closing:
                break
            if character == "\\":
                name = self.next_command()
                if name in _LINE_ENDS | {"end"}:
                    break
                if name == "right" or name == "middle":
                    if not lefts:
                        break
                    self.fence(items, lefts)
                    continue
                if name == "left":
                    self.fence(items, lefts)
                    continue
                if name in SWITCHES:
                    self.command()
                    items += in_font(SWITCHES[name], self.row(closing))
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
        r"""\left, \middle or \\right with its delimiter, and the scripts of a closing one."""
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
        self.enter(self.at)
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

    def inside(self, source: str, start: int) -> Row:
        """The row of a formula inside words, which begins at `start`."""
        inner = Parser(source)
        inner.depth, inner.cells = self.depth, self.cells
        inner.enter(start)
        row = inner.row()
        if inner.at < len(source):
            raise tex_error(start, "unclosed")
        return row

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
            return command_atoms(self, start, self.command())
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
        if character.isascii() and character.isdigit():
            number = _NUMBER.match(self.source, start)
            assert number is not None
            self.at = number.end()
            return [Sign(number[0])]
        return [self.character(character)]

    def character(self, character: str) -> Atom:
        """A character that stands for itself; marks that follow belong to it."""
        while self.at < len(self.source) and unicodedata.category(self.source[self.at])[0] == "M":
            character += self.source[self.at]
            self.at += 1
        text, kind = CHARACTERS.get(character, (character, "ord"))
        return Sign(text, kind, limits=text in SUMLIKE)


def _over(name: str, top: Row, bottom: Row) -> Atom:
    if name == "over":
        return Fraction(top, bottom)
    pile = Fraction(top, bottom, bar=False)
    if name == "atop":
        return pile
    return Row((Bracket("(", "open", True), pile, Bracket(")", "close", True)))
