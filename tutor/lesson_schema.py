"""The JSON Schema of lesson files, for editors that complete and underline.

Made from the structs that the reader itself uses, with what only the reader knows added:
texts in several languages, one content a section, the kinds of exercises.
"""

import json
import re
from typing import Any

import msgspec

from tutor import kinds
from tutor.bilingual import LANGUAGE_NAMES, LANGUAGES
from tutor.converter import HIDDEN
from tutor.exercise import Exercise
from tutor.lesson import CONTENTS, Lesson

# The reader takes a plain `0.1`, `0` or `true` for a text where a text is wanted.
_SCALAR = ["string", "number", "boolean"]
_TEXT = {
    "description": "One text for every language, or one for each.",
    "anyOf": [
        {"type": _SCALAR},
        {
            "type": "object",
            "properties": {
                language: {"type": _SCALAR, "description": LANGUAGE_NAMES[language]}
                for language in LANGUAGES
            },
            "additionalProperties": False,
            "minProperties": 1,
        },
    ],
}


def lesson_schema() -> dict[str, Any]:
    """The schema of a lesson file as a JSON-like value (draft 2020-12)."""
    structs = {name: kinds.load(name).Exercise for name in kinds.names()}
    (lesson, *of_kinds), definitions = msgspec.json.schema_components(
        [Lesson, *structs.values()], ref_template="{name}"
    )
    # Every kind calls its struct Exercise, and msgspec names them by their modules.
    names = {reference["$ref"]: name for reference, name in zip(of_kinds, structs, strict=True)}
    names[f"{Exercise.__module__}.Exercise"] = "exercise"
    tidied = {names.get(name, name): _tidied(schema, names) for name, schema in definitions.items()}
    tidied["exercise"] = {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in structs]}
    tidied["text"] = _TEXT
    tidied["Section"]["oneOf"] = [{"required": [name]} for name in CONTENTS]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A lesson of tutor",
        **_tidied(lesson, names),
        "$defs": tidied,
    }


def as_text() -> str:
    """The schema as `lessons/lesson.schema.json` holds it."""
    return json.dumps(lesson_schema(), indent=1, ensure_ascii=False) + "\n"


def _tidied(schema: Any, names: dict[str, str]) -> Any:
    """A schema of msgspec in an author's terms."""
    if isinstance(schema, list):
        return [_tidied(item, names) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "anyOf" in schema:
        return _alternatives(schema, names)
    if "$ref" in schema:
        name = schema["$ref"]
        return {**schema, "$ref": f"#/$defs/{names.get(name, name)}"}
    tidied = {key: _tidied(value, names) for key, value in schema.items() if key != "default"}
    if schema.get("default"):
        tidied["default"] = schema["default"]
    if schema.get("type") == "string" and not {"enum", "const", "pattern"} & schema.keys():
        tidied["type"] = _SCALAR
    if "properties" in schema:
        _describe(tidied)
    return tidied


def _alternatives(schema: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Alternatives without "null", which is leaving the key out, and with `text` as one."""
    offered = [item for item in schema["anyOf"] if item != {"type": "null"}]
    if {"type": "string"} in offered and _STRINGS in offered:
        rest = [item for item in offered if item not in ({"type": "string"}, _STRINGS)]
        offered = [{"$ref": "text"}, *rest]
        names = {**names, "text": "text"}
    tidied = [_tidied(item, names) for item in offered]
    return dict(tidied[0]) if len(tidied) == 1 else {"anyOf": tidied}


_STRINGS = {"type": "object", "additionalProperties": {"type": "string"}}


def _describe(schema: dict[str, Any]) -> None:
    """Share a docstring's lines `field: what it is` out to the fields."""
    properties = schema["properties"]
    for name in HIDDEN:
        properties.pop(name, None)
    if "kind" in properties:
        properties["kind"] = {"const": properties["kind"]["enum"][0]}
    words = re.sub(r"\s+", " ", schema.get("description", ""))
    fields = "|".join(map(re.escape, properties))
    head, *parts = re.split(rf"(?:(?<=[.\]`) ])|^)({fields}): ", words)
    schema["description"] = head.strip()
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        properties[name]["description"] = text.strip()
