"""Transactions: whole or not at all, one writer at a time, run again after lock failures only."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from api_common.errors import ErrorKind, IaasError
from db_proxy.engine.database import ATTEMPTS, Database
from tests.helpers.db import PostgresServer, refused, together


@pytest.fixture
def numbers(database: Database) -> Iterator[Database]:
    """A database with a table of one number."""
    database.write(lambda c: c.execute(text("CREATE TABLE numbers (n INTEGER UNIQUE)")) and None)
    database.write(lambda c: c.execute(text("INSERT INTO numbers VALUES (0)")) and None)
    yield database
    database.write(lambda c: c.execute(text("DROP TABLE numbers")) and None)


def value(connection: Connection) -> int:
    return int(connection.execute(text("SELECT max(n) FROM numbers")).scalar_one())


def increase(connection: Connection) -> None:
    """Read, then write: loses updates wherever two can do it at once."""
    now = value(connection)
    connection.execute(text("UPDATE numbers SET n = :n"), {"n": now + 1})


def test_writers_are_alone(numbers: Database, database_url: str) -> None:
    elsewhere = Database(database_url)
    _, refusals = together([partial(each.write, increase) for each in [numbers, elsewhere] * 8])
    elsewhere.close()
    assert not refusals
    assert numbers.read(value) == 16


def test_readers_do_not_wait_for_writers(numbers: Database) -> None:
    writing, done = threading.Event(), threading.Event()

    def slowly(connection: Connection) -> None:
        increase(connection)
        writing.set()
        assert done.wait(60)

    writer = threading.Thread(target=numbers.write, args=(slowly,))
    writer.start()
    assert writing.wait(60)
    assert numbers.read(value) == 0
    done.set()
    writer.join(60)
    assert numbers.read(value) == 1


@pytest.mark.parametrize("error", [ValueError("a bug"), IaasError(ErrorKind.WRONG_STATE, "no")])
def test_a_failure_undoes_everything(numbers: Database, error: Exception) -> None:
    def fail(connection: Connection) -> None:
        increase(connection)
        raise error

    with pytest.raises(type(error)):
        numbers.write(fail)
    assert numbers.read(value) == 0
    numbers.write(increase)
    assert numbers.read(value) == 1, "and lets the next writer in"


def test_a_clash_is_a_conflict(numbers: Database) -> None:
    with refused(ErrorKind.CONFLICT):
        numbers.write(lambda c: c.execute(text("INSERT INTO numbers VALUES (0)")) and None)


def test_a_number_beyond_all_columns_is_refused(numbers: Database) -> None:
    with refused(ErrorKind.INVALID_REQUEST):
        numbers.write(lambda c: c.execute(text("INSERT INTO numbers VALUES (:n)"), {"n": 2**70}))


def test_a_wrong_statement_is_internal(numbers: Database) -> None:
    for statement in ("SELECT nothing FROM numbers", "SELEC"):
        with refused(ErrorKind.INTERNAL):
            numbers.read(lambda c, s=statement: c.execute(text(s)) and None)


class LockedError(Exception):
    """What a driver raises when a lock was not to be had, in SQLite's and in PostgreSQL's way."""

    sqlite_errorname = "SQLITE_BUSY"
    sqlstate = "40P01"


class BrokenError(Exception):
    sqlite_errorname = "SQLITE_IOERR"
    sqlstate = "58030"


def failing(times: int, cause: Exception) -> tuple[list[int], Any]:
    calls: list[int] = []

    def work(connection: Connection) -> str:
        calls.append(1)
        if len(calls) <= times:
            raise OperationalError("UPDATE", {}, cause)
        increase(connection)
        return "done"

    return calls, work


def test_lock_failures_are_tried_again(numbers: Database) -> None:
    calls, work = failing(ATTEMPTS - 1, LockedError())
    assert numbers.write(work) == "done"
    assert (len(calls), numbers.read(value)) == (ATTEMPTS, 1)
    calls, work = failing(ATTEMPTS, LockedError("deadlock"))
    with refused(ErrorKind.UNAVAILABLE):
        numbers.write(work)


def test_other_failures_are_not(numbers: Database) -> None:
    calls, work = failing(1, BrokenError("disk"))
    with refused(ErrorKind.UNAVAILABLE):
        numbers.write(work)
    assert len(calls) == 1


def test_waiting_for_another_writer_ends(database_url: str) -> None:
    hasty = Database(database_url, lock_seconds=0.05)
    patient = Database(database_url)

    def inside(_: Connection) -> None:
        for impatient in (hasty.write, hasty.write):
            with refused(ErrorKind.UNAVAILABLE):
                impatient(lambda c: c.execute(text("SELECT 1")) and None)

    patient.write(inside)
    hasty.close()
    patient.close()


def test_a_queue_in_the_process_ends_too(numbers: Database, database_url: str) -> None:
    hasty = Database(database_url, lock_seconds=0.05)

    def inside(_: Connection) -> None:
        answers, refusals = together([partial(hasty.write, increase)])
        assert not answers and refusals[0].kind is ErrorKind.UNAVAILABLE

    hasty.write(inside)
    hasty.close()


def test_sqlite_is_durable(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/x.db")
    names = ("journal_mode", "synchronous", "foreign_keys")
    found = database.read(lambda c: [c.execute(text(f"PRAGMA {name}")).scalar() for name in names])
    database.close()
    assert found == ["wal", 2, 1]


def test_statements_are_counted(numbers: Database) -> None:
    before = REGISTRY.get_sample_value("iaas_db_statements_total") or 0
    numbers.write(increase)
    # how the transaction begins, and the two statements of `increase`
    assert (REGISTRY.get_sample_value("iaas_db_statements_total") or 0) == before + 3


def test_an_unreachable_database_says_so(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/no/such/folder/x.db", f"postgresql://iaas@/x?host={tmp_path}"):
        database = Database(url)
        assert database.problem()
        with refused(ErrorKind.UNAVAILABLE):
            database.write(increase)
        database.close()


def test_only_the_log_says_where_the_database_is(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    database = Database(f"postgresql://somebody@/x?host={tmp_path}")
    problem = database.problem() or ""
    database.close()
    assert "does not answer" in problem and str(tmp_path) not in problem and "somebody" not in problem
    assert str(tmp_path) in caplog.text


def test_a_read_sees_one_state(numbers: Database) -> None:
    def twice(connection: Connection) -> tuple[int, int]:
        first = value(connection)
        if first == 0:
            together([partial(numbers.write, increase)])
        return first, value(connection)

    assert numbers.read(twice) == (0, 0)
    assert numbers.read(value) == 1


def test_a_read_writes_nothing(numbers: Database) -> None:
    if not numbers.is_sqlite:
        with refused(ErrorKind.UNAVAILABLE):
            numbers.read(increase)


@pytest.mark.postgres
def test_a_writer_that_falls_silent_loses_its_turn(postgres: PostgresServer) -> None:
    """As a db_proxy that lost its power inside a write."""
    url = postgres.url("migrated")
    silent, other = Database(url, lock_seconds=0.1), Database(url)
    connection = silent._writing_engine.connect()
    connection.begin()
    waited = time.monotonic()
    other.write(lambda c: c.execute(text("SELECT 1")) and None)
    assert time.monotonic() - waited < 60, "not as long as the system believes in dead connections"
    connection.invalidate()
    silent.close()
    other.close()


@pytest.mark.postgres
def test_a_server_notices_dead_connections(postgres: PostgresServer) -> None:
    database = Database(postgres.url("migrated"))
    names = ("idle_in_transaction_session_timeout", "lock_timeout")
    told = database.read(lambda c: [c.execute(text(f"SHOW {name}")).scalar() for name in names])
    database.close()
    assert told == ["2min", "10s"]
