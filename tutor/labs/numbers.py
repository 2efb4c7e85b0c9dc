"""Numbers as labs write them."""

import math

from tutor.checking.display.letters import raised

WHOLE = 10**6
"""Whole numbers below this are written in full."""


def number(x: float, digits: int = 4) -> str:
    """`x` to so many significant digits: −0.25, 3, 1.2·10⁻⁵, ∞; — for nan.

    What is written can be typed back.
    """
    if math.isnan(x):
        return "—"
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    if x == round(x) and abs(x) < WHOLE:
        return str(round(x)).replace("-", "−")
    text = f"{x:.{digits}g}"
    mantissa, _, exponent = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    mantissa = mantissa.replace("-", "−")
    if not exponent:
        return mantissa
    power = "10" + (raised(str(int(exponent)).replace("-", "−")) or f"^{int(exponent)}")
    return {"1": power, "−1": "−" + power}.get(mantissa, f"{mantissa}·{power}")
