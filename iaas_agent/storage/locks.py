"""Locks of the storage room: files locked by flock, and the guard that keeps late calls from undoing newer ones."""

from __future__ import annotations

import fcntl
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api_common.errors import ErrorKind, IaasError

_REMEMBERED = 10_000
_STRIPES = 64


@contextmanager
def locked_file(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock that works between threads and between processes: each holder opens the file for itself."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@dataclass
class Turn:
    """What happened to one file: the newest fence that was seen, and how often it was removed."""

    fence: int = 0
    removals: int = 0


class FileGuard:
    """One lock per file, and the memory of fences. Lost with the process; a restart of the agent forgives.

    `kind` is the word for such a file in errors, such as `volume`; `name` its id.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.highest_fence = 0
        self._locks = [threading.Lock() for _ in range(_STRIPES)]
        self._memory = threading.Lock()
        self._turns: OrderedDict[str, Turn] = OrderedDict()

    @contextmanager
    def holding(self, name: str) -> Iterator[Turn]:
        """Keep others away from this file. Only short work belongs into the block."""
        with self._locks[hash(name) % _STRIPES]:
            with self._memory:
                turn = self._turns.setdefault(name, Turn())
                self._turns.move_to_end(name)
                while len(self._turns) > _REMEMBERED:
                    self._turns.popitem(last=False)
            yield turn

    @contextmanager
    def admitted(self, name: str, fence: int) -> Iterator[Turn]:
        """Like :meth:`holding`, for a call with this fence; `fenced` if a newer one was here before."""
        with self.holding(name) as turn:
            if fence < turn.fence:
                raise IaasError(
                    ErrorKind.FENCED,
                    f"{self._kind} {name} belongs to a newer claim ({turn.fence}) than this one ({fence})",
                )
            turn.fence = fence
            self.highest_fence = max(self.highest_fence, fence)
            yield turn
