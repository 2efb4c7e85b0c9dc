"""The lab of assignments as it looks. The numbers of seconds are fixed."""

import pytest

from tutor.labs.assignment import run

WRONG = """import numpy as np


def softmax(x):
    e = np.exp(x)
    return e / e.sum(axis=-1, keepdims=True)


def softmax_backward(dp, x):
    p = softmax(x)
    print("p", p.shape)
    return dp.T @ np.linalg.inv(p)
"""


@pytest.fixture(autouse=True)
def steady(monkeypatch):
    """Runs take no time, and error messages say what they say."""
    from dataclasses import replace

    true = run.check
    monkeypatch.setattr(run, "check", lambda *a: replace(true(*a), seconds=0.05))


def test_list(look):
    look("assignment")


def test_a_new_assignment(look):
    look("assignment", assignment="layer-norm")


def test_results(look, home):
    folder = home / "tutor-assignments"
    folder.mkdir()
    (folder / "softmax.py").write_text(WRONG)
    look("assignment", "f5", assignment="softmax", watch="off")


def test_a_file_that_python_cannot_read(look, home):
    folder = home / "tutor-assignments"
    folder.mkdir()
    (folder / "softmax.py").write_text(WRONG.replace("(x):", "(x)"))
    look("assignment", "f5", "f3", assignment="softmax", watch="off")
