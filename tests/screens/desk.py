"""A session over the test lessons: in memory, with a clock that is told and no other process."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tutor import judge
from tutor.app import TutorApp
from tutor.library import Library
from tutor.progress.store import Store
from tutor.session import Session

LESSONS = Path(__file__).parent / "lessons"
NOW = 1_800_000_000_000
"""15 January 2027, 08:00 UTC."""

SECOND = 1000
DAY = 24 * 60 * 60 * SECOND


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> int:
        return self.time

    def forward(self, milliseconds: int) -> None:
        self.time += milliseconds


async def here(function: str, argument: Any, seconds: float) -> Any:
    """Do a job of the worker in this process."""
    return getattr(judge, function.removeprefix("tutor.judge:"))(argument)


class SlowWorker:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    async def __call__(self, function: str, argument: Any, seconds: float) -> Any:
        await self.go.wait()
        return await here(function, argument, seconds)


def library(cache: Path, folder: Path = LESSONS) -> Library:
    made = Library(folders=[folder], cache=cache)
    made.refresh()
    return made


def app_of(session: Session, *, language: str = "en", theme: str = "tutor-dark") -> TutorApp:
    """The app over a session, past its welcome and without anything that moves."""
    session.set("welcomed", True)
    session.set("theme", theme)
    app = TutorApp(session.store, lambda: session, language=language)
    app.animation_level = "none"
    return app


def desk(
    cache: Path,
    *,
    store: Store | None = None,
    worker: Callable[..., Any] = here,
    now: Clock | None = None,
) -> Session:
    return Session(
        store or Store.in_memory(),
        library(cache),
        worker,
        now=now or Clock(),
    )
