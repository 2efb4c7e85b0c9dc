"""A lesson as one HTML page, for terminals that do not draw its letters.

The page stands alone: no script, nothing from the network, formulas in MathML, every
text escaped.
"""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from tutor.bilingual import Strings, choose
from tutor.checking.display import TexError, markup
from tutor.widgets import commonmark

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_STRINGS = Strings(commonmark.__file__)

_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6;
  font-family: "Noto Serif Bengali", "Noto Sans Bengali", "Kalpurush", Georgia, serif; }
h1, h2, h3 { line-height: 1.25; }
pre, code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
pre { overflow-x: auto; padding: .7rem 1rem; border: 1px solid #8886; border-radius: .3rem; }
table { border-collapse: collapse; }
td, th { padding: .3rem .7rem; border-bottom: 1px solid #8886; text-align: left; }
blockquote { margin: 1rem 0; padding: .1rem 1rem; border-left: .3rem solid #8888; }
blockquote.note { border-color: #2c5bc7; } blockquote.tip { border-color: #1d7a3a; }
blockquote.warning { border-color: #b07a00; } blockquote.mistake { border-color: #b3261e; }
.callout-title { font-weight: bold; margin: .5rem 0 0; }
math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", "Noto Sans Math", math; }
math[display="block"] { margin: 1rem 0; overflow-x: auto; }
.boxed { border: 1px solid currentColor; padding: .3em; }
mtable.pairs mtd { padding-left: 0; padding-right: 0; }
.unshown { color: #b3261e; }
"""


def page(title: str, sections: Sequence[tuple[str, str]], language: str = "en") -> str:
    """The whole page. sections: title, which may be empty, and Markdown of each."""
    parts = [f"<h1>{escape(title)}</h1>"]
    for heading, text in sections:
        if heading:
            parts.append(f"<h2>{escape(heading)}</h2>")
        parts.append(_html(text, language))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _html(text: str, language: str) -> str:
    reader = _parser()
    tokens = reader.parse(commonmark.with_safe_tables(text))
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            kind, title = commonmark.take_callout(reader, tokens, index + 1)
            if kind:
                token.attrSet("class", kind)
                own = reader.renderInline(title) if title else ""
                token.meta["title"] = own or escape(choose(_STRINGS[kind], language))
    return str(reader.renderer.render(tokens, reader.options, {}))


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    made = commonmark.make_parser(_formula)
    made.add_render_rule("image", _image)
    made.add_render_rule("blockquote_open", _blockquote)
    return made


def _formula(source: str, options: dict[str, Any]) -> str:
    try:
        return markup(source.strip(), display=bool(options["display_mode"]))
    except TexError:
        return f'<code class="unshown">{escape(source)}</code>'


def _image(
    renderer: Any, tokens: Sequence["Token"], index: int, options: Any, environment: Any
) -> str:
    """The words for a picture; nothing is fetched."""
    return f"<em>{escape(tokens[index].content)}</em>"


def _blockquote(
    renderer: Any, tokens: Sequence["Token"], index: int, options: Any, environment: Any
) -> str:
    token = tokens[index]
    opening = str(renderer.renderToken(tokens, index, options, environment))
    title = token.meta.get("title")
    return f'{opening}<p class="callout-title">{title}</p>\n' if title else opening
