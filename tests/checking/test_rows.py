"""Rows in bulk: what their fields mean."""

from typing import Any

import pytest

from tutor.checking.rows import judge_row
from tutor.exercise import Right, Wrong


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({"answer": "sqrt(a^2)", "key": "a", "variables": ["a:positive", "b"]}, Right),
        ({"answer": "sqrt(a^2)", "key": "a", "variables": ["a", "b"]}, Wrong),
        ({"answer": "a^2+7", "key": "a^2", "plus_constant": True}, Right),
        ({"answer": "a^2+7", "key": "a^2", "plus_constant": False}, Wrong),
        ({"answer": "(4, 3)", "key": "(3, 4)", "kind": "list", "any_order": True}, Right),
        ({"answer": "(4, 3)", "key": "(3, 4)", "kind": "list", "any_order": False}, Wrong),
        ({"answer": "2a", "key": "2a", "author": "somebody"}, Right),
    ],
)
def test_fields_mean_what_the_command_line_means(row: dict[str, Any], verdict: type) -> None:
    assert isinstance(judge_row(row), verdict)
