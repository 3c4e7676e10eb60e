"""Time that goes on evenly, whatever the machine's clock is set to: for leases, waits, silence and expiry.

What people read as a time of day is the machine's clock (`Unit.now`); what decides how long something lasted is this
one. It begins at the machine's time, or where time was known to be when the machine's cannot be believed
(`commands/timekeeping`), goes on by the monotonic clock, and comes nearer to the machine's by a small part of what has
passed, so that a clock that is really better wins in the end and nothing lasts noticeably longer or shorter meanwhile.
"""

from __future__ import annotations

import threading

from api_common.clock import Clock

PACE = 0.05
"""By how much of the time that has passed it may go slower or faster."""


class SteadyClock:
    """Shared by all threads; never goes back but by `begin`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._at = float(clock.now_ms())
        self._seen = clock.monotonic()

    def begin(self, at_ms: int) -> None:
        """It is this time now."""
        with self._lock:
            self._at, self._seen = float(at_ms), self._clock.monotonic()

    def now_ms(self) -> int:
        """The present time, epoch milliseconds."""
        with self._lock:
            seen = self._clock.monotonic()
            passed = max(0.0, (seen - self._seen) * 1000)
            gap = self._clock.now_ms() - (self._at + passed)
            self._at += passed + max(-passed * PACE, min(passed * PACE, gap))
            self._seen = seen
            return round(self._at)

    def behind_ms(self) -> int:
        """How far the machine's clock is ahead of this one; negative if it is behind."""
        return self._clock.now_ms() - self.now_ms()
