"""Labs as tests open them: alone in the app over a session in memory, or in a real terminal."""

import asyncio
import time

from tests.screens.desk import LESSONS, Clock, app_of, desk
from tests.screens.terminal import Terminal
from tutor.screens.lab import LabScreen


async def still(pilot):
    """Wait until the lab is open and everything it set off has been done."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        screen = pilot.app.screen
        if not isinstance(screen, LabScreen) or screen.query("LabView"):
            break
        await asyncio.sleep(0.01)
    await pilot.pause()


async def opened(pilot, lab, **start):
    """The view of a lab in the state `start`."""
    await still(pilot)
    pilot.app.lab(lab, start)
    await still(pilot)
    return pilot.app.screen.view


async def press(pilot, *keys):
    """Press keys one after another, each once the last is done with."""
    for key in keys:
        await pilot.press(key)
        await still(pilot)


def app_for_labs(tmp_path, *, language="en", theme="tutor-dark"):
    """The app over a session in memory; `app.session` is the session."""
    return app_of(desk(tmp_path / "cache", now=Clock()), language=language, theme=theme)


def begin(tmp_path, lab, *start):
    """`tutor lab LAB START…` in a terminal of 80 by 24; what is kept is kept in `tmp_path`."""
    kept = ["--db", str(tmp_path / "progress.db"), "--lessons", str(LESSONS)]
    return Terminal(["-m", "tutor", "lab", lab, *start, *kept], tmp_path, rows=24, columns=80)


def answer_the_welcome(terminal):
    """Choose English and dark, which the first start asks for."""
    terminal.wait_for("Welcome", "▸ 1 (•)   English")
    terminal.press("\r")
    terminal.wait_for("▸ 1 (•)   Dark")
    terminal.press("\r")
