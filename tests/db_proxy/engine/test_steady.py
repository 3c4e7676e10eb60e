"""Time goes on evenly, whatever the machine's clock is set to."""

from __future__ import annotations

import pytest

from db_proxy.engine.steady import SteadyClock
from tests.helpers.clock import ManualClock

HOUR = 3600


def test_it_is_the_machines_time_while_that_is_even() -> None:
    clock = ManualClock()
    steady = SteadyClock(clock)
    for seconds in (0.001, 1, 59.5, HOUR):
        clock.advance(seconds)
        assert (steady.now_ms(), steady.behind_ms()) == (clock.now_ms(), 0)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 10 * 365 * 24 * HOUR])
def test_a_jump_is_followed_slowly_and_never_back(jump: int) -> None:
    clock = ManualClock()
    steady = SteadyClock(clock)
    before = steady.now_ms()
    clock.jump(jump)
    assert steady.now_ms() == before
    assert steady.behind_ms() == jump * 1000
    clock.advance(100)
    assert steady.now_ms() - before == (105_000 if jump > 0 else 95_000)


def test_it_is_there_in_the_end() -> None:
    clock = ManualClock()
    steady = SteadyClock(clock)
    clock.jump(60)
    clock.advance(2 * HOUR)
    assert steady.now_ms() == clock.now_ms()


def test_it_can_begin_elsewhere() -> None:
    clock = ManualClock()
    steady = SteadyClock(clock)
    steady.begin(5_000)
    clock.advance(1)
    assert steady.now_ms() == 6_050
