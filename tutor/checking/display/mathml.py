"""Atoms → MathML Core, for browsers."""

from html import escape

from tutor.checking.display import letters
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
from tutor.checking.display.row import bracket_roles, kinds_of
from tutor.checking.display.symbols import INTEGRALS

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_BESIDE_NAMES = ("ord", "op", "big", "inner")
_ALIGN = {"l": "left", "c": "center", "r": "right"}


def mathml(row: Row, *, display: bool) -> str:
    """A `<math>` element. display: on a line of its own. All text is escaped."""
    kind = "block" if display else "inline"
    return f'<math xmlns="{_NAMESPACE}" display="{kind}">{_row(row)}</math>'


def _row(row: Row) -> str:
    items = [item for item in row.items if not isinstance(item, Space)]
    roles = iter(zip(bracket_roles(items), kinds_of(items), strict=True))
    parts = []
    before = ""
    for item in row.items:
        if isinstance(item, Space):
            parts.append(f'<mspace width="{item.width * 0.3:.1f}em"/>')
            continue
        role, kind = next(roles)
        if (before == "op" and kind in _BESIDE_NAMES) or (before == "ord" and kind == "op"):
            parts.append('<mspace width="0.17em"/>')
        parts.append(_element(item, role, kind))
        before = kind
    return f"<mrow>{''.join(parts)}</mrow>"


def _element(item: Atom, role: str = "", kind: str = "ord") -> str:
    match item:
        case Sign(text):
            return _sign(text, item.kind, prefix=kind != item.kind)
        case Bracket(text):
            return _bracket(text, role)
        case Words(text):
            return f"<mtext>{escape(text.replace(' ', chr(0xA0)))}</mtext>"
        case Row():
            return _row(item)
        case Scripts():
            return _scripts(item, role)
        case Fraction(top, bottom, bar, size):
            thickness = "" if bar else ' linethickness="0"'
            style = {"small": ' displaystyle="false"', "large": ' displaystyle="true"'}.get(
                size, ""
            )
            return f"<mfrac{thickness}{style}>{_row(top)}{_row(bottom)}</mfrac>"
        case Root(body, None):
            return f"<msqrt>{_row(body)}</msqrt>"
        case Root(body, degree):
            return f"<mroot>{_row(body)}{_row(degree or Row(()))}</mroot>"
        case Accent(mark, body, wide):
            sign = {"_": "¯", "‾": "_"}.get(letters.ACCENTS[mark][1], letters.ACCENTS[mark][1])
            stretchy = "true" if wide else "false"
            tag = "munder" if mark.startswith("under") else "mover"
            over = f'<mo stretchy="{stretchy}">{escape(sign)}</mo>'
            return f'<{tag} accent="true">{_row(body)}{over}</{tag}>'
        case Stack(base, over, under):
            return _around(_element(base), over, under)
        case Brace(body, over, note):
            return _brace(body, over, note)
        case Grid():
            return _grid(item)
        case Boxed(body):
            return f'<mrow class="boxed">{_row(body)}</mrow>'
        case Phantom(body):
            return f"<mphantom>{_row(body)}</mphantom>"
        case Classed(body):
            return _row(body)
    return ""


def _sign(text: str, kind: str, prefix: bool) -> str:
    shown = escape(text)
    if kind in ("bin", "rel", "punct", "big", "inner", "open", "close"):
        form = ' form="prefix"' if prefix else ""
        return f"<mo{form}>{shown}</mo>"
    if kind == "op":
        return f"<mi>{shown}</mi><mo>&#x2061;</mo>"
    if text[:1].isdigit():
        return f"<mn>{shown}</mn>"
    return f"<mi>{shown}</mi>"


def _bracket(text: str, role: str) -> str:
    if not text:
        return "<mrow></mrow>"
    form = {"open": "prefix", "close": "postfix"}.get(role, "infix")
    stretchy = "false" if role in ("ord", "rel") else "true"
    return f'<mo form="{form}" stretchy="{stretchy}" fence="true">{escape(text)}</mo>'


def _scripts(item: Scripts, role: str) -> str:
    base = item.base
    inner = f"<mrow>{_element(base, role)}</mrow>"
    below = item.limits
    if below is None:
        named = isinstance(base, Sign | Classed) and base.limits
        below = named and not (isinstance(base, Sign) and base.text in INTEGRALS)
    if below:
        return _around(inner, item.sup, item.sub)
    if item.sub is not None and item.sup is not None:
        return f"<msubsup>{inner}{_row(item.sub)}{_row(item.sup)}</msubsup>"
    if item.sub is not None:
        return f"<msub>{inner}{_row(item.sub)}</msub>"
    return f"<msup>{inner}{_row(item.sup or Row(()))}</msup>"


def _around(base: str, over: Row | None, under: Row | None) -> str:
    if over is not None and under is not None:
        return f"<munderover>{base}{_row(under)}{_row(over)}</munderover>"
    if over is not None:
        return f"<mover>{base}{_row(over)}</mover>"
    return f"<munder>{base}{_row(under or Row(()))}</munder>"


def _brace(body: Row, over: bool, note: Row | None) -> str:
    tag, sign = ("mover", "⏞") if over else ("munder", "⏟")
    braced = f'<{tag}>{_row(body)}<mo stretchy="true">{sign}</mo></{tag}>'
    return f"<{tag}>{braced}{_row(note)}</{tag}>" if note is not None else braced


def _grid(item: Grid) -> str:
    letters_ = [letter for letter in item.columns if letter != "|"]
    rows = []
    for row in item.rows:
        cells = []
        for at, cell in enumerate(row):
            align = _ALIGN[letters_[at]] if at < len(letters_) else "center"
            # Chromium heeds only its own value here, Firefox the attribute.
            style = f"text-align:{align};text-align:-webkit-{align}"
            cells.append(f'<mtd columnalign="{align}" style="{style}">{_row(cell)}</mtd>')
        rows.append(f"<mtr>{''.join(cells)}</mtr>")
    size = ' displaystyle="true"' if item.pairs else ""
    kind = ' class="pairs"' if item.pairs else ""
    table = f"<mtable{size}{kind}>{''.join(rows)}</mtable>"
    left = _bracket(item.left, "open") if item.left else ""
    right = _bracket(item.right, "close") if item.right else ""
    return f"<mrow>{left}{table}{right}</mrow>"
