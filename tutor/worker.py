"""The worker process as the session knows it: awaited, begun when it is first of use.

It begins after the first paint, so that its imports do not compete with the screen's, and
it ends with the tutor, however that ends: its pipe closes.
"""

import asyncio
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from tutor.checking.sandbox import Sandbox

PRELOAD = ("tutor.judge", "tutor.checking.judging.judge")
"""What takes longest to import when the first answer is checked."""


class Worker:
    """Calls functions of this program, by name, in a process that can be stopped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sandbox: Sandbox | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            if self._sandbox is not None:
                self._sandbox.close()

    def begin(self) -> "Sandbox":
        """Start the process unless it runs already. May be called from any thread."""
        with self._lock:
            if self._sandbox is None:
                from tutor.checking.sandbox import Sandbox

                self._sandbox = Sandbox(PRELOAD, spare=False)
            return self._sandbox

    async def __call__(self, function: str, argument: Any, seconds: float) -> Any:
        """The result of `module:function`. Raises TimeoutError; JobFailed when it breaks."""
        return await asyncio.to_thread(self._run, function, argument, seconds)

    def _run(self, function: str, argument: Any, seconds: float) -> Any:
        from tutor.checking.sandbox import TimedOut

        try:
            return self.begin().run(function, argument, seconds)
        except TimedOut as error:
            raise TimeoutError from error
