"""Program text in colours and weights, as runs."""

from functools import lru_cache
from typing import Any

from tutor.widgets.runs import Line

_STYLES = {
    "Comment": "italic $foreground 65%",
    "Keyword": "bold $text-accent",
    "Operator.Word": "bold $text-accent",
    "Name.Builtin": "$text-primary",
    "Name.Function": "bold $text-primary",
    "Name.Class": "bold $text-primary",
    "Name.Decorator": "$text-accent",
    "Literal.Number": "$text-warning",
    "Literal.String": "$text-success",
    "Generic.Error": "$text-error",
}


@lru_cache(maxsize=128)
def highlighted(text: str, language: str) -> tuple[Line, ...]:
    """The lines of `text`; without colours when `language` is unknown."""
    lexer = _lexer(language)
    if lexer is None:
        return tuple([(line, "")] for line in text.expandtabs(4).split("\n"))
    lines: list[Line] = [[]]
    for kind, value in lexer.get_tokens(text.expandtabs(4)):
        style = _style(kind)
        for index, part in enumerate(value.split("\n")):
            if index:
                lines.append([])
            if part:
                lines[-1].append((part, style))
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return tuple(lines)


@lru_cache(maxsize=16)
def _lexer(language: str) -> Any:
    """The Pygments lexer of that name; None when there is none."""
    if not language:
        return None
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=256)
def _style(kind: Any) -> str:
    name = str(kind).removeprefix("Token.")
    while name:
        if name in _STYLES:
            return _STYLES[name]
        name = name.rpartition(".")[0]
    return ""
