"""One change of a domain at a time, and none by an operation that was overtaken.

Fences grow with every claim of any operation, so an older one than the last seen means that its runner lost its lease.
They are remembered for domains that are gone too, as long as there is room: a late call must not bring one back.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from api_common.errors import ErrorKind, IaasError

REMEMBERED = 10_000


class _Entry:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.fence = 0
        self.done: set[str] = set()


class DomainLocks:
    """Locks and fences by uuid."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    @contextmanager
    def held(self, uuid: str, fence: int) -> Iterator[None]:
        """The domain is ours inside; `fenced` if a newer operation came by."""
        entry = self._entry(uuid)
        with entry.lock:
            if fence < entry.fence:
                raise IaasError(ErrorKind.FENCED, f"another operation has taken VM {uuid} over")
            if fence > entry.fence:
                entry.fence, entry.done = fence, set()
            yield

    def once(self, uuid: str, what: str) -> bool:
        """True the first time something is done under the present fence; call inside :meth:`held`."""
        done = self._entry(uuid).done
        if what in done:
            return False
        done.add(what)
        return True

    def _entry(self, uuid: str) -> _Entry:
        with self._guard:
            entry = self._entries.get(uuid)
            if entry is None:
                entry = self._entries[uuid] = _Entry()
            self._entries.move_to_end(uuid)
            while len(self._entries) > REMEMBERED:
                oldest, candidate = next(iter(self._entries.items()))
                if candidate.lock.locked():
                    break
                del self._entries[oldest]
            return entry
