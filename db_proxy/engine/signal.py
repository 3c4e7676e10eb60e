"""Wakes the followers of the change feed when a transaction with events has been committed.

`commands` publish, `queries` wait. It speaks of this process only: with several db_proxy processes on one PostgreSQL
a follower also looks by itself now and then.
"""

from __future__ import annotations

import threading


class EventSignal:
    """The id of the newest committed event, as far as this process knows, and a way to wait for the next."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._last = 0
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the service stops; nobody should wait any longer."""
        return self._closed

    def publish(self, last_id: int) -> None:
        """Events up to `last_id` can be read now."""
        with self._changed:
            self._last = max(self._last, last_id)
            self._changed.notify_all()

    def wait_beyond(self, last_id: int, seconds: float) -> bool:
        """Return when an event newer than `last_id` is known, at the latest after `seconds`; false if none is."""
        with self._changed:
            self._changed.wait_for(lambda: self._last > last_id or self._closed, timeout=seconds)
            return self._last > last_id

    def close(self) -> None:
        """Let every follower go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
