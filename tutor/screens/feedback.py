"""The verdict on an answer, as the learner sees it."""

import re
from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tutor.bilingual import Text, choose
from tutor.exercise import Part, Rated, Right, Undecided, Unreadable, Verdict, Wrong
from tutor.screens.place import language_of, say
from tutor.widgets.prose import Prose

_MARKS = ("$", "`", "\n")
"""What makes a sentence Markdown; in others a star is multiplication."""

_NEGATIVE = re.compile(r"(?<![\w.)\]}\-])(?<!\w\()-(?=[\d.∞])")
_VERBATIM = re.compile(r"(~{3,}.*?~{3,}|`[^`]*`|\$[^$]*\$)", re.DOTALL)


def with_minus(text: str) -> str:
    """A sentence in which negative numbers have the sign that the mathematics around them has.

    Code and formulas stay as they are.
    """
    parts = _VERBATIM.split(text)
    return "".join(
        part if place % 2 else _NEGATIVE.sub("−", part) for place, part in enumerate(parts)
    )


SIGNS = {"right": "✓", "wrong": "✗", "undecided": "?", "rated": "●", "unreadable": "!"}


class Feedback(Vertical):
    """What was right or wrong, what shows it, and what to think about next.

    The sign and the word tell what the colour tells.
    """

    DEFAULT_CSS = """
    Feedback { height: auto; margin: 1 0 0 0; padding: 0 0 0 1; }
    Feedback.-none { display: none; }
    Feedback.-right { border-left: wide $success; }
    Feedback.-wrong { border-left: wide $error; }
    Feedback.-undecided, Feedback.-rated, Feedback.-unreadable { border-left: wide $warning; }
    Feedback .verdict { text-style: bold; }
    Feedback.-right .verdict { color: $success; }
    Feedback.-wrong .verdict { color: $error; }
    Feedback.-undecided .verdict, Feedback.-rated .verdict { color: $warning; }
    Feedback.-unreadable .verdict { color: $warning; }
    Feedback .question { margin: 1 0 0 0; color: $accent; }
    Feedback Prose > * { margin: 0; }
    Feedback .quiet { color: $muted; }
    """

    def __init__(self) -> None:
        super().__init__(classes="-none")
        self._verdict: Verdict | None = None
        self._after: Text = ""
        self._list_parts = True

    async def show(self, verdict: Verdict | None, after: Text = "", *, parts: bool = True) -> None:
        """Show a verdict; None shows nothing.

        after: what is said below it, such as when the exercise comes back. parts: list the
        parts of the answer; not where the answer itself shows which of them are right.
        """
        self._verdict = verdict
        self._after = after
        self._list_parts = parts
        for name in SIGNS:
            self.set_class(self._word == name, "-" + name)
        self.set_class(self._verdict is None, "-none")
        await self.recompose()

    @property
    def _word(self) -> str:
        return "" if self._verdict is None else type(self._verdict).__name__.lower()

    def compose(self) -> ComposeResult:
        """The verdict in one word, why, the parts, the witness, a question."""
        verdict = self._verdict
        if verdict is None:
            return
        yield self._line(self._headline(verdict), "verdict")
        match verdict:
            case Right(remark=remark, parts=parts):
                yield from self._text(remark)
                yield from self._parts(parts)
            case Wrong():
                yield from self._text(verdict.why)
                if verdict.mistake and not self._said(verdict, verdict.mistake.text):
                    yield from self._text(verdict.mistake.text)
                yield from self._parts(verdict.parts)
                if verdict.witness and not self._said(verdict, verdict.witness.text):
                    yield from self._text(verdict.witness.text)
                if verdict.mistake:
                    yield from self._text(verdict.mistake.question, "question")
            case Undecided(why=why) | Unreadable(why=why):
                yield from self._text(why)
            case Rated(parts=parts):
                yield from self._parts(parts)
        yield from self._text(self._after, "quiet")

    def _said(self, verdict: Wrong, text: Text) -> bool:
        """Whether a sentence already stands in the verdict, or beside a part in the answer."""
        beside = () if self._list_parts else tuple(part.note for part in verdict.parts)
        return text in (verdict.why, *beside)

    def _headline(self, verdict: Verdict) -> Content:
        values = {"made": verdict.made, "of": verdict.of} if isinstance(verdict, Rated) else {}
        word = f"{SIGNS[self._word]} {say(self, self._word, **values)}"
        if not isinstance(verdict, Right) or verdict.evidence == "authored":
            return Content(word)
        key = "evidence_" + verdict.evidence
        if verdict.evidence == "numeric" and not verdict.points:
            key = "evidence_numeric_bare"
        how = say(self, key, points=verdict.points)
        return Content.assemble(word, (f"   {how}", "not bold $muted"))

    def _text(self, text: Text, classes: str = "") -> Iterator[Widget]:
        chosen = with_minus(choose(text, language_of(self)))
        if any(mark in chosen for mark in _MARKS):
            yield Prose(chosen, classes=classes)
        elif chosen:
            yield self._line(Content(chosen), classes)

    @staticmethod
    def _line(content: Content, classes: str = "") -> Static:
        return Static(content, classes=classes)

    def _parts(self, parts: tuple[Part, ...]) -> Iterator[Widget]:
        for part in parts if self._list_parts else ():
            note = with_minus(choose(part.note, language_of(self)))
            sign, style = ("✓ ", "$success") if part.right else ("✗ ", "$error")
            yield self._line(
                Content.assemble((sign, style), part.label, f"  {note}" if note else "")
            )
