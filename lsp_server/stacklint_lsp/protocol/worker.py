"""One thread that thinks, beside the one that talks: while a text is read, the editor is still listened to.

Everything that asks the engine runs here, one after the other and the urgent first, so nothing below has to know that
there are threads at all.
"""

from __future__ import annotations

import asyncio
import heapq
import threading
from collections.abc import Callable
from enum import IntEnum
from itertools import count
from typing import Any, Generic, TypeAlias, TypeVar

Result = TypeVar("Result")

Wanted: TypeAlias = Callable[[], bool]
"""Asked now and then by what takes long: whether somebody still waits for it."""


class Outdated(Exception):
    """There is no answer, because the text that it would be about has changed."""


class Urgency(IntEnum):
    """Who goes first."""

    QUESTION = 0
    """Somebody looks at the screen and waits."""
    FINDINGS = 1
    WORKSPACE = 2
    """Of files that are not open."""


class Worker:
    """Runs calls one after the other in a thread of its own, which begins with the first one."""

    def __init__(self) -> None:
        self._jobs: list[tuple[int, int, _Job[Any]]] = []
        self._numbers = count()
        self._arrived = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_idle = True

    def submit(self, urgency: Urgency, call: Callable[[Wanted], Result]) -> asyncio.Future[Result]:
        """Run *call* in its turn. Cancelling the future takes the call back, also while it runs."""
        loop = asyncio.get_running_loop()
        job = _Job(call, loop.create_future(), loop)
        with self._arrived:
            heapq.heappush(self._jobs, (urgency, next(self._numbers), job))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="stacklint", daemon=True)
                self._thread.start()
            self._arrived.notify()
        return job.future

    @property
    def is_idle(self) -> bool:
        """Whether it waits for calls."""
        with self._arrived:
            return self._is_idle and not self._jobs

    def _run(self) -> None:
        while True:
            with self._arrived:
                self._is_idle = True
                while not self._jobs:
                    self._arrived.wait()
                job = heapq.heappop(self._jobs)[2]
                self._is_idle = False
            job.run()


class _Job(Generic[Result]):
    __slots__ = ("call", "future", "loop")

    def __init__(
        self, call: Callable[[Wanted], Result], future: asyncio.Future[Result], loop: asyncio.AbstractEventLoop
    ) -> None:
        self.call = call
        self.future = future
        self.loop = loop

    def run(self) -> None:
        if self.future.cancelled():
            return
        try:
            result = self.call(self._is_wanted)
        except BaseException as error:  # noqa: BLE001  whoever waits is told, and the thread goes on
            self._tell(self._failed, _carried(error))
        else:
            self._tell(self._done, result)

    def _is_wanted(self) -> bool:
        return not self.future.cancelled()

    def _tell(self, settle: Callable[[Any], None], outcome: object) -> None:
        try:
            self.loop.call_soon_threadsafe(settle, outcome)
        except RuntimeError:
            # The loop is closed: the editor has gone, and nobody waits.
            return

    def _done(self, result: Result) -> None:
        if not self.future.done():
            self.future.set_result(result)

    def _failed(self, error: Exception) -> None:
        if not self.future.done():
            self.future.set_exception(error)


def _carried(error: BaseException) -> Exception:
    """The error in a form that a future takes and that ends nothing but what was asked."""
    if isinstance(error, Outdated):
        # Happens at every other key press; its traceback would keep the job, which keeps the future, which keeps it.
        return error.with_traceback(None)
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    carrier = RuntimeError(repr(error))
    carrier.__cause__ = error
    return carrier
