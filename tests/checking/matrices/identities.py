"""The identities of identities.yaml as rows for `check_row`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FIELDS = ("dims", "assume", "sizes", "function", "wrt", "layout", "key")


@dataclass(frozen=True)
class Identity:
    """row: everything but the answer. right: answers. wrong: (slug, answer) pairs."""

    name: str
    row: dict[str, Any]
    right: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...]


@cache
def identities() -> tuple[Identity, ...]:
    path = Path(__file__).with_name("identities.yaml")
    found = []
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        wrong = [line.split(": ", 1) for line in entry["wrong"].strip().split("\n")]
        found.append(
            Identity(
                entry["name"],
                {field: entry[field] for field in FIELDS if field in entry},
                tuple(entry["right"].strip().split("\n")),
                tuple((slug, answer) for slug, answer in wrong),
            )
        )
    return tuple(found)


def answers() -> Iterator[tuple[dict[str, Any], str, str]]:
    """(row with its answer, expected verdict, expected slug or "")."""
    for identity in identities():
        for answer in identity.right:
            yield {**identity.row, "answer": answer}, "right", ""
        for slug, answer in identity.wrong:
            yield {**identity.row, "answer": answer}, "wrong", slug
