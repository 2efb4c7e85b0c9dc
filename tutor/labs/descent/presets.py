"""Examples worth trying."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tutor.bilingual import Text


@dataclass(frozen=True)
class Preset:
    """An example worth trying. name: what the interface calls it; start: its state."""

    name: str
    title: Text
    about: Text
    start: Mapping[str, str]


@cache
def presets() -> tuple[Preset, ...]:
    """The examples, in the order in which they teach."""
    table = tomllib.loads(Path(__file__).with_name("presets.toml").read_text(encoding="utf-8"))
    return tuple(
        Preset(each["name"], each["title"], each["about"], each["start"])
        for each in table["preset"]
    )
