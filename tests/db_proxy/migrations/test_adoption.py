"""A much used database of v1 is taken over: nothing is lost or altered, and v1 could go on where it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from api_common.contract.states import ResourceType
from api_common.identity import new_uuid
from db_proxy.commands.leftovers import settle_leftovers
from db_proxy.commands.unit import Writer
from db_proxy.engine.database import Database
from db_proxy.engine.signal import EventSignal
from db_proxy.migrations import upgrade
from tests.db_proxy.migrations.odd import HUGE_ID, OddDatabase
from tests.db_proxy.migrations.v1 import USE, Columns, columns, dump, v1_database
from tests.db_proxy.migrations.v1_orm import V1
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows


def upgraded(path: Path) -> Database:
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    return database


def declared(path: Path, shape: Columns) -> dict[str, list[tuple[object, ...]]]:
    """What was said of v1's columns when they were made: type, nullable, default, key."""
    with closing(sqlite3.connect(path)) as connection:
        found = {table: list(connection.execute(f'PRAGMA table_info("{table}")')) for table in shape}
    return {table: [row for row in rows if row[1] in shape[table]] for table, rows in found.items()}


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_value_of_every_row_stays(tmp_path: Path, seed: int, mode: str) -> None:
    path = OddDatabase(seed).write(tmp_path / "kubeiaas.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode={mode}")
    shape, before = columns(path), dump(path)
    kinds, content = declared(path, shape), path.read_bytes()
    upgraded(path).close()
    after = dump(path, shape)
    for table in shape.keys() - {"hibernate_sequence"}:
        assert len(after[table]) >= 200 and after[table] == before[table], table
    assert after["hibernate_sequence"] == [repr((HUGE_ID + 1,))] * 6
    assert declared(path, shape) == kinds
    (copy,) = tmp_path.glob("kubeiaas.db.before-*")
    assert dump(copy) == before
    if mode == "DELETE":
        assert copy.read_bytes() == content


@pytest.mark.parametrize(
    ("sequence", "following"),
    [
        ("UPDATE hibernate_sequence SET next_val = 4000", 4000),
        ("UPDATE hibernate_sequence SET next_val = 76", 76),
        ("UPDATE hibernate_sequence SET next_val = 75", 76),
        ("UPDATE hibernate_sequence SET next_val = NULL", 76),
        ("UPDATE hibernate_sequence SET next_val = 4000 WHERE rowid = 3", 4000),
        ("DELETE FROM hibernate_sequence WHERE rowid > 1", 80),
        ("DELETE FROM hibernate_sequence", 76),
        ("DROP TABLE hibernate_sequence", 76),
    ],
)
def test_the_next_id_stands_above_all(tmp_path: Path, sequence: str, following: int) -> None:
    path = v1_database(tmp_path / "kubeiaas.db", USE, sequence)
    database = upgraded(path)
    created = Rows(Writer(database, EventSignal(), ManualClock())).create(ResourceType.VM, uuid=new_uuid())
    database.close()
    assert created["id"] == following
    assert dump(path, {"hibernate_sequence": ["next_val"]}) == {"hibernate_sequence": [repr((following + 1,))] * 6}


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_v1_goes_on_with_the_upgraded_file(tmp_path: Path, mode: str) -> None:
    path = v1_database(tmp_path / "kubeiaas.db", USE)
    shape, before = columns(path), dump(path)
    database = upgraded(path)
    write = Writer(database, EventSignal(), ManualClock())
    ours = Rows(write).create(ResourceType.VM, uuid=new_uuid(), name="ours", status="STOPPED")
    database.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode={mode}")

    with V1(path, shape) as v1:
        assert [repr(tuple(vm.values())) in before["vm"] for vm in v1.all("vm")] == [True] * 4 + [False]
        given = [v1.insert(table) for table in shape if table != "hibernate_sequence"]
        given.append(v1.insert("vm", uuid="b" * 32, name="v1's", status="ACTIVE", create_time=1_690_000_000_000))
        assert given == list(range(ours["id"] + 1, ours["id"] + 1 + len(given)))
        for table in shape.keys() - {"hibernate_sequence"}:
            for entity in v1.all(table):
                v1.save(table, entity)
        v1.save("vm", {**next(vm for vm in v1.all("vm") if vm["id"] == 66), "name": "renamed by v1"})
        v1.delete("vm", 70)

    database = upgraded(path)
    write = Writer(database, EventSignal(), ManualClock())
    write(settle_leftovers)
    rows = Rows(write)
    assert rows.create(ResourceType.VM, uuid=new_uuid())["id"] == given[-1] + 1
    database.close()
    (copy,) = tmp_path.glob("kubeiaas.db.before-*")
    assert dump(copy) == before
    names = {row for row in dump(path, {"vm": ["id", "name"]})["vm"]}
    assert {"(66, 'renamed by v1')", repr((given[-1], "v1's"))} <= names and "(70, 'two')" not in names


def test_back_with_the_copy_and_forwards_again(tmp_path: Path) -> None:
    path = v1_database(tmp_path / "kubeiaas.db", USE)
    shape, original = columns(path), path.read_bytes()
    upgraded(path).close()
    (copy,) = tmp_path.glob("kubeiaas.db.before-*")
    copy.replace(path)
    assert path.read_bytes() == original
    with V1(path, shape) as v1:
        given = v1.insert("vm", name="made after the way back")
    before = dump(path)
    upgraded(path).close()
    assert dump(path, shape) == {**before, "hibernate_sequence": [repr((given + 1,))] * 6}
    (copy,) = tmp_path.glob("kubeiaas.db.before-*")
    assert dump(copy) == before
