"""Numbers for tables: short enough for a column, four decimals where there is room."""

import math


def short(x: float) -> str:
    """`x` in at most eight cells: 0.5987, −0.0079, 0.4, 12, −9.5e−7, ∞, — for nan."""
    x = float(x)
    if math.isnan(x):
        return "—"
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    size = abs(x)
    if x == round(x) and size < 1e5:
        return str(round(x)).replace("-", "−")
    if size >= 9999.5 or size < 1e-3:
        mantissa, _, exponent = f"{x:.1e}".partition("e")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    text = f"{x:.{4 - max(0, math.floor(math.log10(size)))}f}"
    if abs(float(text) - x) <= 1e-12 * size:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def ink_of(x: float) -> str:
    """The ink of a number: by its sign, which the number itself shows as well."""
    return "text" if x == 0 or math.isnan(x) else "one" if x > 0 else "six"
