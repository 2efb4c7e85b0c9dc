"""Atoms → a two-dimensional box."""

from typing import Literal, TypeAlias

from tutor.checking.display import letters
from tutor.checking.display.box import (
    EMPTY,
    Box,
    above,
    attach,
    beside,
    blank,
    column,
    fraction,
    framed,
    line,
    padded,
    root,
    with_core,
)
from tutor.checking.display.brackets import bracket
from tutor.checking.display.nodes import (
    Accent,
    Atom,
    Boxed,
    Brace,
    Bracket,
    Classed,
    Fraction,
    Grid,
    Phantom,
    Root,
    Row,
    Scripts,
    Sign,
    Space,
    Stack,
    Words,
)
from tutor.checking.display.row import Piece, joined, pieces
from tutor.checking.display.symbols import INTEGRALS

Style: TypeAlias = Literal["display", "text", "script"]


def layout(row: Row, style: Style = "display") -> Box:
    """`row` as one unbroken line of the page, in as many rows of text as it takes."""
    return joined(row_pieces(row, style))


def row_pieces(row: Row, style: Style = "display") -> list[Piece]:
    """The atoms of `row` laid out, with their classes and spaces."""
    return pieces(
        row, lambda atom, fitted: _set(atom, style, fitted), script=style == "script", tall=True
    )


def _set(atom: Atom, style: Style, fitted: Box | None = None) -> Box:
    """One atom. fitted: the box of its bracket, already as tall as it must be."""
    match atom:
        case Sign(text):
            return line(text)
        case Bracket(text):
            return fitted if fitted is not None else line(text)
        case Words(text):
            return line(text)
        case Space(width):
            return blank(width)
        case Row():
            return layout(atom, style)
        case Scripts():
            return _scripts(atom, style, fitted)
        case Fraction():
            return _fraction(atom, style)
        case Root(body, degree):
            return _root(body, degree, style)
        case Accent(mark, body, wide):
            return _accent(mark, layout(body, style), wide)
        case Stack():
            return _stack(atom, style)
        case Brace():
            return _brace(atom, style)
        case Grid():
            return grid(atom)
        case Boxed(body):
            return framed(layout(body, style))
        case Phantom(body):
            return blank(layout(body, style).width)
        case Classed(body):
            return layout(body, style)


# --- scripts ---


def _scripts(atom: Scripts, style: Style, fitted: Box | None) -> Box:
    base = _set(atom.base, style, fitted)
    sup = layout(atom.sup, "script") if atom.sup is not None else None
    sub = layout(atom.sub, "script") if atom.sub is not None else None
    small_sup = _small(sup, letters.raised)
    small_sub = _small(sub, letters.lowered)
    sign = atom.base.text if isinstance(atom.base, Sign) else ""
    if sign in INTEGRALS and atom.limits is not True:
        return _integral(sign, sub, sup, small_sub, small_sup)
    both_small = (sup is None or small_sup is not None) and (sub is None or small_sub is not None)
    if _has_limits(atom, style, both_small):
        box = _limits(base, sub, sup)
        return (
            box if isinstance(atom.base, Sign) and atom.base.kind == "big" else with_core(box, base)
        )
    one_row = base.top == base.bottom
    if style == "script" and small_sub is None and sub is not None and sub.height == 1 and one_row:
        # A third row of ever lower letters is harder to read than x_data.
        small_sub = line("_" + sub.lines[0])
    if one_row and both_small:
        return with_core(beside([base, *_present(small_sub, small_sup)]), base)
    return attach(
        base,
        small_sup or sup,
        base.axis if one_row and small_sup else base.axis - 1 if one_row else base.top,
        small_sub or sub,
        base.axis if one_row and small_sub else base.axis + 1 if one_row else base.bottom,
    )


def _present(*boxes: Box | None) -> list[Box]:
    return [box for box in boxes if box is not None]


def _small(script: Box | None, table: object) -> Box | None:
    if script is None or script.height != 1:
        return None
    text = table(script.lines[0])  # type: ignore[operator]
    return None if text is None else line(text)


def _has_limits(atom: Scripts, style: Style, small: bool) -> bool:
    if atom.limits is not None:
        return atom.limits
    base = atom.base
    if isinstance(base, Sign):
        if base.text == "𝔼" and atom.sup is None and atom.sub is not None and style != "script":
            return not small or len(atom.sub.items) > 2
        return base.limits and (style == "display" or not small)
    return isinstance(base, Classed) and base.limits


