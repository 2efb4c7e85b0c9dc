r"""Draw the pictures of the README as SVG: `.venv/bin/python docs/draw_pictures.py FOLDER`.

They show the built-in lessons with a fixed clock and answers, so that a new drawing differs
from the last one only where the screens do. A browser makes `docs/pictures/NAME.png` of each,
where the font Fira Code is installed (other converters misplace the letters):

    chromium --headless --hide-scrollbars --window-size=1191,831 \
        --screenshot=docs/pictures/NAME.png file://FOLDER/NAME.svg
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.labs.desk import opened
from tests.screens.desk import SECOND, Clock, app_of, here
from tests.screens.test_screens import settled, typed
from tutor import terminal
from tutor.library import Library
from tutor.progress.store import Store
from tutor.session import Session
from tutor.terminal import WidthModel

Steps = Callable[[Any, Session, Clock], Awaitable[None]]


async def home(pilot: Any, session: Session, clock: Clock) -> None:
    """Some lessons done, one begun."""
    lessons = session.library.catalogue().lessons
    for entry in [lesson for lesson in lessons if lesson.course == "derivatives"][:2]:
        visit = session.open(entry.id)
        for task in visit.tasks[: 10 if entry is not lessons[0] else 99]:
            clock.forward(30 * SECOND)
            await session.submit(task, task.kind.key(task.exercise))
    clock.forward(40 * 24 * 3600 * SECOND)
    pilot.app.screen.fill()


async def exercise(pilot: Any, session: Session, clock: Clock) -> None:
    """The chain rule with its inner derivative forgotten."""
    pilot.app.learn("chain-rule", "chain-power-of-line")
    await settled(pilot)
    await typed(pilot, "4(3x-3)^3")
    await pilot.press("enter")


async def trace(pilot: Any, session: Session, clock: Clock) -> None:
    """Shapes line by line, one of them wrong."""
    entry = session.library.catalogue().lesson("following-shapes")
    pilot.app.learn(entry.id, next(e.id for e in entry.exercises if e.kind == "trace"))
    await settled(pilot)
    key = pilot.app.screen.visit.current
    right = key.kind.key(key.exercise).split("\n")
    for line in (*right[:-1], "(K,)"):
        await typed(pilot, line.partition(": ")[2] or line)
        await pilot.press("enter")


async def tangent(pilot: Any, session: Session, clock: Clock) -> None:
    """The tangent lab with a secant."""
    await opened(pilot, "tangent", function="x^3 - 3x", point="1.5", h="1", show="bends points")


PICTURES: dict[str, tuple[Steps, str, str]] = {
    "home": (home, "en", "tutor-dark"),
    "exercise": (exercise, "en", "tutor-dark"),
    "trace": (trace, "en", "tutor-light"),
    "tangent": (tangent, "en", "tutor-dark"),
}


async def draw(folder: Path) -> None:
    """Write every picture into `folder`."""
    terminal.apply(WidthModel(spacing_mark=1))
    for name, (steps, language, theme) in PICTURES.items():
        with tempfile.TemporaryDirectory() as cache:
            library = Library(folders=[Path("lessons")], cache=Path(cache))
            library.refresh()
            clock = Clock()
            session = Session(Store.in_memory(), library, here, now=clock)
            app = app_of(session, language=language, theme=theme)
            async with app.run_test(size=(96, 32)) as pilot:
                await settled(pilot)
                await steps(pilot, session, clock)
                await settled(pilot)
                app.save_screenshot(f"{name}.svg", str(folder))


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1])))
