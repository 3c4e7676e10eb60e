"""How long and how often in a row something has gone wrong, and how long to pause until it is tried again.

Kept in memory and measured by this process's monotonic clock: no wall clock, of whichever service, ends an operation's
patience or a guest's grace. A process that starts anew is patient anew.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from api_common.clock import Clock

SHORT_PAUSE_SECONDS = 10.0
LONG_PAUSE_SECONDS = 300.0
_FIRST_PAUSE_SECONDS = 0.25
REMEMBERED = 20_000


@dataclass(frozen=True)
class Trouble:
    """`tries` in a row that went wrong, the first of them `seconds` ago."""

    tries: int
    seconds: float

    def pause(self, longest: float) -> float:
        """Seconds until the next try: each is twice the one before."""
        return min(longest, _FIRST_PAUSE_SECONDS * 2.0 ** min(self.tries - 1, 20))


@dataclass
class _Memory:
    begun: dict[int, float] = field(default_factory=dict)
    failed: dict[tuple[int, str], tuple[int, float]] = field(default_factory=dict)


class Patience:
    """What this process knows of the operations that it works on, by their uuids. `phase` is `do` or `undo`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, _Memory] = OrderedDict()

    def elapsed(self, uuid: str, number: int) -> float:
        """Seconds since this process first worked on a step."""
        with self._lock:
            now = self._clock.monotonic()
            return now - self._of(uuid).begun.setdefault(number, now)

    def failed(self, uuid: str, number: int, phase: str) -> Trouble:
        """A step went wrong (again)."""
        with self._lock:
            now, failed = self._clock.monotonic(), self._of(uuid).failed
            tries, since = failed.get((number, phase), (0, now))
            failed[number, phase] = (tries + 1, since)
            return Trouble(tries + 1, now - since)

    def answered(self, uuid: str, number: int, phase: str) -> None:
        """The step's trouble is over."""
        with self._lock:
            if (known := self._known.get(uuid)) is not None:
                known.failed.pop((number, phase), None)

    def forget(self, uuid: str) -> None:
        """The operation ended."""
        with self._lock:
            self._known.pop(uuid, None)

    def _of(self, uuid: str) -> _Memory:
        memory = self._known.setdefault(uuid, _Memory())
        self._known.move_to_end(uuid)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return memory
