r"""Lesson Markdown → blocks of styled runs.

CommonMark and tables by markdown-it-py; `$…$` and `$$…$$` are mathematics, `\$` and a
dollar before a number are money. Square brackets are never markup here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from tutor.checking.display import TexError, cells, inline
from tutor.widgets.commonmark import parser, take_callout, with_safe_tables
from tutor.widgets.runs import GLUE, Run

if TYPE_CHECKING:
    from markdown_it.token import Token

MATH = "$text-primary"
CODE = "$text-accent on $panel"
LINK = "underline"
FAINT = "$foreground 65%"
UNSHOWN = "$text-error"

_UNBROKEN = 28


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 1 to 6."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A display formula: its TeX."""

    source: str


@dataclass(frozen=True, slots=True)
class Code:
    """Program text; language is empty when the fence names none."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list. first: number of the first item, or None for bullets. tight: no blank lines."""

    items: tuple[tuple["Block", ...], ...]
    first: int | None
    tight: bool


@dataclass(frozen=True, slots=True)
class Callout:
    """kind: note, tip, warning, mistake, or empty for a quotation. title: its own title."""

    kind: str
    title: tuple[Run, ...]
    body: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Table:
    """rows: the first is the header. aligns: l, c, r for each column."""

    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    aligns: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A line across the page."""


Block: TypeAlias = Heading | Paragraph | Formula | Code | Items | Callout | Table | Divider


@lru_cache(maxsize=64)
def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text."""
    tokens = parser().parse(with_safe_tables(source))
    return tuple(_Builder(tokens).blocks())


@lru_cache(maxsize=512)
def inline_runs(source: str) -> tuple[Run, ...]:
    """One paragraph's worth of Markdown, such as an option or a label."""
    tokens = parser().parseInline(source)
    return tuple(_runs(tokens[0].children or [])) if tokens else ()


class _Builder:
    """Walks markdown-it's flat tokens."""

    def __init__(self, tokens: Sequence["Token"]) -> None:
        self.tokens = tokens
        self.at = 0

    def blocks(self, until: str = "") -> list[Block]:
        found: list[Block] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == until:
                break
            found.extend(self.block(token))
        return found

    def block(self, token: "Token") -> list[Block]:
        match token.type:
            case "heading_open":
                return [Heading(int(token.tag[1]), tuple(self.inline()))]
            case "paragraph_open":
                return self.paragraph()
            case "math_block" | "math_block_label":
                return [Formula(token.content.strip())]
            case "fence" | "code_block":
                language = token.info.split()[0] if token.info.split() else ""
                return [Code(token.content.rstrip("\n"), language)]
            case "bullet_list_open":
                return [self.items("bullet_list_close", None)]
            case "ordered_list_open":
                return [self.items("ordered_list_close", int(token.attrGet("start") or 1))]
            case "blockquote_open":
                return [self.quotation()]
            case "table_open":
                return [self.table()]
            case "hr":
                return [Divider()]
        return []

    def inline(self) -> list[Run]:
        """The runs of the inline token here, and its closing token read."""
        children = self.tokens[self.at].children or []
        self.at += 2
        return _runs(children)

    def paragraph(self) -> list[Block]:
        """A paragraph; a `$$…$$` inside it stands on its own."""
        children = self.tokens[self.at].children or []
        self.at += 2
        found: list[Block] = []
        start = 0
        for index, child in enumerate(children):
            if child.type == "math_inline_double":
                found += _paragraph(children[start:index])
                found.append(Formula(child.content.strip()))
                start = index + 1
        return found + _paragraph(children[start:])

    def items(self, until: str, first: int | None) -> Items:
        found: list[tuple[Block, ...]] = []
        tight = True
        while self.tokens[self.at].type != until:
            self.at += 1
            opening = self.tokens[self.at]
            if opening.type == "paragraph_open" and not opening.hidden:
                tight = False
            found.append(tuple(self.blocks("list_item_close")))
        self.at += 1
        return Items(tuple(found), first, tight)

    def quotation(self) -> Callout:
        kind, title = take_callout(parser(), self.tokens, self.at)
        body = self.blocks("blockquote_close")
        return Callout(kind, inline_runs(title) if title else (), tuple(body))

    def table(self) -> Table:
        rows: list[tuple[tuple[Run, ...], ...]] = []
        cells_: list[tuple[Run, ...]] = []
        aligns = ""
        while True:
            token = self.tokens[self.at]
            self.at += 1
            if token.type == "table_close":
                return Table(tuple(rows), aligns)
            if token.type == "tr_open":
                cells_ = []
            elif token.type == "tr_close":
                rows.append(tuple(cells_))
            elif token.type in ("th_open", "td_open"):
                if token.type == "th_open":
                    style = str(token.attrGet("style") or "")
                    aligns += "c" if "center" in style else "r" if "right" in style else "l"
                cells_.append(tuple(_runs(self.tokens[self.at].children or [])))


def _paragraph(children: Sequence["Token"]) -> list[Block]:
    runs = _runs(children)
    return [Paragraph(tuple(runs))] if any(text.strip() for text, _ in runs) else []


_STYLES = {"strong": "bold", "em": "italic", "s": "strike", "link": LINK}


@dataclass(slots=True)
class _Open:
    styles: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def _runs(children: Sequence["Token"]) -> list[Run]:
    runs: list[Run] = []
    open_ = _Open()
    for child in children:
        name, _, side = child.type.rpartition("_")
        if name in _STYLES and side == "open":
            open_.styles.append(_STYLES[name])
            if name == "link":
                open_.links.append(str(child.attrGet("href") or ""))
        elif name in _STYLES and side == "close":
            open_.styles.pop()
            if name == "link":
                runs += _address(open_.links.pop(), runs)
        else:
            runs += _leaf(child, " ".join(open_.styles))
    return runs


def _address(address: str, runs: Sequence[Run]) -> list[Run]:
    """A link's address after its text, where the text does not already say it."""
    shown = runs[-1][0] if runs else ""
    if not address.startswith(("http://", "https://")) or shown.rstrip("/") in address:
        return []
    return [(f" ({address})", FAINT)]


def _leaf(token: "Token", style: str) -> list[Run]:
    match token.type:
        case "softbreak":
            return [(" ", style)]
        case "hardbreak":
            return [("\n", style)]
        case "code_inline":
            return [(_kept(token.content), f"{style} {CODE}".strip())]
        case "math_inline" | "math_inline_double":
            return [_formula(token.content, style)]
        case "image":
            return [(token.content, f"{style} italic".strip())]
    return [(token.content, style)] if token.content else []


def _kept(text: str) -> str:
    """Short code and formulas stay on one line."""
    return text.replace(" ", GLUE) if cells(text) <= _UNBROKEN else text


def _formula(source: str, style: str) -> Run:
    try:
        return _kept(inline(source)), f"{style} {MATH}".strip()
    except TexError:
        return f"${source}$", UNSHOWN