def _limits(base: Box, sub: Box | None, sup: Box | None) -> Box:
    return above(_present(sup, base, sub), axis_of=1 if sup is not None else 0)


def _integral(
    sign: str, sub: Box | None, sup: Box | None, small_sub: Box | None, small_sup: Box | None
) -> Box:
    if (sub is None or small_sub) and (sup is None or small_sup):
        return beside([line(sign), *_present(small_sub, small_sup)])
    stem = column("⌠⎮⌡", 1) if sign == "∫" else line(sign)
    high, low = sup or small_sup, sub or small_sub
    if stem.height == 1:
        return attach(stem, high, -1, low, 1)
    return with_core(attach(stem, high, 0, low, 2), stem)


# --- fractions and roots ---


def _fraction(atom: Fraction, style: Style) -> Box:
    inner: Style = "script" if style == "script" else "text"
    if atom.size == "large":
        inner = "display"
    top, bottom = layout(atom.top, inner), layout(atom.bottom, inner)
    if not atom.bar:
        return above([top, line(""), bottom], axis_of=1)
    if (style == "script" or atom.size == "small") and _is_short(top) and _is_short(bottom):
        return line(f"{top.lines[0]}/{bottom.lines[0]}")
    return fraction(top, bottom)


def _is_short(box: Box) -> bool:
    return box.height == 1 and box.width <= 2 and box.lines[0].strip("−").isalnum()


def _root(body: Row, degree: Row | None, style: Style) -> Box:
    inside = layout(body, "text" if style == "display" else style)
    if degree is None:
        return beside([line("√"), inside]) if _is_bare(body, inside) else root(inside)
    index = layout(degree, "script")
    own = {"2": "√", "3": "∛", "4": "∜"}.get(index.lines[0], "")
    if own and inside.height == 1:
        return beside([line(own), inside]) if _is_bare(body, inside) else root(inside, None, own)
    small = _small(index, letters.raised)
    if small is None:
        text = index.lines[0] if index.height == 1 else "…"
        small = line(f"({text})" if " " in text else text)
    if _is_bare(body, inside):
        return beside([small, line("√"), inside])
    return root(inside, small)


def _is_bare(body: Row, inside: Box) -> bool:
    return inside.height == 1 and _is_single(body)


def _is_single(body: Row) -> bool:
    """One letter, with scripts or without, or one number: no line over it is needed."""
    if all(isinstance(item, Sign) and item.text.isdigit() for item in body.items):
        return True
    if len(body.items) != 1:
        return False
    item = body.items[0]
    if isinstance(item, Row):
        return _is_single(item)
    if isinstance(item, Scripts):
        item = item.base
    return isinstance(item, Accent) or (isinstance(item, Sign) and len(item.text) == 1)


# --- over and under ---


def _accent(mark: str, body: Box, wide: bool) -> Box:
    if body.height == 1 and not (wide and body.width > 1):
        letter = letters.accented(body.lines[0], mark)
        if letter is not None:
            return line(letter)
    sign = letters.ACCENTS[mark][1]
    over = sign
    if sign in letters.FILLING:
        fill = {"→": "─", "←": "─", "↔": "─"}.get(sign, sign)
        over = fill * body.width
        if sign in "→↔":
            over = over[:-1] + "→"
        if sign in "←↔":
            over = "←" + over[1:]
    if mark.startswith("under"):
        return with_core(above([body, line(over)], axis_of=0), body)
    box = above([line(over), body], axis_of=1)
    return Box(box.lines, box.width, box.axis, box.top if body.height > 1 else 1, box.bottom)


def _stack(atom: Stack, style: Style) -> Box:
    over = layout(atom.over, "script") if atom.over is not None else None
    under = layout(atom.under, "script") if atom.under is not None else None
    base = _set(atom.base, style)
    if atom.stretch:
        width = max([base.width + 1, *(box.width + 2 for box in _present(over, under))])
        base = line(_long_arrow(base.lines[0], width))
    pile = _present(over, base, under)
    return with_core(above(pile, axis_of=1 if over is not None else 0), base)


def _long_arrow(arrow: str, width: int) -> str:
    left, stem, right = {
        "→": ("─", "─", "→"), "←": ("←", "─", "─"), "↔": ("←", "─", "→"), "⇒": ("═", "═", "⇒"),
        "⇐": ("⇐", "═", "═"), "↦": ("├", "─", "→"), "=": ("═", "═", "═"),
    }[arrow]  # fmt: skip
    return left + stem * (width - 2) + right


