"""Examples worth trying: a lab keeps them in a `presets.toml` beside its code."""

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
def presets(lab: str) -> tuple[Preset, ...]:
    """The examples of a lab, in the order in which they teach."""
    path = Path(__file__).parent / lab / "presets.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Preset(each["name"], each["title"], each["about"], each["start"])
        for each in table["preset"]
    )
