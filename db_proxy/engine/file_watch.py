"""Whether SQLite's files are still those that were opened.

A file that was deleted or replaced can be written on Linux while it is open, and all that is lost with the process.
So every transaction looks first whether the file and its log are still where they were, and a write looks again before
it is acknowledged.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from api_common.errors import ErrorKind, IaasError

_Identity = tuple[int, int]


class FileWatch:
    """Of one database file; hears of the engine's connections."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self._path = path
        self._log = path.with_name(path.name + "-wal")
        self._lock = threading.Lock()
        self._open = 0
        self._opened: _Identity | None = None
        self._opened_log: _Identity | None = None
        event.listen(engine, "connect", self._connected)
        event.listen(engine, "close", self._closed)

    def require_unchanged(self, *, after_write: bool = False) -> None:
        """`unavailable` with a sentence if another file is there now, or none."""
        if self._opened is None:
            return
        if _identity(self._path) != self._opened:
            raise _gone(f"the database file {self._path.name} was deleted or replaced")
        log = _identity(self._log)
        with self._lock:
            if self._opened_log is None:
                self._opened_log = log if after_write else None
            elif self._open and log != self._opened_log:
                raise _gone(f"{self._log.name}, which holds the newest changes, was deleted or replaced")

    def _connected(self, *_: Any) -> None:
        with self._lock:
            if not self._open:
                self._opened_log = None  # SQLite removes its log with the last connection
            self._open += 1
            if self._opened is None:
                self._opened = _identity(self._path)

    def _closed(self, *_: Any) -> None:
        with self._lock:
            self._open -= 1


def _identity(path: Path) -> _Identity | None:
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _gone(what: str) -> IaasError:
    advice = "nothing is written any more; put the right file in its place, then start db-proxy anew"
    return IaasError(ErrorKind.UNAVAILABLE, f"{what} while db-proxy was running: {advice}")
