"""Atoms → one line of Unicode, for formulas inside a sentence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from tutor.checking.display import letters
from tutor.checking.display.box import Box, line
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
from tutor.checking.display.row import Piece, core, joined, pieces
from tutor.checking.display.slash import is_differential, is_product, is_token, without_spaces

_VULGAR = {
    "1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "2/5": "⅖",
    "3/5": "⅗", "4/5": "⅘", "1/6": "⅙", "5/6": "⅚", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞",
}  # fmt: skip
_IN_BRACKETS = re.compile(r"[√∛∜]\(")
_DIVIDING = ("÷", "mod")
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}


def linear(row: Row, script: bool = False) -> str:
    """`row` on one line; brackets are added where a fraction or a root would be misread."""
    items = _with_fractions(row.items, script)
    parts = pieces(
        Row(items), lambda atom, fitted: _set(atom, script, fitted), script=script, tall=False
    )
    return joined(_with_air(parts, without_spaces(Row(items)))).lines[0]


def _with_air(parts: Sequence[Piece], atoms: Sequence[Atom]) -> list[Piece]:
    """A blank after x_d and √x where a letter follows, so that x_d y does not become x_dy.

    Before a bracket a root gets a dot: √n·(x − μ). The degree of a root keeps away from
    what is before it: a ⁿ√x.
    """
    result: list[Piece] = []
    for index, part in enumerate(parts):
        text = part.box.lines[0]
        if result and not part.gap and text and index < len(atoms):
            root = isinstance(atoms[index - 1], Root) and not _IN_BRACKETS.search(
                result[-1].box.lines[0]
            )
            if root and text[0] == "(":
                result.append(Piece("ord", line("·"), 0, part.depth))
            elif text[0].isalnum() and (root or _ends_in_script(result[-1])):
                part = replace(part, gap=1)
            elif isinstance(core(atoms[index]), Root) and text[0] not in _ROOTS.values():
                part = replace(part, gap=int(part.kind == "ord"))
        result.append(part)
    return result


def _ends_in_script(part: Piece) -> bool:
    text = part.box.lines[0]
    tail = text[max(text.rfind("_"), text.rfind("^")) :]
    return tail != text and tail[1:].isalnum()


def _set(atom: Atom, script: bool, fitted: Box | None) -> Box:
    return line(_text(atom, script, fitted))


def _text(atom: Atom, script: bool, fitted: Box | None = None) -> str:
    match atom:
        case Sign(text) | Words(text):
            return text
        case Bracket(text):
            return text if fitted is None else fitted.lines[0]
        case Space(width):
            return " " * width
        case Row():
            return linear(atom, script)
        case Scripts():
            return _scripts(atom, script, fitted)
        case Fraction():
            return _fraction(atom, script)
        case Root(body, degree):
            return _root(body, degree, script)
        case Accent(mark, body):
            return _accent(mark, linear(body, script))
        case Stack(base, over, under):
            text = _text(base, script)
            return text + _script(under, "_", letters.lowered) + _script(over, "^", letters.raised)
        case Brace(body, over, note):
            text = linear(body, script)
            if note is None:
                return text
            return f"({text}){'^' if over else '_'}{{{linear(note, True)}}}"
        case Grid():
            return _grid(atom)
        case Boxed(body):
            return f"⟦{linear(body, script)}⟧"
        case Classed(body):
            return linear(body, script)
        case Phantom():
            return ""


def _scripts(atom: Scripts, script: bool, fitted: Box | None) -> str:
    base = _text(atom.base, script, fitted)
    sub = _script(atom.sub, "_", letters.lowered)
    sup = _script(atom.sup, "^", letters.raised)
    if sup and _is_divided(atom.base):
        base = f"({base})"
    if sub.startswith("_") and not sup.startswith("^"):
        return base + sup + sub if sup[:1] in "′″‴" and sup else base + sub + sup
    return base + sub + sup


def _is_divided(atom: Atom) -> bool:
    """Whether `atom` is a fraction or a root, which an exponent would reach into."""
    while isinstance(atom, Row) and len(inside := without_spaces(atom)) == 1:
        atom = inside[0]
    return isinstance(atom, Fraction | Root)


def _script(row: Row | None, mark: str, table: Callable[[str], str | None]) -> str:
    if row is None:
        return ""
    text = linear(row, script=True)
    small = table(text)
    if small is not None and not (mark == "^" and _calls(row)):
        return small
    if len(text) <= 1:
        return mark + text if text else ""
    # CLIP is a name; nQ is a product.
    one = (
        len(without_spaces(row)) == 1
        or text.isdigit()
        or (text.isalpha() and text.isupper() and len(text) > 2)
    )
    if text.isalnum() and text.isascii() and (one or mark == "_"):
        return mark + text
    if mark == "^":
        return f"^{text}" if _is_bracketed(text) else f"^({text})"
    return f"_{{{text}}}"


def _calls(row: Row) -> bool:
    """Whether `row` applies a function such as log; raised letters would hide it."""
    items = without_spaces(row)
    return len(items) > 1 and any(
        isinstance(sign := core(item), Sign) and sign.kind == "op" for item in items
    )


def _is_bracketed(text: str) -> bool:
    """Whether one pair of round brackets encloses all of `text`."""
    if not (text.startswith("(") and text.endswith(")")):
        return False
    level = 0
    for index, character in enumerate(text):
        level += (character == "(") - (character == ")")
        if level == 0:
            return index == len(text) - 1
    return False


def _accent(mark: str, body: str) -> str:
    letter = letters.accented(body, mark)
    if letter is not None:
        return letter
    if len(body) == 1:
        return body + letters.ACCENTS[mark][0]
    name = mark.removeprefix("wide")
    return f"{name}{body}" if _is_bracketed(body) else f"{name}({body})"


def _root(body: Row, degree: Row | None, script: bool) -> str:
    text = linear(body, script)
    index = linear(degree, True) if degree is not None else ""
    sign = _ROOTS.get(index)
    if sign is None:
        sign = (letters.raised(index) or f"({index})") + "√"
    # √x² would leave open what is squared.
    last = without_spaces(body)[-1:]
    raised = any(isinstance(item, Scripts) and item.sup is not None for item in last)
    bare = (is_token(body) and not raised) or _is_bracketed(text)
    return sign + (text if bare else f"({text})")


def _grid(atom: Grid) -> str:
    rows = [[linear(cell) for cell in row] for row in atom.rows]
    if atom.pairs:
        return "; ".join("".join(row).strip() for row in rows)
    if "{" in atom.left and len(atom.columns) <= 2:
        return "{ " + "; ".join(" ".join(cell.rstrip(",") for cell in row) for row in rows) + " }"
    return atom.left + "; ".join(", ".join(row) for row in rows) + atom.right


# --- fractions ---


def _with_fractions(items: Sequence[Atom], script: bool) -> tuple[Atom, ...]:
    """Each fraction written with a slash, in brackets where its neighbours multiply it."""
    items = _opened(items)
    seen = [item for item in items if not isinstance(item, Space)]
    if not any(isinstance(item, Fraction) and item.bar for item in seen):
        return tuple(items)
    result: list[Atom] = []
    place = -1
    for item in items:
        if not isinstance(item, Space):
            place += 1
        if not (isinstance(item, Fraction) and item.bar):
            result.append(item)
            continue
        before = seen[place - 1] if place else None
        after = seen[place + 1] if place + 1 < len(seen) else None
        result.append(Sign(_beside(item, before, after, script)))
    return tuple(result)


def _opened(items: Sequence[Atom]) -> list[Atom]:
    """The atoms with {…} taken away where it would hide a fraction from its neighbours."""
    result: list[Atom] = []
    for item in items:
        if isinstance(item, Row):
            inside = _opened(item.items)
            hides = any(isinstance(atom, Fraction) for atom in inside)
            result += inside if hides else [item]
        else:
            result.append(item)
    return result


def _beside(atom: Fraction, before: Atom | None, after: Atom | None, script: bool) -> str:
    text = _fraction(atom, script)
    alone = _separates(before, "open") and _separates(after, "close")
    vulgar = _VULGAR.get(text)
    if vulgar is not None and not _is_number(before) and not _is_number(after):
        return vulgar
    if alone:
        return text
    if _is_derivation(atom):
        return text + ("" if isinstance(after, Sign) and after.kind in ("op", "big") else " ")
    return f"({text})"


def _is_derivation(atom: Fraction) -> bool:
    """Whether this is d/dx or ∂²/∂θ², which goes before what it derives."""
    top, bottom = without_spaces(atom.top), without_spaces(atom.bottom)
    return len(top) == 1 and is_differential(top) and len(bottom) > 1 and is_differential(bottom)


def _is_number(atom: Atom | None) -> bool:
    """Whether ½ beside `atom` would look like the rest of a number: 2 ½, ½ ½."""
    if isinstance(atom, Fraction):
        return atom.bar and _fraction(atom, script=False) in _VULGAR
    if isinstance(atom, Scripts):
        raised = _opened(atom.sup.items) if atom.sup is not None else []
        return _is_number(atom.base) or any(isinstance(part, Fraction) for part in raised)
    return isinstance(atom, Sign) and atom.text[-1:].isdigit()


def _separates(atom: Atom | None, side: str) -> bool:
    """Whether a fraction beside `atom` stands for itself, not as a factor."""
    if atom is None:
        return True
    inner = core(atom)
    if isinstance(inner, Bracket):
        return inner.role in (side, "bar", "between")
    if isinstance(inner, Words):
        return inner.text[:1] == " " if side == "close" else inner.text[-1:] == " "
    if isinstance(inner, Sign) and inner.text in _DIVIDING:
        return side == "close"
    return isinstance(inner, Sign) and inner.kind in ("bin", "rel", "punct")


def _fraction(atom: Fraction, script: bool) -> str:
    top, bottom = linear(atom.top, script), linear(atom.bottom, script)
    if not atom.bar:
        return f"{top} choose {bottom}"
    if not (is_product(atom.top) or _is_bracketed(top)):
        top = f"({top})"
    differential = is_differential(without_spaces(atom.top))
    if not (is_token(atom.bottom, differential) or _is_bracketed(bottom)):
        bottom = f"({bottom})"
    return f"{top}/{bottom}"
