"""The copy of a SQLite file that an upgrade leaves beside it: the way back to the release that wrote it.

It is taken of the bytes, before this release opens the file (which turns on its write-ahead log), so a file of v1 comes
back as v1 left it. Called by `upgrade`, which sees to it that no other process of ours is at the file.
"""

from __future__ import annotations

import itertools
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from api_common.errors import ErrorKind, IaasError

_LOG = logging.getLogger(__name__)
_HEADER = 100
"""Bytes at the beginning that say how the file is kept (kind of journal, number of changes), not what is in it."""
_CHUNK = 1 << 20
_PATIENCE_SECONDS = 10


def copy_aside(path: Path, head: str) -> None:
    """Copy a database of another revision that has something to lose; `unavailable` while somebody else uses it."""
    if not path.exists():
        return
    with closing(sqlite3.connect(path, timeout=_PATIENCE_SECONDS, isolation_level=None)) as connection:
        if _revision(connection) in (head, None):
            return
        try:
            connection.execute("PRAGMA journal_mode=DELETE")  # what a log still holds comes into the file
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            message = f"{path.name} cannot be copied before its upgrade: {error}; is another process using it?"
            raise IaasError(ErrorKind.UNAVAILABLE, message) from error
        _copy(path, head)  # closing what it reads drops SQLite's lock, which is needed no longer then


def _revision(connection: sqlite3.Connection) -> str | None:
    """Of the tables that are there; null if there are none, empty for tables that no release of ours made."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" not in tables:
        return "" if tables else None
    return next((str(row[0]) for row in connection.execute("SELECT version_num FROM alembic_version")), "")


def _copy(source: Path, head: str) -> None:
    for target in _names(source, head):
        if not target.exists():
            break
        if _alike(source, target):  # an earlier try came this far
            return
    unfinished = target.with_name(f"{target.name}.part")
    shutil.copy2(source, unfinished)
    _sync(unfinished)
    unfinished.rename(target)
    _sync(target.parent)
    _LOG.info("the database was copied before its upgrade", extra={"copy": str(target)})


def _names(source: Path, head: str) -> Iterator[Path]:
    """A copy that is there already is of another day, and stays."""
    first = f"{source.name}.before-{head}"
    yield source.with_name(first)
    yield from (source.with_name(f"{first}-{number}") for number in itertools.count(2))


def _alike(one: Path, other: Path) -> bool:
    with open(one, "rb") as first, open(other, "rb") as second:
        first.seek(_HEADER)
        second.seek(_HEADER)
        while (part := first.read(_CHUNK)) == second.read(_CHUNK):
            if not part:
                return True
    return False


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
