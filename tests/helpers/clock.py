"""A clock that stands still until a test moves it."""

from __future__ import annotations

from api_common.clock import Clock


class ManualClock(Clock):
    """`sleep` moves it at once, so that back-off loops run without waiting."""

    def __init__(self, now_ms: int = 1_700_000_000_000) -> None:
        self._now_ms = now_ms
        self._passed = 0

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now_ms += round(seconds * 1000)
        self._passed += round(seconds * 1000)

    def jump(self, seconds: float) -> None:
        """Somebody sets the machine's clock; no time passes."""
        self._now_ms += round(seconds * 1000)

    def now_ms(self) -> int:
        return self._now_ms

    def monotonic(self) -> float:
        return self._passed / 1000

    def sleep(self, seconds: float) -> None:
        self.advance(seconds)
