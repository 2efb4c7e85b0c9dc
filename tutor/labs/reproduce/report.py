"""A reproduction as tables, and as a document fit for a README."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tutor.bilingual import Strings, Text, choose
from tutor.labs import LabError, Table
from tutor.labs.numbers import number
from tutor.labs.reproduce import counting
from tutor.labs.reproduce.causes import EVERY
from tutor.labs.reproduce.quantities import grouped, percent, same
from tutor.labs.reproduce.results import Result
from tutor.labs.reproduce.rows import Row
from tutor.labs.reproduce.workbook import BATCH, SCHEDULE, STEPS, Tick, Ticks, Workbook

_STRINGS = Strings(__file__)

SIGNS = {"success": "✓", "look": "~", "bug": "✗", "too-good": "!"}
"""The signs of the verdicts."""


def comparison(row: Row) -> str:
    """= same, ≠ different, ? one of the two is missing; nothing for a row without values."""
    _, paper, mine, _ = (cell.strip() for cell in row)
    if not paper and not mine:
        return ""
    if not paper or not mine:
        return "?"
    return "=" if same(paper, mine) else "≠"


class Judged(NamedTuple):
    """A row of the results as it is shown. result: None while it cannot be judged; why: then."""

    row: Row
    result: Result | None
    why: Text = ""

    @property
    def gap(self) -> str:
        if self.result is None or self.result.gap is None:
            return ""
        return percent(self.result.gap)

    @property
    def verdict(self) -> str:
        return (self.result.verdict or "") if self.result else ""

    @property
    def mean(self) -> str:
        """Of the own runs, with the spread where there are several."""
        if self.result is None:
            return ""
        if self.result.deviation is None:
            return rounded(float(self.result.mean))
        return f"{rounded(float(self.result.mean))} ± {number(self.result.deviation, 2)}"


def rounded(value: float) -> str:
    """A result to five digits: 76.133, 0.81."""
    return number(value, 5)


def judged(book: Workbook) -> list[Judged]:
    """The results, each with its verdict or what is missing."""
    found = []
    for row in book.results:
        try:
            found.append(Judged(row, book.result(row)))
        except LabError as error:
            found.append(Judged(row, None, error.why))
    return found


def counted(book: Workbook) -> Iterator[tuple[Row, counting.Count | None]]:
    """The layers, each with its parameters where they can be counted."""
    for row in book.layers:
        try:
            yield row, counting.count(row)
        except LabError:
            yield row, None


def sizes_shown(row: Row) -> str:
    """The sizes of a layer with their names: in 768, out 3072."""
    kind = counting.KINDS[row[1]]
    pairs = zip(kind.sizes, row[3:], strict=False)
    return ", ".join(f"{size.name} {text.strip()}" for size, text in pairs if text.strip())


def batch_lines(book: Workbook) -> list[tuple[str, str]]:
    """What follows for the batch: sentence's key and its value."""
    batch = book.batch
    if batch is None:
        return []
    product = f"{batch.device}·{batch.accumulate}·{batch.devices}"
    lines = [("batch_effective", f"{product} = {grouped(batch.effective)}")]
    if batch.needed is not None and batch.paper is not None:
        lines.append(("batch_paper", grouped(batch.paper)))
    if batch.steps_an_epoch is not None:
        lines.append(("batch_epoch", grouped(batch.steps_an_epoch)))
    if batch.steps is not None:
        lines.append(("batch_steps", grouped(batch.steps)))
    if batch.tokens is not None:
        lines.append(("batch_tokens", grouped(batch.tokens)))
    for key, power in (("batch_linear", 1.0), ("batch_root", 0.5)):
        rate = batch.scaled(power)
        if rate is not None:
            lines.append((key, number(rate)))
    return lines


def rate_lines(book: Workbook) -> list[tuple[str, int, float]]:
    """The schedule at the steps worth a look: sentence's key, step, learning rate."""
    rates = book.rates
    if rates is None:
        return []
    lines = [("rate_" + key, step, rates.rate(step)) for key, step in rates.looked_at.items()]
    if book.asked is not None:
        lines.append(("rate_asked", book.asked, rates.rate(book.asked)))
    return lines


