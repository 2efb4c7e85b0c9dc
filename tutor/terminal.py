"""What this terminal does with text: measured widths, colours, and honest advice.

Terminals disagree on how many cells a Bangla vowel sign takes. Printing কি before the app
starts and asking where the cursor is (the DSR sequence, ECMA-48 8.3.35) tells which rule
this one follows; `apply` makes the layout here, Rich's and Textual's count the same way.
"""

import os
import re
import select
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from tutor.bilingual import Strings, choose
from tutor.cells import is_virama, use

if TYPE_CHECKING:
    from textual.app import App

_STRINGS = Strings(__file__, "terminal.toml")

TIMEOUT = 0.1
"""Seconds to wait for a terminal that does not answer."""

_VOWEL_SIGN = "কি"
_CONJUNCT = "ক্ষ"
_ASK = "\x1b[6n"
_ANSWER = re.compile(rb"\x1b\[\d{1,5};(\d{1,5})R")


@dataclass(frozen=True, slots=True)
class WidthModel:
    """How a terminal counts Bangla.

    spacing_mark: cells of a vowel sign with its own width (Unicode category Mc), 0 or 1.
    joins_conjuncts: a conjunct such as ক্ষ takes the cells of one letter.
    measured: the terminal said so; else it is the likeliest model for its name.
    typed: what the learner had typed before the terminal answered.
    """

    spacing_mark: int = 1
    joins_conjuncts: bool = False
    measured: bool = False
    typed: bytes = b""

    @property
    def name(self) -> str:
        """The model in a few words."""
        signs = "a cell" if self.spacing_mark else "no cell"
        joined = ", conjuncts one letter" if self.joins_conjuncts else ""
        return f"vowel signs take {signs}{joined} ({'measured' if self.measured else 'assumed'})"


def assumed() -> WidthModel:
    """The likeliest model, from the terminal's name."""
    inside_tmux = "TMUX" in os.environ
    kitty = "kitty" in os.environ.get("TERM", "") or "KITTY_WINDOW_ID" in os.environ
    ghostty = os.environ.get("TERM_PROGRAM", "") == "ghostty"
    return WidthModel(spacing_mark=0 if (kitty or ghostty) and not inside_tmux else 1)


def probe(
    stdin: TextIO | None = None, stdout: TextIO | None = None, *, timeout: float = TIMEOUT
) -> WidthModel:
    """Ask the terminal, which is left as it was found.

    timeout: seconds to wait for a terminal that does not answer. Anything but a terminal is
    not asked. Never raises; what was typed meanwhile is in `typed` (see `replay`).
    """
    stdin, stdout = stdin or sys.stdin, stdout or sys.stdout
    try:
        if not (stdin.isatty() and stdout.isatty()) or os.environ.get("TERM") == "dumb":
            return assumed()
        return _ask(stdin.fileno(), stdout, timeout)
    except (OSError, ValueError, ImportError, AttributeError):
        return assumed()


def _ask(descriptor: int, stdout: TextIO, timeout: float) -> WidthModel:
    import termios

    before = termios.tcgetattr(descriptor)
    quiet = termios.tcgetattr(descriptor)
    quiet[3] &= ~(termios.ICANON | termios.ECHO)
    quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 0, 0
    termios.tcsetattr(descriptor, termios.TCSANOW, quiet)
    try:
        hidden, shown = "\x1b[8m", "\x1b[28m"
        stdout.write(f"\r{hidden}{_VOWEL_SIGN}{_ASK}\r{_CONJUNCT}{_ASK}{shown}\r\x1b[K")
        stdout.flush()
        read = _read_answers(descriptor, timeout)
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)
    return _model(read)


def _read_answers(descriptor: int, timeout: float) -> bytes:
    """Everything that comes until both answers are there or the time is over."""
    read = b""
    end = time.monotonic() + timeout
    while len(_ANSWER.findall(read)) < 2 and (left := end - time.monotonic()) > 0:
        if not select.select([descriptor], [], [], left)[0]:
            break
        piece = os.read(descriptor, 1024)
        if not piece:
            break
        read += piece
    return read


def _model(read: bytes) -> WidthModel:
    columns = [int(column) - 1 for column in _ANSWER.findall(read)]
    typed = _ANSWER.sub(b"", read)
    guess = assumed()
    if len(columns) < 2 or not 1 <= columns[0] <= 4 or not 1 <= columns[1] <= 4:
        return WidthModel(guess.spacing_mark, typed=typed)
    return WidthModel(
        spacing_mark=int(columns[0] > 1),
        joins_conjuncts=columns[1] == 1,
        measured=True,
        typed=typed,
    )


def apply(model: WidthModel) -> None:
    """Make this program's, Rich's and Textual's widths follow `model`."""
    use(model.spacing_mark, model.joins_conjuncts)
    _adjust_rich(model)


