"""Transactions: many readers, one writer at a time, on SQLite and PostgreSQL alike.

A write transaction is alone from its first statement on (SQLite: immediate; PostgreSQL: an advisory lock). Commands may
therefore read, decide and write without row locks, and event ids are given in the order in which they become visible,
so that a follower of the feed never passes over a row that commits late. Commits are a few per second in this suite;
a queue of writers costs less than deadlocks. Knows nothing of the tables.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    SQLAlchemyError,
)

from api_common.contract.changes import CHANGED
from api_common.errors import ErrorKind, IaasError
from db_proxy.metrics import RETRIES, STATEMENTS, TRANSACTIONS

_LOG = logging.getLogger(__name__)
T = TypeVar("T")
Work = Callable[[Connection], T]
ATTEMPTS = 4
WRITER_LOCK = 0x6B756265
"""Key of PostgreSQL's advisory lock."""
_RETRY_STATES = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock not available: nothing happened, and the same again may work."""


class Database:
    """The one door to the database."""

    def __init__(self, url: str, *, pool_size: int = 16, lock_seconds: float = 10) -> None:
        self.url = _driver_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = (
            _sqlite(self.url, pool_size, lock_seconds)
            if self.is_sqlite
            else _postgresql(self.url, pool_size, lock_seconds)
        )
        event.listen(self.engine, "before_cursor_execute", _count)
        self._writing_engine = self.engine.execution_options(writes=True)
        self._lock_seconds = lock_seconds
        self._writer = threading.Lock()  # threads queue here instead of polling SQLite's lock or filling the pool

    def read(self, work: Work[T]) -> T:
        """Run `work` in a transaction that sees one state and writes nothing."""
        return self._run("read", self.engine, work)

    def write(self, work: Work[T]) -> T:
        """Run `work` in a write transaction: committed as a whole or not at all, run again after lock failures only."""
        if not self._writer.acquire(timeout=self._lock_seconds):
            raise IaasError(ErrorKind.UNAVAILABLE, "the database is busy; other writers did not finish in time")
        try:
            return self._run("write", self._writing_engine, work)
        finally:
            self._writer.release()

    def problem(self) -> str | None:
        """Why the database does not answer, or null; for readiness."""
        try:
            self.read(lambda connection: connection.execute(text("SELECT 1")))
        except IaasError as error:
            _LOG.warning("not ready: %s", error.describe())
            return error.message
        return None

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def _run(self, kind: str, engine: Engine, work: Work[T]) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with engine.begin() as connection:
                    result = work(connection)
            except IaasError:
                TRANSACTIONS.labels(kind, "refused").inc()
                raise
            except SQLAlchemyError as error:
                if attempt == ATTEMPTS or not _is_lock_failure(error):
                    TRANSACTIONS.labels(kind, "failed").inc()
                    raise _translated(error) from error
                RETRIES.inc()
            except OverflowError as error:  # SQLite's driver says so of numbers, PostgreSQL by a DataError
                TRANSACTIONS.labels(kind, "failed").inc()
                raise IaasError(ErrorKind.INVALID_REQUEST, f"a value cannot be stored: {error}") from error
            else:
                TRANSACTIONS.labels(kind, "committed").inc()
                return result
        raise AssertionError("unreachable")


def _driver_url(url: str) -> URL:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _sqlite(url: URL, pool_size: int, lock_seconds: float) -> Engine:
    engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_timeout=lock_seconds)

    def connect(dbapi_connection: Any, _: Any) -> None:
        dbapi_connection.isolation_level = None  # transactions are begun by us, not by the driver's guesses
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={int(lock_seconds * 1000)}",
        ):
            dbapi_connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)
    return engine


def _postgresql(url: URL, pool_size: int, lock_seconds: float) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=lock_seconds,
        pool_pre_ping=True,
        connect_args={"options": f"-c lock_timeout={int(lock_seconds * 1000)}", "connect_timeout": 5},
    )

    def begin(connection: Connection) -> None:
        if _writes(connection):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")

    event.listen(engine, "begin", begin)
    return engine


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes"))


def _count(*_: Any) -> None:
    STATEMENTS.inc()


def _is_lock_failure(error: SQLAlchemyError) -> bool:
    if not isinstance(error, DBAPIError):
        return False
    if getattr(error.orig, "sqlstate", None) in _RETRY_STATES:
        return True
    return getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _translated(error: SQLAlchemyError) -> IaasError:
    """The error family's word for what the database said. What a driver says of connections names addresses."""
    cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    if isinstance(error, IntegrityError):
        text = "this clashes with a row that exists already"
        return IaasError(ErrorKind.CONFLICT, text, detail={CHANGED: True}, trail=[cause])
    if isinstance(error, DataError):
        return IaasError(ErrorKind.INVALID_REQUEST, f"a value cannot be stored: {cause}")
    if _is_lock_failure(error):
        return IaasError(ErrorKind.UNAVAILABLE, "the database is busy; try again", trail=[cause])
    if isinstance(error, DBAPIError) and not _is_our_fault(error):
        return IaasError(ErrorKind.UNAVAILABLE, "the database does not answer; why is in db-proxy's log", trail=[cause])
    return IaasError(ErrorKind.INTERNAL, "the database refused a statement; it is in db-proxy's log", trail=[cause])


def _is_our_fault(error: DBAPIError) -> bool:
    """Whether the statement was wrong, as opposed to the database being out of reach, full or read-only."""
    if getattr(error.orig, "sqlite_errorname", None) == "SQLITE_ERROR":  # the driver calls wrong SQL "operational" too
        return True
    return isinstance(error, ProgrammingError | NotSupportedError)
