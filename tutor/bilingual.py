"""Text in several languages, and the choice of one.

A `Text` is either a plain string (the same in every language, such as a formula) or a
map from language to string. Engines and kinds keep their sentences in a `strings.toml`
beside the code:

    [forgot_inner]
    en = "The inner derivative of {inner} is missing."
    bn = "{inner}-এর ভেতরের derivative বাদ পড়েছে।"

and fetch them with `Strings(__file__)["forgot_inner"]`.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

LANGUAGES: tuple[str, ...] = ("en", "bn")
LANGUAGE_NAMES: Mapping[str, str] = {"en": "English", "bn": "বাংলা"}

Text: TypeAlias = str | dict[str, str]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def choose(text: Text, language: str) -> str:
    """The text in `language`; in English, or whatever there is, when it is missing."""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


def fill(text: Text, /, **values: Text | int | float) -> Text:
    """Put `values` where `{name}` stands, in every language.

    A brace group that names no given value is left alone, so TeX survives.
    """
    languages = set() if isinstance(text, str) else set(text)
    for value in values.values():
        if isinstance(value, dict):
            languages |= set(value)
    if not languages:
        return _fill_one(choose(text, "en"), values, "en")
    return {
        language: _fill_one(choose(text, language), values, language)
        for language in sorted(languages)
    }


def _fill_one(template: str, values: Mapping[str, Text | int | float], language: str) -> str:
    def value_of(match: re.Match[str]) -> str:
        if match[1] not in values:
            return match[0]
        value = values[match[1]]
        return choose(value, language) if isinstance(value, str | dict) else str(value)

    return _PLACEHOLDER.sub(value_of, template)


class Strings:
    """The sentences of one module, read from a TOML file beside it on first use."""

    def __init__(self, beside: str, name: str = "strings.toml") -> None:
        self._path = Path(beside).with_name(name)

    @cached_property
    def table(self) -> dict[str, dict[str, str]]:
        return tomllib.loads(self._path.read_text(encoding="utf-8"))

    def __getitem__(self, key: str) -> dict[str, str]:
        return self.table[key]

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def __call__(self, key: str, /, **values: Text | int | float) -> Text:
        """The sentence `key` with `values` filled in."""
        return fill(self.table[key], **values)
