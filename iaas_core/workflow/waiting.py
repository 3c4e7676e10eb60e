"""Requests that wait for the end of an operation: told by the event feed, so any replica may have run it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Endings:
    """Expect an operation's end before it is started, so that a quick one is not missed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._expected: dict[str, threading.Event] = {}

    @contextmanager
    def expect(self, uuid: str) -> Iterator[threading.Event]:
        """An event that is set when the operation is over."""
        event = threading.Event()
        with self._lock:
            self._expected[uuid] = event
        try:
            yield event
        finally:
            with self._lock:
                self._expected.pop(uuid, None)

    def ended(self, uuid: str) -> None:
        """The operation is done, undone or stuck."""
        with self._lock:
            event = self._expected.get(uuid)
        if event is not None:
            event.set()
