"""Every case of answers.tsv is judged as written there."""

from pathlib import Path
from typing import Any

import pytest

from tutor.bilingual import choose
from tutor.checking import check
from tutor.exercise import Right, Verdict

CASES = Path(__file__).with_name("answers.tsv")


def cases() -> list[Any]:
    found = []
    for number, line in enumerate(CASES.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            answer, key, options, verdict = line.split("\t")
            found.append(pytest.param(answer, key, options, verdict, id=f"{number}: {answer}"))
    return found


def options_of(text: str) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for option in filter(None, text.split(";")):
        name, _, value = option.partition("=")
        if name == "variables":
            pairs = (pair.partition(":") for pair in value.replace(", ", "\0").split(","))
            options[name] = {n: a.replace("\0", ", ") for n, _, a in pairs}
        elif name == "unordered":
            options["ordered"] = False
        else:
            options[name] = value or True
    return options


def told(verdict: Verdict) -> str:
    """The verdict as the table writes it, with all that it can say about a right answer."""
    name = type(verdict).__name__.lower()
    if isinstance(verdict, Right):
        name += "+domain" if verdict.remark else f"+{verdict.evidence}"
    return name


@pytest.mark.parametrize(("answer", "key", "options", "verdict"), cases())
def test_an_answer_is_judged_as_the_table_says(
    answer: str, key: str, options: str, verdict: str
) -> None:
    found = check(answer, key or None, **options_of(options))
    why = choose(getattr(found, "why", "") or getattr(found, "remark", ""), "en")
    if verdict == "right":
        assert isinstance(found, Right), (found, why)
        assert "no real value" not in why
    else:
        assert told(found) == verdict, why
