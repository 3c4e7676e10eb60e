"""Requests that wait for the end of an operation: told by the event feed, so any replica may have run it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Waiter:
    """`decided` is set once it is sure whether the operation succeeds, `over` when nothing is done for it any more,
    `placed` when its VM has a host, or never will."""

    def __init__(self) -> None:
        self.placed = threading.Event()
        self.decided = threading.Event()
        self.over = threading.Event()


class Endings:
    """Expect an operation's end before it is started, so that a quick one is not missed. Many may expect one end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiters: dict[str, list[Waiter]] = {}

    @contextmanager
    def expect(self, uuid: str) -> Iterator[Waiter]:
        """Somebody who waits, until the block ends."""
        waiter = Waiter()
        with self._lock:
            self._waiters.setdefault(uuid, []).append(waiter)
        try:
            yield waiter
        finally:
            with self._lock:
                left = self._waiters[uuid]
                left.remove(waiter)
                if not left:
                    del self._waiters[uuid]

    def placed(self, uuid: str) -> None:
        """The operation's VM has a host."""
        for waiter in self._of(uuid):
            waiter.placed.set()

    def undoing(self, uuid: str) -> None:
        """The operation failed or was cancelled; what it did is being undone."""
        for waiter in self._of(uuid):
            waiter.placed.set()
            waiter.decided.set()

    def ended(self, uuid: str) -> None:
        """The operation is done, undone or stuck."""
        for waiter in self._of(uuid):
            waiter.placed.set()
            waiter.decided.set()
            waiter.over.set()

    def _of(self, uuid: str) -> list[Waiter]:
        with self._lock:
            return list(self._waiters.get(uuid, ()))
