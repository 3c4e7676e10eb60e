"""A fresh database for every test, on SQLite and on PostgreSQL, with commands, queries and a clock of its own."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from db_proxy.commands.unit import Writer
from db_proxy.engine.database import Database
from db_proxy.engine.signal import EventSignal
from db_proxy.migrations import upgrade
from db_proxy.queries.reader import Reader
from db_proxy.tables import METADATA
from tests.db_proxy.people import People
from tests.helpers.clock import ManualClock
from tests.helpers.db import PostgresServer, Rows, postgres_programs

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
BEGINNINGS = ("BEGIN", "SELECT pg_advisory_xact_lock")
"""How transactions begin; not counted, because the two databases differ in it."""
AS_FRESH = f"""
    TRUNCATE {", ".join(table.name for table in METADATA.sorted_tables)} RESTART IDENTITY;
    INSERT INTO hibernate_sequence SELECT 64 FROM generate_series(1, 6);
    INSERT INTO fence VALUES (1, 0);
    INSERT INTO spec_config SELECT * FROM fresh.spec_config;
"""
"""Makes a migrated PostgreSQL database what it was; much quicker than a new one for every test."""
_NUMBERS = itertools.count()


QUEUE_SECONDS = 600.0
"""Many writers stand in line in some tests; how long the line may take is test_database's business alone."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests of the session, with a migrated database that is emptied after each test."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    server = PostgresServer(programs)
    try:
        server.execute("CREATE DATABASE migrated")
        _upgrade(server.url("migrated"))
        server.execute("CREATE SCHEMA fresh; CREATE TABLE fresh.spec_config AS TABLE spec_config", "migrated")
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("migrated") / "kubeiaas.db"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database without rows."""
    if request.param == "sqlite":
        path = tmp_path / "kubeiaas.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        yield server.url("migrated")
        server.execute(AS_FRESH, "migrated")


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/kubeiaas.db"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        name = f"empty{next(_NUMBERS)}"
        server.execute(f"CREATE DATABASE {name}")
        yield server.url(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url, lock_seconds=QUEUE_SECONDS)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def signal() -> EventSignal:
    return EventSignal()


@pytest.fixture
def write(database: Database, signal: EventSignal, clock: ManualClock) -> Writer:
    return Writer(database, signal, clock)


@pytest.fixture
def write_elsewhere(database_url: str, clock: ManualClock) -> Iterator[Writer]:
    """The commands of another process: it shares the database with `write` and nothing else."""
    opened = Database(database_url, lock_seconds=QUEUE_SECONDS)
    yield Writer(opened, EventSignal(), clock)
    opened.close()


@pytest.fixture
def read(database: Database) -> Reader:
    return Reader(database)


@pytest.fixture
def rows(write: Writer) -> Rows:
    return Rows(write)


@pytest.fixture
def people(write: Writer, clock: ManualClock) -> People:
    return People(write, clock)


@pytest.fixture
def statements(database: Database) -> Callable[[Callable[[], Any]], int]:
    """Counts the SQL statements that a call costs."""

    def counted(call: Callable[[], Any]) -> int:
        seen: list[str] = []

        def note(*arguments: Any) -> None:
            if not arguments[2].startswith(BEGINNINGS):
                seen.append(arguments[2])

        event.listen(database.engine, "before_cursor_execute", note)
        try:
            call()
        finally:
            event.remove(database.engine, "before_cursor_execute", note)
        return len(seen)

    return counted


def _upgrade(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.close()
