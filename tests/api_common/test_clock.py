"""The real clock and the one of the tests tell time in the same units."""

from __future__ import annotations

import time

from api_common.clock import SYSTEM_CLOCK
from tests.helpers.clock import ManualClock


def test_the_system_clock_tells_milliseconds() -> None:
    assert abs(SYSTEM_CLOCK.now_ms() - time.time() * 1000) < 5_000
    first = SYSTEM_CLOCK.monotonic()
    SYSTEM_CLOCK.sleep(0)
    assert SYSTEM_CLOCK.monotonic() >= first


def test_the_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(now_ms=1000)
    assert (clock.now_ms(), clock.monotonic()) == (1000, 0)
    clock.sleep(1.5)
    clock.advance(0.5)
    assert (clock.now_ms(), clock.monotonic()) == (3000, 2)
