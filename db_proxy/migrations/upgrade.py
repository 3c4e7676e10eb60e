"""Runs the Alembic revisions under a lock, after making a copy of a SQLite file that has something to lose.

All revisions run in one transaction: a failed upgrade leaves the database as it was.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from db_proxy.engine.database import Database

_LOG = logging.getLogger(__name__)


def upgrade(database: Database) -> None:
    """Bring the schema to the newest revision; waits while another process does the same."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    head = ScriptDirectory.from_config(config).get_current_head()
    path = _file_of(database)
    with _file_lock(path):
        before, occupied = database.read(_state)
        if before == head:
            return
        if path is not None and occupied:
            _copy(path, path.with_name(f"{path.name}.before-{head}"))
        database.write(lambda connection: _run(config, connection, head))
        _LOG.info("database upgraded", extra={"revisionBefore": before, "revision": head})


def _run(config: Config, connection: Connection, head: str | None) -> None:
    if _state(connection)[0] == head:  # another db_proxy on the same PostgreSQL was quicker
        return
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _state(connection: Connection) -> tuple[str | None, bool]:
    """The present revision, and whether there are any tables."""
    return MigrationContext.configure(connection).get_current_revision(), bool(inspect(connection).get_table_names())


def _file_of(database: Database) -> Path | None:
    """The SQLite file, its folder made; null for PostgreSQL, whose backup is its administrator's."""
    if not database.is_sqlite or not database.url.database or database.url.database == ":memory:":
        return None
    path = Path(database.url.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def _file_lock(path: Path | None) -> Iterator[None]:
    """Alone with a SQLite file. On PostgreSQL the lock of write transactions serves."""
    if path is None:
        yield
        return
    with open(path.with_name(path.name + ".lock"), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _copy(source: Path, target: Path) -> None:
    """A whole and consistent copy. One that is there already shows an earlier state, and stays."""
    if target.exists():
        return
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(unfinished)) as copy:
        original.backup(copy)
    with open(unfinished, "rb") as file:
        os.fsync(file.fileno())
    unfinished.rename(target)
    _LOG.info("the database was copied before its upgrade", extra={"copy": str(target)})
