"""The line that fails: three questions about a planted bug — which line, why, and what mends it."""

import re
from collections.abc import Iterator
from random import Random

import msgspec

from tutor.bilingual import LANGUAGES, Strings, Text, choose
from tutor.checking.shapes.explanation import explain
from tutor.checking.shapes.inference import Inference
from tutor.kinds.choice.kind import Exercise, Option
from tutor.kinds.snippet import shape_text
from tutor.practice.shapes.bank import Bug, Snippet, edited
from tutor.practice.shapes.variation import inferred, renamed, renamed_code

STRINGS = Strings(__file__)

MOST_OPTIONS = 4

_CAN_TELL = {
    "element-count": re.compile(r"reshape|view|flatten"),
    "joined": re.compile(r"concatenate|stack|\bcat\b"),
    "letters": re.compile("einsum"),
    "pattern": re.compile(r"rearrange|reduce|repeat\("),
    "dropped-axis": re.compile(r"sum|mean|max|min|std|var|norm"),
    "order": re.compile(r"@|dot|matmul"),
    "layer-size": re.compile(r"conv|Linear|linear|nn\."),
}
"""What a snippet must have in it for a cause to be believable."""

_CLOSE = (
    {"dropped-axis", "missing-axis", "extra-axis", "wrong-axis", "rank", "axis-order", "joined"},
    {"transpose", "order", "axis-order", "layout", "not-contiguous"},
    {"lengths", "missing-batch", "element-count"},
    {"letters", "pattern", "rank", "wrong-axis", "axis-order", "transpose"},
    {"lengths", "wrong-axis"},
    {"pattern", "element-count"},
    {"layer-size", "layout", "lengths", "wrong-axis", "transpose"},
    {"layer-size", "order"},
    {"transpose", "missing-axis", "extra-axis"},
)
"""Causes of which one can be argued to be another: they are never offered together."""

_OFFERED = (
    "dropped-axis", "element-count", "order", "joined", "letters", "pattern", "layer-size",
    "lengths", "transpose",
)  # fmt: skip


class Broken(msgspec.Struct, frozen=True):
    """A snippet that fails. whole: the same one as it should be; both in the same names."""

    whole: Snippet
    code: str
    bug: Bug

    @property
    def inference(self) -> Inference:
        return inferred(self.whole, self.code)

    @property
    def edited_line(self) -> int:
        """The line in which the two differ."""
        pairs = zip(self.code.splitlines(), self.whole.code.splitlines(), strict=True)
        return next(number for number, (one, other) in enumerate(pairs, 1) if one != other)


def broken(snippet: Snippet, original: Snippet, names: dict[str, str], dice: Random) -> Broken:
    """The snippet with one of its bugs, or the original with one where none fits any more."""
    for each in (snippet, original):
        fitting = [bug for bug in each.bugs if each.code.count(bug.old) == 1]
        for bug in dice.sample(fitting, len(fitting)):
            code = renamed_code(edited(each.code, bug.old, bug.new), names)
            made = Broken(renamed(each, names), code, bug)
            error = made.inference.error
            if error is not None and error.line == bug.line:
                return made
    raise ValueError(f"no bug of {original.id} fails where it should")


def questions(made: Broken, dice: Random) -> tuple[Exercise, ...]:
    """Which line fails, why, and what mends it. Ids are given by the deck."""
    inference = made.inference
    rule = explain(inference).rule
    hints = _hints(inference)
    return (
        _question("line", made, tuple(_lines(made, inference, rule)), hints),
        _question("cause", made, tuple(_causes(made, rule, dice)), hints[-1:]),
        _question("mend", made, tuple(_mends(made, dice)), hints[-1:]),
    )


def _question(
    step: str, made: Broken, options: tuple[Option, ...], hints: tuple[Text, ...]
) -> Exercise:
    return Exercise(
        id=f"drill-shapes-find-{step}",
        prompt=STRINGS(
            "ask_" + step,
            title=made.whole.title,
            comment=made.whole.comment,
            given=given(made.whole),
            code=listing(made),
            line=made.bug.line,
        ),
        options=options,
        hints=hints,
        skills=("shapes-" + made.whole.family,),
    )


