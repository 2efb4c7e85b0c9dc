"""A lesson as a web page stands alone and executes nothing."""

import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checking.display.test_formulas import Formula, formulas
from tutor.checking.display import markup
from tutor.webpage import page

MATHML = "{http://www.w3.org/1998/Math/MathML}"


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("formula", formulas(), ids=lambda formula: formula.name)
def test_every_formula_is_well_formed_mathml(formula: Formula) -> None:
    tree = ElementTree.fromstring(markup(formula.source, display=True))
    for element in tree.iter():
        count = {"mfrac": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "mroot": 2}
        count |= {"msubsup": 3, "munderover": 3}
        expected = count.get(element.tag.removeprefix(MATHML))
        assert expected is None or len(element) == expected


def test_the_page_says_what_the_lesson_says() -> None:
    text = page("A <title>", [("One", "The norm $\\|x\\|$ of `a[i]` & more\n\n$$x^2$$")], "bn")
    assert '<html lang="bn">' in text
    assert "<h1>A &lt;title&gt;</h1>" in text
    assert "<h2>One</h2>" in text
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">' in text
    assert "<code>a[i]</code> &amp; more" in text


def test_a_callout_has_its_title_in_the_language_of_the_page() -> None:
    text = page("T", [("", "> [!MISTAKE]\n> Forgotten.")], "bn")
    assert '<blockquote class="mistake"><p class="callout-title">পরিচিত ভুল</p>' in text.replace(
        ">\n<p", "><p"
    )
    assert "[!MISTAKE]" not in text


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[click](javascript:alert(1))",
        "![picture](http://example.org/x.png)",
        "$<script>alert(1)</script>$",
        "$\\text{<img src=x onerror=alert(1)>}$",
        "$\\nothing<script>$",
        "> [!NOTE] <script>\n> x",
        '```"><script>\nx\n```',
        "<a href='javascript:x'>y</a>",
    ],
)
def test_no_text_becomes_a_script_or_a_request(source: str) -> None:
    check_is_harmless(page("T", [(source, source)], "en"))


@given(st.text(alphabet="<>\"'&$\\[]()!`#*_|\n abcript:/=", max_size=60))
def test_any_text_is_harmless(source: str) -> None:
    check_is_harmless(page(source, [(source, source)], "en"))


def check_is_harmless(text: str) -> None:
    for tag, attributes in Tags(text).found:
        assert tag not in ("script", "img", "iframe", "link", "object", "embed", "svg", "form")
        assert not any(name.startswith("on") or name == "src" for name in attributes)
        assert not (attributes.get("href") or "").lower().startswith(("javascript", "data"))
