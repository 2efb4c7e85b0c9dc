"""What is said of the selected quantity: name, shape, formula, and the formula with its numbers."""

from tutor.bilingual import Text
from tutor.checking.display import Box, TexError, tex
from tutor.labs.backprop.entries import entry
from tutor.labs.backprop.formulas import with_letters, with_numbers
from tutor.labs.backprop.model import Model
from tutor.labs.backprop.quantities import plain_name
from tutor.labs.backprop.reading import STRINGS
from tutor.labs.backprop.run import split


def meaning(model: Model) -> Text:
    """What the selected quantity is, in a few words."""
    name = model.selected[0]
    kind, layer = split(name)
    if kind == "a" and layer == model.design.depth:
        return STRINGS["meaning_out"]
    if kind == "da" and layer == model.design.depth:
        return STRINGS["meaning_dout"]
    return STRINGS["meaning_" + ("new" if kind.startswith("new") else kind)]


def title(model: Model) -> str:
    """Name and shape of the selected quantity."""
    quantity = model.quantities[model.selected[0]]
    shape = ", ".join(map(str, quantity.column))
    return f"{quantity.plain}  ({shape})"


def formulas(model: Model, width: int, height: int) -> list[str]:
    """The formula with letters, with numbers, and of the selected entry, as far as they fit."""
    name, index = model.selected
    if model.quantities[name].phase == "given":
        value = model.run.value(name)[index]
        return [f"{plain_name(model.design, name, index)} = {float(value):.10g}".replace("-", "−")]
    letters = with_letters(model.design, name)
    if not model.known(name):
        return _lines(letters, width, height)
    entry_lines = _lines(entry(model.run, name, index), width, height)
    room = height - len(entry_lines)
    for rows, columns in ((5, 6), (3, 4)):
        numbers = with_numbers(model.run, name, rows, columns)
        if not numbers or model.quantities[name].shape in ((), (1,), (1, 1)):
            break
        for lines in (
            _lines(f"{letters} = {numbers}", width, 99),
            _lines(letters, width, 99) + _lines(f"= {numbers}", width, 99),
        ):
            if lines and len(lines) <= room and max(map(len, lines)) <= width:
                return [*lines, *entry_lines]
    first = _lines(letters, width, 99)
    return [*first, *entry_lines] if len(first) <= room else entry_lines


def _lines(source: str, width: int, height: int) -> list[str]:
    try:
        box: Box = tex(source, width=width)
    except TexError:  # a formula that outgrew the layout is left out
        return []
    return [line.rstrip() for line in box.lines][:height]
