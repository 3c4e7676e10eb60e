"""Upgrades: once, under a lock, with a copy of what was there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect

from api_common.errors import IaasError
from db_proxy.engine.database import Database
from db_proxy.migrations import upgrade
from db_proxy.migrations.upgrade import _state
from tests.db_proxy.migrations.v1 import DUPLICATES, USE, dump, v1_database
from tests.helpers.db import together

HEAD = "0002"
COPY = f"kubeiaas.db.before-{HEAD}"


def upgraded(url: str) -> Database:
    database = Database(url)
    upgrade(database)
    return database


def test_an_empty_database_gets_everything_and_needs_no_copy(empty_url: str, tmp_path: Path) -> None:
    database = upgraded(empty_url)
    assert database.read(_state) == (HEAD, True)
    database.close()
    assert not list(tmp_path.rglob("*.before-*"))


def test_upgrading_again_changes_nothing(empty_url: str) -> None:
    for _ in range(2):
        database = upgraded(empty_url)
        assert database.read(_state)[0] == HEAD
        database.close()


def test_several_processes_may_start_at_once(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(4)]
    _, refusals = together([lambda each=each: upgrade(each) for each in databases])
    assert not refusals
    for database in databases:
        assert database.read(_state)[0] == HEAD
        database.close()


def test_a_used_database_is_copied_first(tmp_path: Path) -> None:
    path = v1_database(tmp_path / "kubeiaas.db", USE)
    before = dump(path)
    upgraded(f"sqlite:///{path}").close()
    assert dump(path.with_name(COPY)) == before
    assert not list(tmp_path.glob("*.part"))


def test_an_earlier_copy_is_never_overwritten(tmp_path: Path) -> None:
    path = v1_database(tmp_path / "kubeiaas.db")
    path.with_name(COPY).write_text("the first one")
    upgraded(f"sqlite:///{path}").close()
    assert path.with_name(COPY).read_text() == "the first one"


def test_a_failed_upgrade_leaves_everything_as_it_was(tmp_path: Path) -> None:
    path = v1_database(tmp_path / "kubeiaas.db", USE, DUPLICATES)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE service_beat (in_the_way)")
        connection.commit()
    before = dump(path)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(IaasError):
        upgrade(database)
    assert database.read(lambda c: "operation" not in inspect(c).get_table_names())
    database.close()
    assert dump(path) == before