def given(snippet: Snippet) -> Text:
    """What is there already, and what is known of the sizes."""
    arrays = " · ".join(f"`{name} {shape}`" for name, shape in snippet.given.items())
    facts = " · ".join(f"`{fact}`" for fact in snippet.facts)
    told = [
        STRINGS(key, list=texts) for key, texts in (("given", arrays), ("holds", facts)) if texts
    ]
    return {
        language: "\n\n" + " ".join(choose(text, language) for text in told) if told else ""
        for language in LANGUAGES
    }


def listing(made: Broken) -> str:
    """The code with numbered lines as Markdown, the line that fails marked."""
    rows = made.code.rstrip("\n").splitlines()
    width = len(str(len(rows)))
    block = "\n".join(
        f"{number:>{width}}  {row}" + ("  # ✗" if number == made.bug.line else "")
        for number, row in enumerate(rows, 1)
    )
    return f"```python\n{block}\n```"


def _hints(inference: Inference) -> tuple[Text, ...]:
    known = [line for line in inference.lines if line.shape is not None]
    told = [
        STRINGS("hint_shapes", line=line.number, name=line.name, shape=shape_text(line.shape or ()))
        for line in known
    ]
    return (STRINGS["hint_begin"], *told[-3:])


# --- which line ---------------------------------------------------------------------------


def _lines(made: Broken, inference: Inference, rule: Text) -> Iterator[Option]:
    rows = list(enumerate(made.code.rstrip("\n").splitlines(), 1))
    known = {line.number: line for line in inference.lines if line.shape is not None}
    for number, row in rows:
        # All pinned, the lines stay in their order, and the number of an option is its line's.
        text, place = f"`{row.strip()}`", f"line-{number}"
        if number == made.bug.line:
            stops = STRINGS("line_stops", rule=rule)
            yield Option(id=place, right=text, feedback=stops, pin="last")
            continue
        if number > made.bug.line:
            why = STRINGS("line_not_reached", line=number)
        elif number in known:
            line = known[number]
            shape = shape_text(line.shape or ())
            why = STRINGS("line_runs", line=number, name=line.name, shape=shape)
        else:
            why = STRINGS("line_runs_plainly", line=number)
        yield Option(id=place, wrong=text, feedback=why, pin="last")


# --- why ----------------------------------------------------------------------------------


def _causes(made: Broken, rule: Text, dice: Random) -> Iterator[Option]:
    right = made.bug.cause
    yield Option(
        id=right, right=STRINGS["cause_" + right], feedback=STRINGS("line_stops", rule=rule)
    )
    for name in rivals(made, dice):
        yield Option(
            id=name,
            wrong=STRINGS["cause_" + name],
            feedback=STRINGS("look_again", line=made.bug.line, rule=rule),
        )


def rivals(made: Broken, dice: Random) -> list[str]:
    """Causes that could be thought of and are not the one."""
    right = made.bug.cause
    near = {name for group in _CLOSE if right in group for name in group} | {right}
    others = [name for name in _OFFERED if name not in near]
    code = made.code
    likely = [name for name in others if name not in _CAN_TELL or _CAN_TELL[name].search(code)]
    less = [name for name in others if name not in likely]
    return [*dice.sample(likely, len(likely)), *dice.sample(less, len(less))][: MOST_OPTIONS - 1]


# --- what mends it ------------------------------------------------------------------------


def _mends(made: Broken, dice: Random) -> Iterator[Option]:
    at = made.edited_line
    row = made.whole.code.splitlines()[at - 1]
    text = STRINGS("line_option", line=at, code=row.strip())
    yield Option(id="mend", right=text)
    for number, (line, code, why) in enumerate(wrong_mends(made, dice), 1):
        yield Option(
            id=f"change-{number}",
            wrong=STRINGS("line_option", line=line, code=code.strip()),
            feedback=why,
        )


def wrong_mends(made: Broken, dice: Random) -> list[tuple[int, str, Text]]:
    """Changes of one line after which it still stops: the line, its new text, where it stops."""
    rows = made.code.splitlines()
    whole = made.whole.code.splitlines()
    found: list[tuple[int, str, Text]] = []
    for number in dict.fromkeys((made.edited_line, made.bug.line)):
        row = rows[number - 1]
        changes = [
            each for each in dict.fromkeys(changed(row)) if each not in (row, whole[number - 1])
        ]
        for change in dice.sample(changes, len(changes)):
            code = "\n".join([*rows[: number - 1], change, *rows[number:]]) + "\n"
            inference = inferred(made.whole, code)
            if inference.error is None or inference.error.rule in _NOT_A_SHAPE:
                continue
            why = STRINGS("still_stops", line=inference.error.line, rule=explain(inference).rule)
            found.append((number, change, why))
            if len(found) == MOST_OPTIONS - 1:
                return found
    return found


