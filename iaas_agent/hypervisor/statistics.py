"""Figures of running guests without waiting for a hung one: asked in a thread, the last answer while it takes long.

A QEMU that does not answer holds libvirt's call for ever. Then one thread of ours waits with it, and no more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

Figures = list[dict[str, Any]]
PATIENCE_SECONDS = 1.0


class Statistics:
    """One question at a time."""

    def __init__(self, ask: Callable[[], Figures]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._asked: Future[Figures] | None = None
        self._last: Figures = []

    def latest(self) -> Figures:
        """Fresh figures, or the last ones there were. What the question raises is raised here."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                threading.Thread(target=self._run, args=(self._asked,), name="statistics", daemon=True).start()
            asked = self._asked
        try:
            self._last = asked.result(PATIENCE_SECONDS)
        except TimeoutError:
            pass
        return self._last

    def _run(self, answer: Future[Figures]) -> None:
        try:
            answer.set_result(self._ask())
        except Exception as error:
            answer.set_exception(error)
