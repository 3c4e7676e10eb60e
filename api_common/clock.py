"""The suite's only door to time, so that tests can own it.

Services take a :class:`Clock` as a parameter; nothing else calls `time.sleep` or asks for the present time.
"""

from __future__ import annotations

import time


class Clock:
    """Real time. Tests pass a subclass whose time moves only when they say so."""

    def now_ms(self) -> int:
        """Wall-clock time, epoch milliseconds (the unit of every timestamp on the wire and in the database)."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds that never go backwards; only differences mean something."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait. For back-off loops only: waiting for a state is done on events and rows."""
        time.sleep(seconds)


SYSTEM_CLOCK = Clock()
