"""φ beside Φ: the density of the standard normal distribution, not a variable."""

import re

_SMALL = re.compile(
    r"(?:\\(?:var)?phi(?![A-Za-z])|[φϕ]|(?<![A-Za-z_\\])phi)(?=\s*(?:\\left\s*)?\()"
)
_BEFORE = re.compile(rf"(?<=[A-Za-z0-9])(?={_SMALL.pattern})")
_CAPITAL = re.compile(r"\\Phi(?![A-Za-z])|Φ|(?<![A-Za-z_\\])(?:Phi|gelu)\b")


def has_density(text: str) -> bool:
    """Whether φ stands before a bracket in a text."""
    return _SMALL.search(text) is not None


def is_about_normal(text: str) -> bool:
    """Whether Φ, or GELU, which is made of it, stands in a text."""
    return _CAPITAL.search(text) is not None


def spelled(text: str) -> str:
    """The text with `normpdf` for φ before a bracket."""
    return _SMALL.sub("normpdf", _BEFORE.sub(" ", text))
