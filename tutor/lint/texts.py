"""Every text of a lesson: its languages, its mathematics, and the holes for parameters."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from tutor.bilingual import LANGUAGE_NAMES, LANGUAGES, Text
from tutor.checking import display
from tutor.converter import fields_of
from tutor.errors import Finding
from tutor.exercise import Exercise
from tutor.lesson_reader import Source
from tutor.lint.places import Page
from tutor.lint.prose import has_bangla, is_english


class Found(NamedTuple):
    """Something wrong in a field.

    where: the field's path. column: index into its text, or -1 for the field as a whole.
    """

    where: str
    message: str
    hint: str = ""
    column: int = -1
    text: str = ""
    warning: bool = False


class Field(NamedTuple):
    """A text in a struct. translated: it may be given in several languages."""

    where: str
    text: Text
    translated: bool


def fields(value: msgspec.Struct, where: str = "") -> Iterator[Field]:
    """Walk a struct and give every text in it with its path, as an author writes them."""
    for name, item in fields_of(type(value)).items():
        yield from _walk(getattr(value, item.name), item.type, f"{where}.{name}" if where else name)


def _walk(value: Any, kind: inspect.Type, where: str) -> Iterator[Field]:
    if isinstance(kind, inspect.Metadata):
        yield from _walk(value, kind.type, where)
    elif _is_text(kind):
        yield Field(where, value, translated=True)
    elif isinstance(kind, inspect.UnionType):
        for member in kind.types:
            yield from _walk(value, member, where)
    elif isinstance(kind, inspect.StructType):
        if isinstance(value, kind.cls) and not isinstance(value, Exercise):
            yield from fields(value, where)
    elif isinstance(kind, inspect.VarTupleType):
        if isinstance(value, tuple):
            for index, item in enumerate(value):
                yield from _walk(item, kind.item_type, f"{where}[{index}]")
    elif isinstance(kind, inspect.DictType):
        if isinstance(value, dict):
            for name, item in value.items():
                yield from _walk(item, kind.value_type, f"{where}.{name}")
    elif isinstance(kind, inspect.StrType) and isinstance(value, str):
        yield Field(where, value, translated=False)


def _is_text(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.UnionType) and {
        type(member) for member in kind.types if not isinstance(member, inspect.NoneType)
    } == {inspect.StrType, inspect.DictType}


# Languages


def languages(where: str, text: Text, *, needed: bool = False) -> Iterator[Found]:
    """Say what is missing of a text in some language. needed: it may not be empty."""
    if isinstance(text, str):
        if has_bangla(text):
            yield _missing(where, "en")
        elif is_english(text):
            yield _missing(where, "bn")
        elif needed and not text.strip():
            yield Found(where, f"`{_last(where)}` is empty", "write it, or leave it out")
        return
    for language in LANGUAGES:
        if language not in text:
            yield _missing(where, language)
    for language, written in text.items():
        if not written.strip():
            yield Found(
                f"{where}.{language}",
                f"the {LANGUAGE_NAMES[language]} of `{_last(where)}` is empty",
                "write it, or leave the whole text out",
            )
    english, bangla = text.get("en", ""), text.get("bn", "")
    if has_bangla(english):
        yield Found(f"{where}.en", "the English has Bangla in it", "are `en` and `bn` swapped?")
    if is_english(bangla) and not has_bangla(bangla):
        yield Found(f"{where}.bn", "the বাংলা is in English", "translate it")


def _missing(where: str, language: str) -> Found:
    present = "bn" if language == "en" else "en"
    return Found(
        where,
        f"`{_last(where)}` has no {LANGUAGE_NAMES[language]}",
        f"write `{{{present}: …, {language}: …}}`",
    )


# Mathematics


def mathematics(where: str, text: str) -> Iterator[Found]:
    """Say which formulas of a Markdown text the screen cannot show."""
    for found in _mathematics(text):
        yield found._replace(where=where)


@lru_cache(maxsize=4096)  # variants share most of their texts
def _mathematics(text: str) -> tuple[Found, ...]:
    return tuple(_in_text(text))


def _in_text(text: str) -> Iterator[Found]:
    from tutor.widgets.markdown import CODE, UNSHOWN, Formula, blocks

    begin = 0
    for piece in _pieces(blocks(text)):
        if isinstance(piece, Formula):
            error = _tex_error(piece.source, display.tex)
            begin = max(text.find(piece.source, begin), begin)
            if error:
                yield _unshown("", text, begin, error)
            continue
        shown, style = piece
        if UNSHOWN in style:
            error = _tex_error(shown[1:-1], display.inline)
            begin = max(text.find(shown, begin), 0)
            if error:
                yield _unshown("", text, begin + 1, error)
        elif CODE not in style and (stray := _stray_dollar(shown, text)) >= 0:
            yield Found(
                "",
                "a `$` here opens or closes no formula",
                r"write the other `$`, without blanks inside; money is `\$`",
                stray,
                text,
            )


def _pieces(value: Any) -> Iterator[Any]:
    """Every Formula and every run in the blocks of a text, in order."""
    from tutor.widgets.markdown import Code, Formula

    if isinstance(value, Formula):
        yield value
    elif isinstance(value, Code | str | int | None):
        return
    elif isinstance(value, tuple):
        if len(value) == 2 and all(isinstance(item, str) for item in value):
            yield value
        else:
            for item in value:
                yield from _pieces(item)
    else:
        for name in value.__slots__:
            yield from _pieces(getattr(value, name))


def formula(where: str, source: str) -> Iterator[Found]:
    """Say that a text which is TeX as a whole cannot be shown."""
    error = _tex_error(re.sub(r"\\mark\s{0,3}(?=\{)", r"\\boxed", source), display.tex)
    if error:
        yield Found(where, f"this TeX cannot be shown: {error.message}", error.hint)


def _tex_error(source: str, show: Any) -> display.TexError | None:
    try:
        show(source)
    except display.TexError as error:
        return error
    return None


def _unshown(where: str, text: str, begin: int, error: display.TexError) -> Found:
    message = f"this TeX cannot be shown: {error.message}"
    column = min(begin + error.column, len(text) - 1)
    return Found(where, message, error.hint, column, text)


_STRAY = re.compile(r"\$(?!\d|\s|$)|(?<=\S)\$(?!\d)")


def _stray_dollar(shown: str, text: str) -> int:
    """The index in `text` of a dollar that was meant for a formula; -1 when there is none."""
    for stray in _STRAY.finditer(shown):
        near = shown[max(stray.start() - 4, 0) : stray.end() + 4].replace("\u00a0", " ")
        index = text.find(near)
        if index >= 0:
            return index + near.index("$")
    return -1


# Holes for parameters

_HOLE = re.compile(r"\{\{(?!\{)([^{}\n]{1,300})\}\}")
_NAME = re.compile(r"[^\W\d]\w{0,60}")


def holes(exercise: Exercise) -> Iterator[Found]:
    """Say which `{{…}}` name no parameter, and which parameters no text uses."""
    vary = exercise.vary
    parameters = {*vary.parameters, *vary.let} if vary else set()
    used: set[str] = set()
    if vary:
        for formula_ in (*vary.let.values(), *vary.where):
            used.update(_NAME.findall(formula_))
    for field in fields(exercise):
        if field.where.startswith(("vary", "id", "skills")):
            continue
        texts = field.text.items() if isinstance(field.text, dict) else [("", field.text)]
        for language, text in texts:
            where = f"{field.where}.{language}" if language else field.where
            for hole in _HOLE.finditer(text if vary else bare_of_math(text)):
                names = set(_NAME.findall(hole[1]))
                used |= names
                if not vary:
                    yield _no_parameter(where, hole[0], "the exercise has no `vary`", text)
                elif not names & parameters:
                    known = ", ".join(sorted(parameters))
                    why = f"the parameters are {known}"
                    yield _no_parameter(where, hole[0], why, text)
                elif unknown := _unknown(names, parameters):
                    yield _no_parameter(where, unknown, f"it stands in {hole[0]}", text)
    for name in vary.parameters if vary else ():
        if name not in used:
            yield Found(
                f"vary.parameters.{name}", f"no text uses the parameter `{name}`", "leave it out"
            )


def bare_of_math(text: str) -> str:
    """Blank formulas out, in which `{{a}}` is TeX's own; what stays keeps its place."""
    return re.sub(
        r"\$\$.{1,20000}?\$\$|\$[^$\n]{1,2000}\$",
        lambda found: " " * len(found[0]),
        text,
        flags=re.DOTALL,
    )


