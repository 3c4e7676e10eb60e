"""Upgrades: once, under a lock, with a copy of what was there, and as a whole or not at all."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event, inspect

from api_common.errors import IaasError
from db_proxy.engine.database import Database
from db_proxy.migrations import upgrade
from db_proxy.migrations.versions import r0005_what_is_so as newest
from tests.db_proxy.migrations.v1 import DUPLICATES, USE, columns, dump, v1_database
from tests.helpers.db import together

HEAD = newest.revision
COPY = f"kubeiaas.db.before-{HEAD}"
DIES = """
import os, signal, sys
from sqlalchemy import event
from db_proxy.engine.database import Database
from db_proxy.migrations import upgrade

database, left = Database(sys.argv[1]), int(sys.argv[2])

def count_down(*_):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(database.engine, "before_cursor_execute", count_down)
event.listen(database.engine, "commit", count_down)
upgrade(database)
"""


def revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def upgraded(url: str) -> Database:
    database = Database(url)
    upgrade(database)
    return database


def steps_of(work: Callable[[Database], object], url: str) -> int:
    """Statements and commits that it takes."""
    seen = []
    database = Database(url)
    for name in ("before_cursor_execute", "commit"):
        event.listen(database.engine, name, lambda *_: seen.append(1))
    work(database)
    database.close()
    return len(seen)


def test_an_empty_database_gets_everything_and_needs_no_copy(empty_url: str, tmp_path: Path) -> None:
    database = upgraded(empty_url)
    assert database.read(revision) == HEAD
    assert database.read(lambda connection: "vm" in inspect(connection).get_table_names())
    database.close()
    assert not list(tmp_path.rglob("*.before-*"))


def test_upgrading_again_changes_nothing(empty_url: str) -> None:
    for _ in range(2):
        database = upgraded(empty_url)
        assert database.read(revision) == HEAD
        database.close()


def test_several_processes_may_start_at_once(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(4)]
    _, refusals = together([lambda each=each: upgrade(each) for each in databases])
    assert not refusals
    for database in databases:
        assert database.read(revision) == HEAD
        database.close()


def test_a_used_database_is_copied_first(tmp_path: Path) -> None:
    path = v1_database(tmp_path / "kubeiaas.db", USE)
    before = path.read_bytes()
    upgraded(f"sqlite:///{path}").close()
    assert path.with_name(COPY).read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_a_second_start_leaves_the_bytes_alone(tmp_path: Path) -> None:
    path = v1_database(tmp_path / "kubeiaas.db", USE)
    upgraded(f"sqlite:///{path}").close()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    upgraded(f"sqlite:///{path}").close()
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_failed_upgrade_leaves_everything_as_it_was(tmp_path: Path) -> None:
    path = v1_database(tmp_path / "kubeiaas.db", USE, DUPLICATES)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE service_beat (in_the_way)")
        connection.commit()
    before, bytes_before = dump(path), path.read_bytes()
    for _ in range(2):
        database = Database(f"sqlite:///{path}")
        with pytest.raises(IaasError):
            upgrade(database)
        assert database.read(lambda c: "operation" not in inspect(c).get_table_names())
        database.close()
    assert dump(path) == before
    assert [file.read_bytes() for file in tmp_path.glob("*.before-*")] == [bytes_before]


def test_a_process_killed_on_the_way_leaves_a_database_that_the_next_start_completes(tmp_path: Path) -> None:
    whole = v1_database(tmp_path / "whole" / "kubeiaas.db", USE, DUPLICATES)
    shape, before, original = columns(whole), dump(whole), whole.read_bytes()
    steps = steps_of(upgrade, f"sqlite:///{whole}")
    assert steps > 50
    for alive in (0, 1, 9, steps // 3, steps // 2, steps - 9, steps - 2, steps - 1):
        path = v1_database(tmp_path / str(alive) / "kubeiaas.db", USE, DUPLICATES)
        url = f"sqlite:///{path}"
        died = subprocess.run([sys.executable, "-c", DIES, url, str(alive)], stderr=subprocess.DEVNULL)
        assert died.returncode == -signal.SIGKILL, alive
        left = set(columns(path))
        assert left in (set(shape), set(columns(whole))), "nothing is half done"
        assert dump(path, shape) == (before if left == set(shape) else dump(whole, shape))
        upgraded(url).close()
        assert columns(path) == columns(whole) and dump(path) == dump(whole)
        assert [file.read_bytes() for file in path.parent.glob("*.before-*")] == [original]
