r"""The Markdown that lessons are written in.

CommonMark with tables by markdown-it-py; `$…$` and `$$…$$` are mathematics, `\$` and a dollar
before a number are money; a quotation that begins with `[!NOTE]` is a callout.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

CALLOUTS = ("note", "tip", "warning", "mistake")
_ALSO = {"important": "note", "caution": "warning", "info": "note", "hint": "tip"}
_CALLOUT = re.compile(r"\[!(\w+)\][ \t]*([^\n]*)\n?")


def make_parser(formula: Callable[[str, dict[str, Any]], str] | None = None) -> "MarkdownIt":
    """A parser. formula: how its HTML shows a formula, given source and `display_mode`."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.dollarmath.index import math_inline_dollar

    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    made.disable(["html_block", "html_inline", "lheading", "code"])
    made.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
        renderer=formula,
    )
    formula_rule = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)

    def rule(state: "StateInline", silent: bool) -> bool:
        # At the start the plugin takes the last character for the one before the dollar.
        if state.pos:
            return formula_rule(state, silent)
        text = state.src
        state.src = text + " "
        try:
            return formula_rule(state, silent)
        finally:
            state.src = text

    made.inline.ruler.at("math_inline", rule)
    return made


@lru_cache(maxsize=1)
def parser() -> "MarkdownIt":
    """The parser of everything shown in the terminal."""
    return make_parser()


def take_callout(reader: "MarkdownIt", tokens: Sequence["Token"], at: int) -> tuple[str, str]:
    """Kind and title of the callout whose content begins at `at`; its mark is taken away.

    Both are empty for a plain quotation.
    """
    first = tokens[at + 1] if at + 1 < len(tokens) else None
    if first is None or first.type != "inline":
        return "", ""
    mark = _CALLOUT.match(first.content)
    name = mark[1].lower() if mark else ""
    name = _ALSO.get(name, name)
    if mark is None or name not in CALLOUTS:
        return "", ""
    first.content = first.content[mark.end() :]
    first.children = reader.parseInline(first.content)[0].children
    return name, mark[2]


def with_safe_tables(source: str) -> str:
    """`source` with every bar inside $…$ in a table escaped, so that it does not end a cell."""
    if "|" not in source or "$" not in source:
        return source
    lines = source.split("\n")
    fence = ""
    in_table = False
    for index, line in enumerate(lines):
        start = line.lstrip(" >")[:3]
        if start in ("```", "~~~"):
            fence = "" if fence == start else fence or start
        if fence:
            continue
        rule_next = index + 1 < len(lines) and _is_table_rule(lines[index + 1])
        in_table = rule_next or (in_table and bool(line.strip()))
        if in_table and "$" in line:
            pieces = re.split(r"((?<!\\)\$[^$]+\$)", line)
            pieces[1::2] = [piece.replace("|", "\\|") for piece in pieces[1::2]]
            lines[index] = "".join(pieces)
    return "\n".join(lines)


def _is_table_rule(line: str) -> bool:
    return "-" in line and "|" in line and not set(line) - set(" >\t|:-")
