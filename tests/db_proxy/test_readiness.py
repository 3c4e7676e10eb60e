"""Ready means that something can be written now, and looking costs little."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from db_proxy.commands.unit import Writer
from db_proxy.engine.database import Database
from db_proxy.engine.signal import EventSignal
from db_proxy.readiness import LEAST_FREE, PROVED_SECONDS, Readiness
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows


@pytest.fixture
def readiness(database: Database, write: Writer, clock: ManualClock) -> Readiness:
    return Readiness(database, write, clock)


def test_the_database_is_all_it_needs(readiness: Readiness) -> None:
    assert {name: check() for name, check in readiness.checks().items()} == {"database": None}


def test_a_missing_database_is_named(tmp_path: Path, clock: ManualClock) -> None:
    database = Database(f"sqlite:///{tmp_path}/no/folder/x.db")
    readiness = Readiness(database, Writer(database, EventSignal(), clock), clock)
    assert "database" in (readiness.problem() or "")
    database.close()


def test_it_writes_where_nobody_did_lately(
    readiness: Readiness, database: Database, rows: Rows, clock: ManualClock
) -> None:
    def proofs() -> int:
        before = database.commits
        assert readiness.problem() is None
        return database.commits - before

    assert [proofs() for _ in range(3)] == [1, 0, 0]
    clock.advance(PROVED_SECONDS)
    assert [proofs() for _ in range(2)] == [1, 0]
    clock.advance(PROVED_SECONDS)
    rows.vm()
    assert proofs() == 0, "a write of somebody else proves the same"


def _as_a_standby(connection: Any) -> None:
    connection.execute("SET default_transaction_read_only = on")
    connection.commit()


def test_what_can_only_be_read_is_not_ready(readiness: Readiness, database: Database, clock: ManualClock) -> None:
    refuse = {
        "sqlite": lambda connection, _: connection.execute("PRAGMA query_only=1"),
        "postgresql": lambda connection, _: _as_a_standby(connection),
    }[database.engine.dialect.name]
    database.engine.dispose()
    event.listen(database.engine, "connect", refuse)
    assert "cannot be written" in (readiness.problem() or "")
    event.remove(database.engine, "connect", refuse)
    database.engine.dispose()
    assert readiness.problem() is None, "and by itself ready again"


def test_a_full_disk_is_not_ready_and_a_nearly_full_one_told(
    readiness: Readiness, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.file is None:
        assert readiness.remark() is None
        return
    real = os.statvfs(database.file.parent)

    def left(size: int) -> None:
        fake = os.statvfs_result([real.f_bsize, 1, real.f_blocks, 0, size, *list(real)[5:]])
        monkeypatch.setattr(os, "statvfs", lambda _: fake)

    left(LEAST_FREE - 1)
    assert readiness.problem() == "the disk of the database is full"
    left(100 << 20)
    assert (readiness.problem(), readiness.remark()) == (None, "the disk of the database has only 100 MiB left")
