"""Delimiters as tall as what they enclose."""

from tutor.checking.display.box import EMPTY, Box, column, line

_PIECES = {
    # one row, top, middle, bottom, the row at the axis (braces)
    "(": ("(", "⎛⎜⎝", ""), ")": (")", "⎞⎟⎠", ""),
    "[": ("[", "⎡⎢⎣", ""), "]": ("]", "⎤⎥⎦", ""),
    "{": ("{", "⎧⎪⎩", "⎨"), "}": ("}", "⎫⎪⎭", "⎬"),
    "⌊": ("⌊", "⎢⎢⎣", ""), "⌋": ("⌋", "⎥⎥⎦", ""),
    "⌈": ("⌈", "⎡⎢⎢", ""), "⌉": ("⌉", "⎤⎥⎥", ""),
    "|": ("|", "│││", ""), "‖": ("‖", "║║║", ""),
    "⟦": ("⟦", "⟦⟦⟦", ""), "⟧": ("⟧", "⟧⟧⟧", ""),
    "↑": ("↑", "↑││", ""), "↓": ("↓", "││↓", ""), "↕": ("↕", "↑│↓", ""),
}  # fmt: skip
_TWO_ROWS = {"{": "⎰⎱", "}": "⎱⎰"}


def bracket(character: str, up: int, down: int) -> Box:
    """The delimiter reaching `up` rows above and `down` rows below its axis row."""
    if not character:
        return EMPTY
    height = up + down + 1
    if height == 1 or (character not in _PIECES and character not in "⟨⟩/\\"):
        return line(character)
    if character in "⟨⟩":
        return _angle(character, up, down)
    if character in "/\\":
        return _slash(character, up, down)
    if height == 2 and character in _TWO_ROWS:
        return column(_TWO_ROWS[character], up)
    _, parts, waist = _PIECES[character]
    rows = [parts[0], *[parts[1]] * (height - 2), parts[-1]]
    if waist and height > 2:
        rows[min(max(up, 1), height - 2)] = waist
    return column(rows, up)


def _angle(character: str, up: int, down: int) -> Box:
    arm = max(up, down)
    half = [" " * (step - 1) + "╱" + " " * (arm - step) for step in range(arm, 0, -1)]
    upper = half
    lower = [row.replace("╱", "╲") for row in reversed(half)]
    middle = "⟨".ljust(arm)
    rows = [*upper, middle, *lower]
    if character == "⟩":
        mirror = str.maketrans("╱╲⟨", "╲╱⟩")
        rows = [row[::-1].translate(mirror) for row in rows]
    return column(rows, arm)


def _slash(character: str, up: int, down: int) -> Box:
    height = up + down + 1
    stroke = "╱" if character == "/" else "╲"
    rows = [f"{'':>{height - 1 - index}}{stroke}{'':>{index}}" for index in range(height)]
    if character == "\\":
        rows = [row[::-1] for row in rows]
    return column(rows, up)
