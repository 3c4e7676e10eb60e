"""Wakes those who wait for something to happen to a domain: they look for themselves, news only say when."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Watch:
    """One who waits. `refused`: libvirt's names of the devices that the guest has refused to let go."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self._heard = threading.Event()

    def wait(self, seconds: float) -> None:
        """Return when something was heard since the last wait, or after this time."""
        self._heard.wait(seconds)
        self._heard.clear()

    def wake(self, refused: str | None) -> None:
        """Something was heard."""
        if refused is not None:
            self.refused.add(refused)
        self._heard.set()


class News:
    """All who wait, by domain."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watches: dict[str, list[Watch]] = {}

    @contextmanager
    def about(self, uuid: str) -> Iterator[Watch]:
        """Hear of this domain inside the block."""
        watch = Watch()
        with self._lock:
            self._watches.setdefault(uuid, []).append(watch)
        try:
            yield watch
        finally:
            with self._lock:
                self._watches[uuid].remove(watch)
                if not self._watches[uuid]:
                    del self._watches[uuid]

    def heard(self, uuid: str, refused: str | None = None) -> None:
        """Something happened to a domain."""
        with self._lock:
            for watch in self._watches.get(uuid, ()):
                watch.wake(refused)
