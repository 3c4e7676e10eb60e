"""A file that is deleted or replaced under the process takes nothing more, and nobody is told that it did."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from api_common.errors import ErrorKind
from db_proxy.engine.database import Database
from tests.helpers.db import refused


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kubeiaas.db"


@pytest.fixture
def opened(path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{path}")
    database.write(lambda c: c.execute(text("CREATE TABLE numbers (n INTEGER)")) and None)
    yield database
    database.close()


def add(connection: Connection) -> None:
    connection.execute(text("INSERT INTO numbers VALUES (1)"))


def count(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM numbers")).scalar_one())


def deleted(path: Path) -> None:
    path.unlink()


def replaced(path: Path) -> None:
    shutil.copy(path, path.with_suffix(".copy"))
    path.with_suffix(".copy").replace(path)


def moved_away(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


def log_deleted(path: Path) -> None:
    path.with_name("kubeiaas.db-wal").unlink()


@pytest.mark.parametrize("harm", [deleted, replaced, moved_away, log_deleted])
def test_nothing_is_acknowledged_any_more(opened: Database, path: Path, harm: Callable[[Path], None]) -> None:
    opened.write(add)
    assert opened.problem() is None
    harm(path)
    for call in (opened.write, opened.read):
        with refused(ErrorKind.UNAVAILABLE) as error:
            call(add)
    assert "start db-proxy anew" in error.value.message
    assert "deleted or replaced" in (opened.problem() or "")


@pytest.mark.parametrize("harm", [deleted, replaced, log_deleted])
def test_not_even_what_was_under_way(opened: Database, path: Path, harm: Callable[[Path], None]) -> None:
    opened.write(add)

    def slowly(connection: Connection) -> None:
        add(connection)
        harm(path)

    with refused(ErrorKind.UNAVAILABLE):
        opened.write(slowly)


def test_a_log_that_sqlite_makes_anew_is_no_harm(opened: Database) -> None:
    opened.write(add)
    opened.close()
    opened.write(add)
    assert opened.read(count) == 2
    opened.write(lambda c: c.execute(text("DELETE FROM numbers")) and None)
    assert opened.problem() is None
