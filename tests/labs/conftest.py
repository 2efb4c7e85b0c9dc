"""What the tests of all labs share: how terminals count Bangla, and looking at the screen."""

import pytest

from tests.labs.desk import app_for_labs, opened, press, still
from tests.screens.test_snapshots import PAIRS, SIZES
from tutor import terminal
from tutor.terminal import WidthModel


@pytest.fixture(autouse=True)
def most_terminals():
    """Count Bangla as most terminals do."""
    terminal.apply(WidthModel(spacing_mark=1))
    yield
    terminal.apply(WidthModel(spacing_mark=0))


def pytest_generate_tests(metafunc):
    if "look" in metafunc.fixturenames:
        metafunc.parametrize("look", PAIRS, ids=map("-".join, PAIRS), indirect=True)


@pytest.fixture
def look(request, tmp_path, snap_compare):
    """`look(lab, keys…, **start)`: compare the lab after these keys with how it looked.

    steps: what else to do with the pilot before. Four pairs of size, theme and language.
    """
    size, theme, language = request.param

    def look(lab, *keys, steps=None, **start):
        app = app_for_labs(tmp_path, language=language, theme=f"tutor-{theme}")

        async def run(pilot):
            await opened(pilot, lab, **start)
            if steps is not None:
                await steps(pilot)
            await press(pilot, *keys)
            await still(pilot)

        assert snap_compare(app, terminal_size=SIZES[size], run_before=run)

    return look