def _unknown(names: set[str], parameters: set[str]) -> str:
    """A longer name that is neither a parameter nor a function; letters may be variables."""
    from tutor.checking.expression import vocabulary as words

    known = {*parameters, *words.FUNCTIONS, *words.SPELLINGS, *words.LOG_BASES}
    known |= {"pi", *words.CONSTRUCTORS, *words.GREEK_NAMES}
    return next((name for name in sorted(names - known) if len(name) > 1), "")


def _no_parameter(where: str, what: str, why: str, text: str) -> Found:
    return Found(
        where,
        f"`{what}` names no parameter: {why}",
        "add it under `vary.parameters`, or mend its name",
        max(text.find(what), 0),
        text,
    )


# All of these together


def check_text(where: str, text: Text, *, needed: bool = False) -> Iterator[Found]:
    """Everything that can be said of one text that learners read."""
    yield from languages(where, text, needed=needed)
    if isinstance(text, str):
        yield from mathematics(where, text)
    else:
        for language, written in text.items():
            yield from mathematics(f"{where}.{language}", written)


def check_exercise(exercise: Exercise) -> Iterator[Found]:
    """Everything that can be said of the texts of an exercise as it stands in the file."""
    yield from holes(exercise)
    for field in fields(exercise):
        # The title of a paper stays as it is in every language.
        if field.translated and field.where != "source":
            yield from languages(field.where, field.text, needed=field.where.startswith("hints"))
    if exercise.vary is None:
        yield from check_mathematics(exercise)


def check_mathematics(exercise: Exercise) -> Iterator[Found]:
    """Check the formulas in the texts of an exercise, or of a variant of it."""
    for field in fields(exercise):
        if field.where == "formula" and isinstance(field.text, str):
            yield from formula(field.where, field.text)
        elif field.translated:
            texts = field.text.items() if isinstance(field.text, dict) else [("", field.text)]
            for language, text in texts:
                yield from mathematics(f"{field.where}.{language}".rstrip("."), text)


def finding(source: Source, page: Page, prefix: str, found: Found) -> Finding:
    """What was found, as a Finding at its line and column."""
    where = f"{prefix}.{found.where}" if prefix and found.where else prefix or found.where
    made = source.finding(where, found.message, found.hint, warning=found.warning)
    if found.column < 0 or where not in source.places:
        return made
    mark = page.place(source.places[where], found.text, found.column)
    return Finding(made.path, mark.line, mark.column, made.message, made.hint, made.severity)


def _last(where: str) -> str:
    return where.rsplit(".", 1)[-1]
