"""Runs the Alembic revisions under a lock, after making a copy of a SQLite file that has something to lose.

All revisions run in one transaction: a failed upgrade leaves the database as it was.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from api_common.errors import ErrorKind, IaasError
from db_proxy.engine.database import Database
from db_proxy.migrations.copies import copy_aside
from db_proxy.migrations.usable import leave_mark, newer, why_unusable

_LOG = logging.getLogger(__name__)


def upgrade(database: Database) -> None:
    """Bring the schema to the newest revision; waits while another process does the same."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    head, known = str(scripts.get_current_head()), {script.revision for script in scripts.walk_revisions()}
    path = _file_of(database)
    with _file_lock(path):
        if path is not None:
            _refuse(why_unusable(path, known))
            copy_aside(path, head)
        before = database.read(_revision)
        _refuse(newer("the database", [before] if before else [], known))
        if before != head:
            database.write(lambda connection: _run(config, connection, head))
            _LOG.info("database upgraded", extra={"revisionBefore": before, "revision": head})
        if path is not None:
            leave_mark(path)


def _refuse(reason: str | None) -> None:
    if reason is not None:
        raise IaasError(ErrorKind.UNAVAILABLE, reason)


def _run(config: Config, connection: Connection, head: str) -> None:
    if _revision(connection) == head:  # another db_proxy on the same PostgreSQL was quicker
        return
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


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
