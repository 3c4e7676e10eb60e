"""One change of a domain at a time, and none by an operation that was overtaken.

Fences grow with every claim of an operation, so one older than the last seen means that its runner lost its lease.
They are remembered for domains that are gone too, as long as there is room: a late call must not bring one back.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from api_common.errors import ErrorKind, IaasError

REMEMBERED = 10_000


@dataclass
class Turn:
    """What happened to one domain: the newest fence, and what was done once under it."""

    fence: int = 0
    done: set[str] = field(default_factory=set)


class _Entry:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.turn = Turn()
        self.users = 0


class DomainLocks:
    """Locks and fences by uuid. Lost with the process; a restart of the agent forgives."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._guard = threading.Lock()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    @contextmanager
    def held(self, uuid: str, fence: int) -> Iterator[Turn]:
        """The domain is ours inside; `fenced` if a newer operation came by."""
        with self._in_use(uuid) as entry, entry.lock:
            if fence < entry.turn.fence:
                raise IaasError(
                    ErrorKind.FENCED, f"VM {uuid} belongs to a newer claim ({entry.turn.fence}) than this one ({fence})"
                )
            if fence > entry.turn.fence:
                entry.turn = Turn(fence)
            yield entry.turn

    @contextmanager
    def holding(self, uuid: str) -> Iterator[None]:
        """The domain is ours inside, for work that asks for no fence."""
        with self._in_use(uuid) as entry, entry.lock:
            yield

    @contextmanager
    def _in_use(self, uuid: str) -> Iterator[_Entry]:
        with self._guard:
            entry = self._entries.setdefault(uuid, _Entry())
            entry.users += 1
            self._entries.move_to_end(uuid)
        try:
            yield entry
        finally:
            with self._guard:
                entry.users -= 1
                self._forget_old()

    def _forget_old(self) -> None:
        """Oldest first; one in use keeps its place, and those behind it theirs."""
        while len(self._entries) > self._remembered:
            oldest, entry = next(iter(self._entries.items()))
            if entry.users:
                break
            del self._entries[oldest]
