"""What a fuzz found, and more of its kind: every row gets a verdict, whatever it says."""

import json
import time
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from benchmarks import fuzz
from tutor.checking.rows import judge_line

CORPUS = Path(__file__).with_name("oddities.jsonl")
VERDICTS = ("right", "wrong", "undecided", "unreadable")
SECONDS = 3.0


def corpus() -> list[str]:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def assert_judged(line: str) -> None:
    """A verdict, no exception, in the CPU time that a row may take."""
    start = time.process_time()
    result = judge_line(line)
    assert result["verdict"] in VERDICTS
    assert "too much for me" not in result["why"], result["why"]
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("line", corpus(), ids=range(1, len(corpus()) + 1))
def test_an_oddity_gets_a_verdict(line: str) -> None:
    assert_judged(line)
    row: dict[str, Any] = json.loads(line)
    if "key" in row:
        assert_judged(json.dumps({**row, "answer": row["key"], "key": row["answer"]}))


@pytest.mark.parametrize("block", [10_001, 10_002])
def test_made_up_rows_get_a_verdict(block: int) -> None:
    for row in islice(fuzz.rows(block), 150):
        assert_judged(json.dumps(row))


def test_a_block_of_the_fuzz_is_the_same_every_time() -> None:
    first = list(fuzz.rows(10_003))
    assert first == list(fuzz.rows(10_003))
    assert first != list(fuzz.rows(10_004))
