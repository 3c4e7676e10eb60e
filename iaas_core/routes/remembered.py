"""Answers of lists kept in memory while nothing has changed (`events/freshness`): most polls of consoles are such.

The images' folder can change without a word; what it adds to a list of VMs (an image's name) may be a few seconds old.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response

from api_common.clock import Clock
from api_common.contract.account import Scope
from iaas_core.auth.callers import Caller
from iaas_core.envelope import ok, prefers_english
from iaas_core.events.freshness import Freshness

MAX_AGE_SECONDS = 5.0
MAX_BYTES = 16 * 1024 * 1024
Key = tuple[str, str, bool, Scope | None]


@dataclass(frozen=True)
class _Answer:
    mark: int
    made_at: float
    body: bytes


class Remembered:
    """The latest answers, the least used ones forgotten first."""

    def __init__(self, freshness: Freshness, clock: Clock) -> None:
        self._freshness = freshness
        self._clock = clock
        self._lock = threading.Lock()
        self._answers: OrderedDict[Key, _Answer] = OrderedDict()
        self._bytes = 0

    def answer(self, request: Request, caller: Caller, make: Callable[[], Any]) -> Response:
        """The answer to this very request by somebody who sees the same, made anew if anything has changed since."""
        key = (request.url.path, request.url.query, prefers_english(request), caller.scope)
        mark, now = self._freshness.mark(), self._clock.monotonic()
        with self._lock:
            known = self._answers.get(key)
            if known is not None:
                self._answers.move_to_end(key)
        if known is not None and known.mark == mark and now - known.made_at < MAX_AGE_SECONDS:
            return Response(known.body, media_type="application/json")
        response = ok(request, make())
        if mark is not None:
            self._keep(key, _Answer(mark, now, bytes(response.body)))
        return response

    def _keep(self, key: Key, answer: _Answer) -> None:
        with self._lock:
            before = self._answers.pop(key, None)
            self._answers[key] = answer
            self._bytes += len(answer.body) - (len(before.body) if before else 0)
            while self._bytes > MAX_BYTES:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= len(oldest.body)