def _adjust_rich(model: WidthModel) -> None:
    """Rich takes every combining mark for zero cells; give the spacing ones theirs.

    Rich looks its table and its measuring functions up by name at each call, so putting
    others in their place reaches Textual too.
    """
    import rich.cells
    from rich._unicode_data import load

    rich_cells: Any = rich.cells
    table = load()
    if model.spacing_mark:
        table = table._replace(widths=_with_spacing_marks(table.widths))
    rich_cells.load_cell_table = lambda unicode_version="auto": table
    if not _PLAIN:
        _PLAIN.extend((rich_cells._cell_len, rich_cells.split_graphemes))
    measure, split = _PLAIN
    if model.joins_conjuncts:
        rich_cells._cell_len = lambda text, version: measure(text, version) - _joined(text)
        rich_cells.split_graphemes = lambda text, version="auto": _merged(
            text, *split(text, version)
        )
    else:
        rich_cells._cell_len, rich_cells.split_graphemes = measure, split
    rich_cells.get_character_cell_size.cache_clear()
    rich_cells.cached_cell_len.cache_clear()


_PLAIN: list[Any] = []
"""Rich's own measuring functions."""


def _with_spacing_marks(table: Any) -> list[tuple[int, int, int]]:
    """The table without its zeros for characters of category Mc."""
    from unicodedata import category

    adjusted: list[tuple[int, int, int]] = []
    for start, end, width in table:
        if width or end - start > 1000:
            adjusted.append((start, end, width))
            continue
        first = start
        for code in range(start, end + 1):
            if category(chr(code)) == "Mc":
                if first < code:
                    adjusted.append((first, code - 1, 0))
                first = code + 1
        if first <= end:
            adjusted.append((first, end, 0))
    return adjusted


def _joins(text: str, index: int) -> bool:
    return index > 0 and is_virama(text[index - 1]) and text[index].isalpha()


def _joined(text: str) -> int:
    """How many letters of `text` take no cell because a virama joins them to the one before."""
    if text.isascii():
        return 0
    return sum(_joins(text, index) for index in range(1, len(text)))


def _merged(
    text: str, spans: list[tuple[int, int, int]], size: int
) -> tuple[list[tuple[int, int, int]], int]:
    """Rich's spans of graphemes with each conjunct as one."""
    merged: list[tuple[int, int, int]] = []
    for start, end, width in spans:
        if merged and _joins(text, start):
            merged[-1] = (merged[-1][0], end, merged[-1][2])
            size -= width
        else:
            merged.append((start, end, width))
    return merged, size


def replay(app: "App[Any]", typed: bytes) -> None:
    """Give the app the keys that were pressed before it could listen."""
    from textual._xterm_parser import XTermParser
    from textual.message import Message

    driver = app._driver
    if not typed or driver is None:
        return
    for event in XTermParser().feed(typed.decode("utf-8", "ignore")):
        if isinstance(event, Message):
            driver.process_message(event)


# --- for people ---


def describe(model: WidthModel | None = None, language: str = "en") -> dict[str, str]:
    """What is known of this terminal, in words; `advice` only where something helps.

    model: as measured; the likeliest one when it was not.
    """
    model = model or probe()
    found = {
        "terminal": _program() or choose(_STRINGS["unknown"], language),
        "size": _size(),
        "colours": choose(_STRINGS[_colours()], language),
        "Bangla": model.name,
    }
    advice = _advice()
    if advice:
        found["advice"] = choose(_STRINGS[advice], language)
    return found


def _program() -> str:
    env = os.environ
    for name, mark in (
        ("tmux", "TMUX"),
        ("kitty", "KITTY_WINDOW_ID"),
        ("Alacritty", "ALACRITTY_WINDOW_ID"),
        ("Konsole", "KONSOLE_VERSION"),
        ("VTE", "VTE_VERSION"),
        ("WezTerm", "WEZTERM_PANE"),
        ("Windows Terminal", "WT_SESSION"),
        ("xterm", "XTERM_VERSION"),
    ):
        if mark in env:
            return name
    return env.get("TERM_PROGRAM", "")


def _size() -> str:
    try:
        columns, lines = os.get_terminal_size()
    except (OSError, ValueError):
        return "?"
    return f"{columns} × {lines}"


def _colours() -> str:
    if os.environ.get("NO_COLOR"):
        return "colours_off"
    if os.environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        return "colours_all"
    if "256" in os.environ.get("TERM", ""):
        return "colours_256"
    return "colours_16"


def _advice() -> str:
    """Key of the sentence on how well Bangla reads here."""
    return {
        "VTE": "reads_well",
        "Konsole": "reads_well",
        "kitty": "reads_well",
        "Alacritty": "reads_poorly",
        "xterm": "reads_not",
        "vscode": "reads_not",
        "tmux": "reads_outer",
    }.get(_program(), "reads_unknown")
