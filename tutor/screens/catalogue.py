"""Lessons that are new or have changed, read before questions are taken from them."""

import asyncio

from tutor.session import Session


async def lessons_read(session: Session) -> None:
    """Wait until the catalogue tells of the lesson files as they are now."""
    if not session.library.catalogue().fresh:
        await asyncio.to_thread(session.library.refresh)