_NOT_A_SHAPE = frozenset(("no_attribute", "no_name", "not_defined", "argument", "keyword"))


def changed(row: str) -> Iterator[str]:
    """The row with one small change, of the kinds that people try."""
    target, sign, value = row.partition(" = ")
    for change in _changes(value):
        yield target + sign + change


def _changes(value: str) -> Iterator[str]:
    for pattern, news in _TRIES:
        for match in re.finditer(pattern, value):
            for new in news:
                yield value[: match.start()] + match.expand(new) + value[match.end() :]


_TRIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(\w+)\.T\b", (r"\1",)),
    (r"(\w+)\.mT\b", (r"\1",)),
    (r"(?<![\w.)])(\w+) @ (\w+)(?![\w.\[(])", (r"\2 @ \1", r"\1.T @ \2", r"\1 @ \2.T")),
    (r"(\w+)\.T @ (\w+)", (r"\2 @ \1.T", r"\1.T @ \2.T")),
    (r"(axis|dim)=-?\d", (r"\1=0", r"\1=1", r"\1=-1", r"\1=-2")),
    (r"(axis=-?\d|axis=\([^)]*\))\)", (r"\1, keepdims=True)",)),
    (r"(dim=-?\d|dim=\([^)]*\))\)", (r"\1, keepdim=True)",)),
    (r", keepdims?=True", ("",)),
    (r"\[:, None\]", ("[None, :]", "", "[:, None, None]")),
    (r"\[:, :, None\]|\[\.\.\., None\]|\[:, None, :\]", ("[:, None]", "", "[None]")),
    (r"(?<![\w.'])([A-Za-z]\w*) ([-+*/]) ([A-Za-z]\w*)(?![\w.(\[])",
     (r"\1[:, None] \2 \3", r"\1 \2 \3[:, None]", r"\1.T \2 \3", r"\1 \2 \3.T")),
    (r"np\.concatenate\(", ("np.stack(",)),
    (r"torch\.cat\(", ("torch.stack(",)),
    (r"(np|torch)\.stack\(", (r"\1.vstack(",)),
    (r"\.view\(", (".reshape(",)),
    (r"\.(reshape|view)\(([^()]*), ([^(),]*)\)", (r".\1(\3, \2)", r".\1(\2)", r".\1(\2, \3, 1)")),
    (r"\.transpose\((-?\d), (-?\d)\)", (".transpose(0, 1)", ".transpose(0, 2)", "")),
    (r"\.swapaxes\((-?\d), (-?\d)\)", (".swapaxes(0, 1)", "")),
    (r"\.(permute|transpose)\((\d), (\d), (\d)", (r".\1(\3, \2, \4", r".\1(\4, \3, \2")),
    (r"(?<=')([a-z])([a-z])", (r"\2\1",)),
    (r",([a-z])([a-z])", (r",\2\1",)),
    (r"([a-z])([a-z])->", (r"\2\1->",)),
    (r"(?<=')(\w) (\w) (\w)", (r"\2 \1 \3", r"\1 \3 \2", r"\1 \2")),
    (r"(?<=-> )(\w) (\w)", (r"\2 \1",)),
    (r"\.unsqueeze\((-?\d)\)", ("",)),
    (r"\.squeeze\(-1\)", ("",)),
    (r"stride=2", ("stride=1",)),
    (r"padding=1", ("padding=0", "padding=2")),
    (r"\((\w+), (\w+), (\d), (\d)\)", (r"(\1, \2, 1, 1)", r"(\3, \1, \2, \4)")),
    (r"nn\.(\w+)\((\w+), (\w+)", (r"nn.\1(\2, \2", r"nn.\1(\3, \3")),
    (r"F\.linear\((\w+), (\w+)(\.T)?\)", (r"F.linear(\2, \1)", r"\1 @ \2\3")),
    (r"\[:-1\]", ("[1:]",)),
    (r"\[1:\]", ("[:-1]",)),
    (r"\bnp\.eye\((\w+)\)", (r"np.ones(\1)",)),
    (r"^(.+)$", (r"(\1)[None]", r"(\1)[..., None]", r"(\1)[0]")),
)  # fmt: skip
"""A piece of code, and what may be tried in its place."""
