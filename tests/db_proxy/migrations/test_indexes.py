"""Indexes over rows that are there already: unique where they allow it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, TextClause, inspect, text

from db_proxy.engine.database import Database
from db_proxy.migrations.indexes import create_index

ROWS = "INSERT INTO t VALUES (1, 'x'), (1, 'y'), (2, 'x'), (NULL, 'x'), (NULL, 'x')"


@pytest.fixture
def table(empty_url: str, tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "data").mkdir()
    database = Database(empty_url)
    database.write(lambda c: [c.execute(text(sql)) for sql in ("CREATE TABLE t (a INTEGER, b VARCHAR(9))", ROWS)])
    yield database
    database.close()


def made_unique(table: Database, columns: list[str], where: TextClause | None = None) -> bool:
    def make(connection: Connection) -> bool:
        with Operations.context(MigrationContext.configure(connection)):
            create_index("i", "t", columns, unique=True, where=where)
        (index,) = inspect(connection).get_indexes("t")
        return bool(index["unique"])

    return table.write(make)


def test_rows_that_differ_or_are_null_allow_a_unique_index(table: Database) -> None:
    assert made_unique(table, ["a", "b"])


def test_rows_that_are_alike_get_a_plain_one_and_are_named(table: Database, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="db_proxy"):
        assert not made_unique(table, ["a"])
    assert [(r.__dict__["index"], r.__dict__["values"]) for r in caplog.records] == [("i", ["1"])]


def test_only_the_rows_meant_are_looked_at(table: Database) -> None:
    assert made_unique(table, ["a"], text("b = 'y'"))