def tables(book: Workbook) -> tuple[Table, ...]:
    """Everything of the reproduction that is a table."""

    def table(name: str, columns: str, rows: Iterable[tuple[str, ...]]) -> Table:
        heads = tuple(_STRINGS["column_" + column] for column in columns.split())
        return Table(name, _STRINGS["part_" + name], heads, tuple(rows))

    fixed = [("paper", book.paper), ("link", book.link), ("claim", book.claim), ("gap", book.gap)]
    fixed += [(name, getattr(book, name)) for name in _SETTINGS]
    return (
        table("setting", "name value", [(name, text) for name, text in fixed if text]),
        table("steps", "step done note", _tick_rows(STEPS, book.steps)),
        table(
            "hyperparameters",
            "hyper paper same mine where",
            [(row[0], row[1], comparison(row), row[2], row[3]) for row in book.hyper],
        ),
        table(
            "layers",
            "layer kind times sizes formula parameters",
            [
                (
                    *row[:2],
                    row[2] or "1",
                    sizes_shown(row),
                    found.formula if found else "",
                    str(found.parameters) if found else "",
                )
                for row, found in counted(book)
            ],
        ),
        table(
            "results",
            "metric better paper mine mean gap verdict",
            [(*each.row, each.mean, each.gap, each.verdict) for each in judged(book)],
        ),
        table(
            "schedule",
            "step rate",
            [(str(step), f"{rate:.6g}") for _, step, rate in rate_lines(book)],
        ),
        table("causes", "cause done note", _tick_rows(EVERY, book.causes, touched=True)),
    )


_SETTINGS = ("parameters", *BATCH, *SCHEDULE)
"""What is typed into forms, by name."""


def _tick_rows(
    keys: Iterable[str], ticks: Ticks, touched: bool = False
) -> list[tuple[str, str, str]]:
    found = [(key, ticks.get(key, Tick())) for key in keys]
    return [
        (key, "x" if tick.done else "", tick.note)
        for key, tick in found
        if tick.touched or not touched
    ]


def markdown(book: Workbook, language: str) -> str:
    """The reproduction as Markdown, in a language. What was typed is quoted, not formatted."""

    def say(key: str, **values: Text | int | float) -> str:
        return choose(_STRINGS(key, **values), language)

    parts = [
        f"# {escaped(book.paper) or say('untitled')}",
        *_opening(book, say),
        *_results(book, say),
        *_section(say("part_steps"), _steps(book, say)),
        *_hyperparameters(book, say),
        *_layers(book, say),
        *_training(book, say),
        *_causes(book, say),
    ]
    return "\n\n".join(parts) + "\n"


Say = Callable[..., str]


def _opening(book: Workbook, say: Say) -> Iterator[str]:
    if book.link:
        yield f"**{say('link')}** {_address(book.link)}"
    if book.claim:
        yield f"**{say('claim')}** {escaped(book.claim)}"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    text = "\n".join(lines)
    if text:
        yield f"## {title}"
        yield text


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _results(book: Workbook, say: Say) -> Iterator[str]:
    found = judged(book)
    if found:
        heads = [say("column_" + name) for name in ["metric", "paper", "mine", "gap", "verdict"]]
        rows = [
            [
                f"{escaped(each.row[0])} {'↑' if each.row[1] == 'higher' else '↓'}",
                escaped(each.row[2]),
                escaped(each.row[3]),
                each.gap,
                f"{SIGNS[each.verdict]} {say('verdict_' + each.verdict)}" if each.verdict else "",
            ]
            for each in found
        ]
        yield f"## {say('part_results')}"
        yield _table(heads, rows)
        yield f"{say('arrows')} {say('rule')}"
        spreads = [
            f"- {escaped(each.row[0])}: {spread(each.result, say)}"
            for each in found
            if each.result and each.result.deviation is not None
        ]
        if spreads:
            yield "\n".join(spreads)
    if book.gap:
        yield f"**{say('gap')}** {escaped(book.gap)}"


def spread(result: Result, say: Say) -> str:
    """What the seeds of a metric say, in a sentence."""
    assert result.deviation is not None
    assert result.interval is not None
    low, high = result.interval
    return say(
        "spread_within" if result.within else "spread_outside",
        count=len(result.mine),
        mean=rounded(float(result.mean)),
        deviation=number(result.deviation, 3),
        low=rounded(low),
        high=rounded(high),
        paper=rounded(float(result.paper)),
    )


