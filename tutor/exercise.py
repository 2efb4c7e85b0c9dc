"""The words of the domain: Exercise, Answer, Verdict.

Everything here is plain data that can cross a process boundary as JSON. An answer is
always a text: what the learner typed, or the text that a widget makes of ticks and
drags. So drafts, attempts, undo and tests treat every kind alike.
"""

from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from tutor.bilingual import Text

Difficulty = Annotated[int, msgspec.Meta(ge=1, le=5, description="1 easy … 5 hard")]
Identifier = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        description="lower-case words joined by hyphens; never changes once published",
    ),
]


FORMULA = "a formula or number in plain notation, such as 3*x^2, sqrt(2) or 0.25"
Formula = Annotated[str, msgspec.Meta(description=FORMULA)]
"""A text that the expression reader reads; in YAML a bare number will do."""

Range = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^-?\d+\.\.-?\d+( step \d+)?$",
        description="whole numbers from one to another, both included: `2..9`, `0..100 step 5`",
    ),
]


class AuthoredMistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong answer that the author foresees, and what to say to it."""

    answer: Formula
    feedback: Text


class Vary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How an exercise makes variants: every seed draws another set of parameters.

    parameters: name → a range `2..9`, or a list of formulas of which one is taken.
    let: name → a formula of the parameters, worked out after the draw.
    where: relations that a drawn set must satisfy, such as `a != b`.

    `{{…}}` in any text of the exercise is replaced; see `tutor.vary`.
    """

    parameters: dict[str, Range | tuple[Formula, ...]]
    let: dict[str, Formula] = {}
    where: tuple[Formula, ...] = ()


class Exercise(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"
):
    """What every kind of exercise has. A kind's own struct adds its fields.

    id: unique among all lessons; attempts are kept under it for ever.
    hints: a ladder, each telling a little more. solution: the worked solution as Markdown.
    seed: which variant this is, and the order in which options stand; set when the exercise
    is dealt, never by an author.
    """

    id: Identifier
    prompt: Text
    difficulty: Difficulty = 2
    skills: tuple[str, ...] = ()
    hints: tuple[Text, ...] = ()
    solution: Text = ""
    mistakes: tuple[AuthoredMistake, ...] = ()
    vary: Vary | None = None
    seed: int = 0

    def search_terms(self) -> tuple[Text, ...]:
        """Give what a search finds this exercise by, beside its prompt and skills."""
        return ()

    def subject(self) -> str:
        """Tell it from others with the same prompt, as Markdown; nothing where prompts differ."""
        return ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that could be read.

    text: as typed. shown: how it was read, as 2-D Unicode text (lines joined by newlines);
    empty when there is nothing to show. notes: what the reader assumed ("log is natural").
    value: the kind's own reading of it; does not cross a process boundary.
    """

    text: str
    shown: str = ""
    notes: tuple[Text, ...] = ()
    value: Any = None


class Unreadable(msgspec.Struct, frozen=True, kw_only=True, tag_field="verdict", tag="unreadable"):
    """An answer that could not be read. No attempt is spent on it.

    column: 0-based index into the typed text, where the caret goes.
    why: what was found and what was expected. mend: a likely corrected text, or empty.
    """

    column: int
    why: Text
    mend: str = ""


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """What shows that an answer is wrong.

    at: the point or sizes (name → value, as text). yours, expected: the two values there.
    measured: the central difference of the original function there, for derivatives.
    text: the whole as one sentence.
    """

    text: Text
    at: dict[str, str] = {}
    yours: str = ""
    expected: str = ""
    measured: str = ""


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """A known mistake that gives exactly this answer.

    name: a stable slug such as `forgot-inner-derivative`. text: one sentence.
    question: the question that leads on.
    """

    name: str
    text: Text
    question: Text = ""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on one part of an answer (a line, an entry, a pair)."""

    label: str
    right: bool
    note: Text = ""


Evidence: TypeAlias = Literal["identical", "proved", "numeric", "authored"]


class Right(msgspec.Struct, frozen=True, kw_only=True, tag_field="verdict", tag="right"):
    """Right, and how it is known. points: how many points a numeric check compared."""

    evidence: Evidence = "authored"
    points: int = 0
    remark: Text = ""
    parts: tuple[Part, ...] = ()


class Wrong(msgspec.Struct, frozen=True, kw_only=True, tag_field="verdict", tag="wrong"):
    """Wrong, with what shows it. why: the one sentence to say first."""

    why: Text
    witness: Witness | None = None
    mistake: Mistake | None = None
    parts: tuple[Part, ...] = ()


class Undecided(msgspec.Struct, frozen=True, kw_only=True, tag_field="verdict", tag="undecided"):
    """Neither could be shown. The learner may grade it; it never counts against them."""

    why: Text


class Rated(msgspec.Struct, frozen=True, kw_only=True, tag_field="verdict", tag="rated"):
    """The learner's own marking of an open question: points made out of all."""

    made: int
    of: int
    parts: tuple[Part, ...] = ()


Verdict: TypeAlias = Right | Wrong | Undecided | Unreadable | Rated
