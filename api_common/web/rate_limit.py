"""How often one asker may ask: a bucket of tokens for each key, filled again with time. Kept in this process only."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict

from api_common.clock import Clock
from api_common.errors import ErrorKind, IaasError

MOST_KEYS = 10_000
"""The key that was not seen for longest is forgotten: many addresses must not eat the memory."""


class RateLimit:
    """`per_minute` in the long run, up to `burst` at once, for each key."""

    def __init__(self, per_minute: int, *, burst: int, clock: Clock) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, key: str) -> None:
        """Count one request; over the limit an error that says when to come again (and is answered 429)."""
        now = self._clock.monotonic()
        with self._lock:
            tokens, at = self._buckets.pop(key, (float(self._burst), now))
            tokens = min(self._burst, tokens + (now - at) * self._per_second)
            self._buckets[key] = (tokens - 1, now) if tokens >= 1 else (tokens, now)
            if len(self._buckets) > MOST_KEYS:
                self._buckets.popitem(last=False)
        if tokens < 1:
            seconds = math.ceil((1 - tokens) / self._per_second)
            raise IaasError(
                ErrorKind.UNAVAILABLE,
                f"too many requests; try again in {seconds} s",
                detail={"retryAfterSeconds": seconds},
            )
