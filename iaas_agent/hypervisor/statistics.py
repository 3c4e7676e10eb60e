"""Figures of running guests without waiting for a hung one: asked in a thread, the last answer while it takes long.

A QEMU that does not answer holds the call that finds it out for ever; the next question leaves it out. So two may wait,
one for each QEMU that hangs, and no more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from iaas_agent.hypervisor import hands

Figures = list[dict[str, Any]]
PATIENCE_SECONDS = 1.0
MOST_WAITING = 2


class Statistics:
    """Few questions at a time."""

    def __init__(self, ask: Callable[[], Figures]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._asked: list[Future[Figures]] = []
        self._last: Figures = []

    def latest(self) -> Figures:
        """Fresh figures, or the last ones there were. What the question raises is raised here."""
        with self._lock:
            self._asked = [asked for asked in self._asked if not asked.done()]
            if len(self._asked) >= MOST_WAITING:
                return self._last
            asked = hands.begin(self._ask, "statistics")
            self._asked.append(asked)
        try:
            self._last = asked.result(PATIENCE_SECONDS)
        except TimeoutError:
            pass
        return self._last