def _steps(book: Workbook, say: Say) -> Iterator[str]:
    for step in STEPS:
        yield _ticked(book.steps.get(step, Tick()), say("step_" + step))


def _ticked(tick: Tick, what: str) -> str:
    note = f" — {escaped(tick.note)}" if tick.note else ""
    return f"- [{'x' if tick.done else ' '}] {what}{note}"


def _hyperparameters(book: Workbook, say: Say) -> Iterator[str]:
    if not book.hyper:
        return
    heads = [say("column_" + name) for name in ["hyper", "paper", "same", "mine", "where"]]
    rows = [
        [escaped(row[0]), escaped(row[1]), comparison(row), escaped(row[2]), escaped(row[3])]
        for row in book.hyper
    ]
    yield f"## {say('part_hyperparameters')}"
    yield _table(heads, rows)
    yield say("same_signs")


def _layers(book: Workbook, say: Say) -> Iterator[str]:
    if not book.layers and not book.parameters:
        return
    yield f"## {say('part_layers')}"
    if book.layers:
        heads = [
            say("column_" + name) for name in ["layer", "kind", "times", "sizes", "parameters"]
        ]
        rows = [
            [
                escaped(row[0]),
                row[1],
                escaped(row[2] or "1"),
                escaped(sizes_shown(row)),
                f"{grouped(found.parameters)}" if found else "✗",
            ]
            for row, found in counted(book)
        ]
        yield _table(heads, rows)
    yield total_told(book, say)


def total_told(book: Workbook, say: Say) -> str:
    """The total, beside the paper's where that is known."""
    found = counting.total(book.layers)
    reported = grouped(book.reported) if book.reported else ""
    if not book.layers:
        return say("reported_alone", reported=reported)
    if not book.reported:
        told = say("total_alone", total=grouped(found.parameters))
    elif found.unread:
        told = say("total_so_far", total=grouped(found.parameters), reported=reported)
    else:
        told = say(
            "total_" + counting.fit(found.parameters, book.reported),
            total=grouped(found.parameters),
            reported=reported,
            gap=percent(counting.gap(found.parameters, book.reported)),
        )
    return told + (" " + say("total_unread", count=found.unread) if found.unread else "")


def _training(book: Workbook, say: Say) -> Iterator[str]:
    lines = _typed(book, BATCH, say)
    lines += [f"- {say(key)}: {value}" for key, value in batch_lines(book)]
    yield from _section(say("part_batch"), lines)
    lines = _typed(book, SCHEDULE[1:], say)
    if lines or book.rates is not None:
        yield f"## {say('part_schedule')}"
        yield f"{book.schedule}: {say('shape_' + book.schedule)}"
    if lines:
        yield "\n".join(lines)
    if book.rates is not None:
        yield _table(
            [say("column_step"), say("column_rate")],
            [
                [f"{grouped(step)} ({say(key)})", number(rate)]
                for key, step, rate in rate_lines(book)
            ],
        )


def _typed(book: Workbook, names: Iterable[str], say: Say) -> list[str]:
    """What was typed into a form."""
    empty = Workbook()
    texts = [(name, getattr(book, name)) for name in names]
    return [
        f"- {say('label_' + name)}: {escaped(text)}"
        for name, text in texts
        if text != getattr(empty, name)
    ]


def _causes(book: Workbook, say: Say) -> Iterator[str]:
    lines = []
    for key in EVERY:
        tick = book.causes.get(key)
        if tick:
            name = key.replace("-", "_")
            symptom = say("symptom_" + key.partition("-")[0])
            lines.append(_ticked(tick, f"{symptom}: {say('cause_' + name)}"))
    yield from _section(say("part_causes"), lines)


_SPECIAL = re.compile(r"[\\`*\[\]<>|]|~(?=~)|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|#(?=\s*$)")


def escaped(text: str) -> str:
    r"""The text so that Markdown shows it as it was typed, also inside a table."""
    text = _SPECIAL.sub(r"\\\g<0>", text.strip())
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>")


def _address(link: str) -> str:
    link = link.strip()
    return f"<{link}>" if re.fullmatch(r"https?://[^\s<>|\\]+", link) else escaped(link)
