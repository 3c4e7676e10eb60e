"""The copy beside the file: the file as it was, whatever state it was left in, and no earlier copy lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from api_common.errors import ErrorKind
from db_proxy.migrations import copies
from db_proxy.migrations.copies import copy_aside
from tests.db_proxy.migrations.v1 import USE, dump, v1_database
from tests.helpers.db import refused

LATE = "INSERT INTO volume (id, uuid, description) VALUES (900, 'late', 'written last')"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return v1_database(tmp_path / "kubeiaas.db", USE)


def copied(path: Path) -> list[str]:
    return sorted(found.name for found in path.parent.glob("*.before-*"))


def killed(path: Path, work: Callable[[sqlite3.Connection], object]) -> Path:
    """The file and what lies beside it as a process that was killed at `work` leaves them."""
    left = path.parent / "left"
    left.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        work(connection)
        for name in ("kubeiaas.db", "kubeiaas.db-wal", "kubeiaas.db-journal"):
            if (path.parent / name).exists():
                shutil.copy(path.parent / name, left)
    return left / "kubeiaas.db"


def test_the_copy_has_the_bytes_and_the_rights_of_the_file(path: Path) -> None:
    path.chmod(0o640)
    before = path.read_bytes()
    copy_aside(path, "0002")
    copy = path.with_name("kubeiaas.db.before-0002")
    assert copy.read_bytes() == path.read_bytes() == before
    assert copy.stat().st_mode == path.stat().st_mode
    assert copied(path) == [copy.name]


def test_what_is_only_in_the_log_comes_along(path: Path) -> None:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute(LATE)

    left = killed(path, work)
    assert left.with_name("kubeiaas.db-wal").stat().st_size and b"written last" not in left.read_bytes()
    copy_aside(left, "0002")
    assert not left.with_name("kubeiaas.db-wal").exists()
    copy = left.with_name("kubeiaas.db.before-0002")
    assert copy.read_bytes() == left.read_bytes() and b"written last" in copy.read_bytes()


def test_what_was_never_committed_is_rolled_back_first(path: Path) -> None:
    before = dump(path)

    def work(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN")
        for number in range(1000, 1100):  # more than fits into the cache: half of it is in the file already
            connection.execute("INSERT INTO vm (id, description) VALUES (?, ?)", (number, "never committed" * 400))

    left = killed(path, work)
    assert left.with_name("kubeiaas.db-journal").stat().st_size and b"never committed" in left.read_bytes()
    copy_aside(left, "0002")
    assert dump(left.with_name("kubeiaas.db.before-0002")) == dump(left) == before


def test_nothing_is_copied_where_nothing_can_be_lost(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('7')")
    copy_aside(path, "7")
    copy_aside(path.with_name("absent.db"), "7")
    path.with_name("empty.db").touch()
    copy_aside(path.with_name("empty.db"), "7")
    assert copied(path) == [] and not path.with_name("absent.db").exists()
    copy_aside(path, "8")
    assert copied(path) == ["kubeiaas.db.before-8"]


def test_an_earlier_copy_is_kept_and_a_half_made_one_is_not(path: Path) -> None:
    first = path.with_name("kubeiaas.db.before-0002")
    first.write_text("of another day")
    path.with_name("kubeiaas.db.before-0002-2.part").write_text("half made")
    copy_aside(path, "0002")
    assert first.read_text() == "of another day"
    assert copied(path) == [first.name, f"{first.name}-2"]
    assert path.with_name(f"{first.name}-2").read_bytes() == path.read_bytes()


def test_the_same_state_is_copied_once_however_often_the_upgrade_fails(path: Path) -> None:
    copy_aside(path, "0002")
    for mode in ("WAL", "DELETE"):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA journal_mode={mode}")
        copy_aside(path, "0002")
    assert len(copied(path)) == 1
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(LATE)
        connection.commit()
    copy_aside(path, "0002")
    assert len(copied(path)) == 2


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_file_in_use_is_not_copied(path: Path, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    monkeypatch.setattr(copies, "_PATIENCE_SECONDS", 0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode={mode}")
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM vm").fetchall()
        with refused(ErrorKind.UNAVAILABLE):
            copy_aside(path, "0002")
    assert copied(path) == []
