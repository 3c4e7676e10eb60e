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
from pathlib import Path
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
from db_proxy.engine.file_watch import FileWatch
from db_proxy.metrics import RETRIES, STATEMENTS, TRANSACTIONS

_LOG = logging.getLogger(__name__)
T = TypeVar("T")
Work = Callable[[Connection], T]
ATTEMPTS = 4
WRITER_LOCK = 0x6B756265
"""Key of PostgreSQL's advisory lock."""
_RETRY_STATES = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock not available: nothing happened, and the same again may work."""
_LONGEST_READ_MS = 120_000
_LEAST_SILENCE_SECONDS = 5
_KEEPALIVE = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}
"""The server notices within half a minute that a db_proxy lost its power, and lets its locks go."""
_WORDS = {
    "SQLITE_FULL": "the disk of the database is full",
    "53100": "the disk of the database is full",
    "SQLITE_READONLY": "the database cannot be written: its file or its disk is read-only",
    "25006": "the database cannot be written: it is read-only, as a standby server is",
    "SQLITE_IOERR": "the disk of the database fails",
    "SQLITE_CORRUPT": "the database's file is damaged; put a copy back (docs/operations.md)",
    "SQLITE_NOTADB": "the database's file is damaged, or is none; put a copy back (docs/operations.md)",
}
"""What the administrator should know of failures, by how the drivers' words for them begin."""


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
        self._reading_engine = self.engine
        if not self.is_sqlite:  # SQLite shows one state by itself
            self._reading_engine = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        name = self.url.database or ":memory:"
        self.file = Path(name) if self.is_sqlite and name != ":memory:" else None
        self._watch = FileWatch(self.file, self.engine) if self.file else None
        self.commits = 0
        """How often something was written; it grows while writing works."""
        self._lock_seconds = lock_seconds
        self._writer = threading.Lock()  # threads queue here instead of polling SQLite's lock or filling the pool

    def read(self, work: Work[T]) -> T:
        """Run `work` in a transaction that sees one state and writes nothing."""
        return self._run("read", self._reading_engine, work)

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
                if self._watch:
                    self._watch.require_unchanged()
                with engine.begin() as connection:
                    result = work(connection)
                if kind == "write":
                    self._written()
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

    def _written(self) -> None:
        """Nothing is acknowledged that went into a file which is not there any more."""
        if self._watch:
            self._watch.require_unchanged(after_write=True)
        self.commits += 1


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
    settings = {
        "lock_timeout": int(lock_seconds * 1000),
        "idle_in_transaction_session_timeout": _LONGEST_READ_MS,
        **_KEEPALIVE,
    }
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=lock_seconds,
        pool_pre_ping=True,
        connect_args={
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
            "connect_timeout": 5,
            **{name.removeprefix("tcp_"): value for name, value in _KEEPALIVE.items()},
        },
    )
    silence = int(max(lock_seconds, _LEAST_SILENCE_SECONDS) * 1000)
    alone = (
        f"SELECT pg_advisory_xact_lock({WRITER_LOCK}), "
        f"set_config('idle_in_transaction_session_timeout', '{silence}', true)"
    )

    def begin(connection: Connection) -> None:
        if _writes(connection):  # whoever falls silent while all others wait loses its turn
            connection.exec_driver_sql(alone)

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", _as_the_server_wants)
    return engine


def _as_the_server_wants(dbapi_connection: Any, _: Any) -> None:
    """A read leaves READ WRITE behind, which would go against a server that takes no writes by its own default."""
    if dbapi_connection is not None and not dbapi_connection.closed:
        dbapi_connection.read_only = None


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
    if told := _in_words(error):
        return IaasError(ErrorKind.UNAVAILABLE, told, trail=[cause])
    if isinstance(error, DBAPIError) and not _is_our_fault(error):
        return IaasError(ErrorKind.UNAVAILABLE, "the database does not answer; why is in db-proxy's log", trail=[cause])
    return IaasError(ErrorKind.INTERNAL, "the database refused a statement; it is in db-proxy's log", trail=[cause])


def _in_words(error: SQLAlchemyError) -> str | None:
    original = getattr(error, "orig", None)
    word = str(getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None) or "")
    return next((told for begin, told in _WORDS.items() if word.startswith(begin)), None)


def _is_our_fault(error: DBAPIError) -> bool:
    """Whether the statement was wrong, as opposed to the database being out of reach, full or read-only."""
    if getattr(error.orig, "sqlite_errorname", None) == "SQLITE_ERROR":  # the driver calls wrong SQL "operational" too
        return True
    return isinstance(error, ProgrammingError | NotSupportedError)
