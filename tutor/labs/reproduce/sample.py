"""A worked example to look around in: its texts stand in sample.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tutor.bilingual import LANGUAGES, Strings, Text, choose
from tutor.labs import LabError
from tutor.labs.reproduce.rows import shortened

NAMES = ("attention", *(f"attention-{language}" for language in LANGUAGES))

_STRINGS = Strings(__file__)


@cache
def _texts() -> Mapping[str, Text]:
    path = Path(__file__).with_name("sample.toml")
    found: dict[str, Text] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def state(name: str) -> dict[str, str]:
    """The texts of a sample, such as `attention` or `attention-bn`. Raises LabError."""
    if name not in NAMES:
        known = ", ".join(NAMES)
        raise LabError("sample", _STRINGS("sample_unknown", text=shortened(name), known=known))
    language = name.partition("-")[2] or LANGUAGES[0]
    return {key: choose(text, language) for key, text in _texts().items()}
