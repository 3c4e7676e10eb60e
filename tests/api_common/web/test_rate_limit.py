"""How often one asker may ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from api_common.errors import ErrorKind, IaasError
from api_common.web import rate_limit
from api_common.web.rate_limit import RateLimit
from tests.helpers.clock import ManualClock


def _passes(limit: RateLimit, key: str = "a") -> bool:
    try:
        limit.check(key)
    except IaasError as error:
        assert error.kind is ErrorKind.UNAVAILABLE and error.detail["retryAfterSeconds"] >= 1
        return False
    return True


def test_a_burst_and_then_the_rate() -> None:
    clock = ManualClock()
    limit = RateLimit(6, burst=3, clock=clock)
    assert [_passes(limit) for _ in range(5)] == [True, True, True, False, False]
    assert _passes(limit, "b"), "others are not held up"
    clock.advance(9.9)
    assert not _passes(limit)
    clock.advance(0.1)
    assert [_passes(limit) for _ in range(2)] == [True, False]
    clock.advance(3600)
    assert [_passes(limit) for _ in range(4)] == [True, True, True, False]


def test_the_wait_that_is_told_is_long_enough() -> None:
    clock = ManualClock()
    limit = RateLimit(7, burst=1, clock=clock)
    limit.check("a")
    with pytest.raises(IaasError, match="try again in 9 s") as refused:
        limit.check("a")
    clock.advance(refused.value.detail["retryAfterSeconds"])
    limit.check("a")


def test_few_keys_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "MOST_KEYS", 3)
    limit = RateLimit(1, burst=1, clock=ManualClock())
    assert [_passes(limit, key) for key in "abcd"] == [True] * 4
    assert _passes(limit, "a") and not _passes(limit, "d"), "the one that was not seen for longest is forgotten"


def test_threads_share_one_burst() -> None:
    limit = RateLimit(1, burst=10, clock=ManualClock())
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: _passes(limit), range(100))) == 10