def _brace(atom: Brace, style: Style) -> Box:
    body = layout(atom.body, style)
    width = max(body.width, 3)
    half = (width - 3) // 2
    rest = width - 3 - half
    note = layout(atom.note, "script") if atom.note is not None else None
    if atom.over:
        bar = line("╭" + "─" * half + "┴" + "─" * rest + "╮")
        return with_core(above([*_present(note), bar, body], axis_of=2 if note else 1), body)
    bar = line("╰" + "─" * half + "┬" + "─" * rest + "╯")
    return with_core(above([body, bar, *_present(note)]), body)


# --- grids ---


def grid(atom: Grid, last_column: list[Box] | None = None) -> Box:
    """Cells in rows and columns. last_column: already set boxes for the last column."""
    inner: Style = "display" if atom.pairs else "script" if atom.small else "text"
    count = max(len(row) for row in atom.rows)
    cells_ = [
        [layout(row[at], inner) if at < len(row) else EMPTY for at in range(count)]
        for row in atom.rows
    ]
    if last_column is not None:
        for row_boxes, box in zip(cells_, last_column, strict=True):
            row_boxes[-1] = box
    widths = [max(row[at].width for row in cells_) for at in range(count)]
    aligns, bars = _columns(atom.columns, count)
    rows = [_grid_row(atom, row, widths, aligns, bars) for row in cells_]
    return _framed_grid(atom, rows)


def _columns(letters_: str, count: int) -> tuple[list[str], set[int]]:
    aligns: list[str] = []
    bars: set[int] = set()
    for character in letters_:
        if character == "|":
            bars.add(len(aligns))
        else:
            aligns.append(character)
    return (aligns + ["c"] * count)[:count], bars


def _grid_row(
    atom: Grid, row: list[Box], widths: list[int], aligns: list[str], bars: set[int]
) -> Box:
    boxes: list[Box] = []
    for at, (box, width, align) in enumerate(zip(row, widths, aligns, strict=True)):
        if at in bars:
            boxes.append(line(" │ " if at else "│ "))
        elif at and not (atom.pairs and at % 2):
            boxes.append(blank(atom.gap + 1 if atom.pairs else atom.gap))
        boxes.append(padded(box, width, align))
    if len(row) in bars:
        boxes.append(line(" │"))
    whole = beside(boxes)
    if whole.height > 1 and bars:
        lines = tuple("".join(_barred(text, whole.lines[whole.axis])) for text in whole.lines)
        return Box(lines, whole.width, whole.axis, 0, whole.height - 1)
    return whole


def _barred(text: str, pattern: str) -> list[str]:
    if len(text) != len(pattern):
        return [text]
    return [
        "│" if mark == "│" and own == " " else own for own, mark in zip(text, pattern, strict=True)
    ]


def _framed_grid(atom: Grid, rows: list[Box]) -> Box:
    pile: list[Box] = []
    places: list[int] = []
    for index, row in enumerate(rows):
        if index in atom.rules:
            pile.append(_rule(rows))
        elif index and _has_gap(atom, rows, index):
            pile.append(blank(row.width))
        places.append(sum(box.height for box in pile))
        pile.append(row)
    if len(rows) in atom.rules:
        pile.append(_rule(rows))
    body = above(pile, align="l")
    axis = (body.height - 1) // 2
    if len(rows) % 2:
        middle = len(rows) // 2
        axis = places[middle] + rows[middle].axis
    body = Box(body.lines, body.width, axis, 0, body.height - 1)
    if not atom.left and not atom.right:
        return body
    up, down = axis, body.height - 1 - axis
    left, right = bracket(atom.left, up, down), bracket(atom.right, up, down)
    inside = [left, blank(1), body] if "{" in atom.left else [left, body]
    return beside([*inside, blank(1), right] if "}" in atom.right else [*inside, right])


def _has_gap(atom: Grid, rows: list[Box], index: int) -> bool:
    """Whether a blank row stands above the row `index`."""
    if atom.small:
        return False
    if atom.pairs:
        return rows[index - 1].height > 1 or rows[index].height > 1
    return len(rows) == 2 or any(row.height > 1 for row in rows)


def _rule(rows: list[Box]) -> Box:
    """A line across the grid, crossing the lines between its columns."""
    widest = max(rows, key=lambda row: row.width)
    pattern = widest.lines[widest.axis]
    if len(pattern) != widest.width:
        return line("─" * widest.width)
    return line("".join("┼" if mark == "│" else "─" for mark in pattern))
