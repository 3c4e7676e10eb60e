"""Looks that may never end, such as one at a file on a dead NFS: in threads of their own, waited for only so long.

Of one key there is at most one look at a time, and of all of them a bounded number. A thread that hangs is given up:
another takes its place, and the process ends without it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

V = TypeVar("V")
_LOG = logging.getLogger(__name__)
_IDLE_SECONDS = 10


class Look(Generic[V]):
    """One look, under way or over."""

    def __init__(self, work: Callable[[], V]) -> None:
        self.value: V | None = None
        self.work = work
        self.begun_at: float | None = None
        self.over = threading.Event()

    def hangs(self, seconds: float) -> bool:
        """Whether it has been going on for longer than that."""
        return self.begun_at is not None and not self.over.is_set() and time.monotonic() - self.begun_at > seconds


class Apart(Generic[V]):
    """`work` should not raise: what it has to say is its value.

    `threads` look at a time, and `most` with those that hang: that have been at it for `hang_seconds`.
    """

    def __init__(self, name: str, *, threads: int = 8, most: int = 64, hang_seconds: float = 0.5) -> None:
        self._name = name
        self._threads, self._most, self._hang_seconds = threads, most, hang_seconds
        self._lock = threading.Condition()
        self._looks: dict[str, Look[V]] = {}
        self._waiting: deque[tuple[str, Look[V]]] = deque()
        self._busy: set[Look[V]] = set()
        self._idle = 0

    def look(self, key: str, work: Callable[[], V]) -> Look[V]:
        """The look of this key that is under way, or a new one."""
        with self._lock:
            known = self._looks.get(key)
            if known is not None:
                self._reinforce()
                return known
            look = self._looks[key] = Look(work)
            self._waiting.append((key, look))
            self._reinforce()
            return look

    def wait(self, look: Look[V], until: float) -> bool:
        """Whether it is over by then (monotonic clock)."""
        while not look.over.wait(max(0.0, min(until - time.monotonic(), self._hang_seconds / 2))):
            if time.monotonic() >= until:
                return False
            with self._lock:
                self._reinforce()  # what it waits behind may hang
        return True

    def under_way(self) -> int:
        """How many threads look now, those that hang included."""
        with self._lock:
            return len(self._busy)

    def _reinforce(self) -> None:
        if not self._waiting:
            return
        if self._idle:
            self._lock.notify()
            return
        at_work = sum(not look.hangs(self._hang_seconds) for look in self._busy)
        if at_work < self._threads and len(self._busy) < self._most:
            threading.Thread(target=self._run, name=self._name, daemon=True).start()
            self._idle += 1  # it will be in a moment

    def _run(self) -> None:
        with self._lock:
            while True:
                while not self._waiting:
                    if not self._lock.wait(_IDLE_SECONDS) and not self._waiting:
                        self._idle -= 1
                        return
                key, look = self._waiting.popleft()
                look.begun_at = time.monotonic()
                self._busy.add(look)
                self._idle -= 1
                self._reinforce()
                self._lock.release()
                try:
                    look.value = look.work()
                except Exception:
                    _LOG.exception("a look at %s failed", key)
                finally:
                    self._lock.acquire()
                    self._busy.discard(look)
                    self._looks.pop(key, None)
                    self._idle += 1
                    look.over.set()
