"""The unit of work: one read, one write and one event per row, and followers woken after the commit."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from api_common.contract.states import ResourceType
from api_common.identity import new_uuid
from db_proxy.commands.unit import Unit, Writer
from db_proxy.engine.signal import EventSignal
from db_proxy.queries.events import events_after
from db_proxy.queries.reader import Reader
from db_proxy.tables import VM as TABLE
from tests.helpers.db import Rows

VM = ResourceType.VM


def test_a_row_is_the_same_however_it_is_found(rows: Rows, write: Writer) -> None:
    uuid = rows.vm(name="a")

    def command(unit: Unit) -> None:
        row = unit.get(VM, uuid)
        row.set(name="b")
        assert unit.load(VM, TABLE.c.name == "a") == [row], "the database does not know of the change yet"
        assert row["name"] == "b"
        unit.remove(row)
        assert unit.find(VM, uuid) is None
        assert unit.load(VM, TABLE.c.name == "a") == []

    write(command)


def test_many_rows_are_written_with_few_statements(rows: Rows, write: Writer, statements: Any) -> None:
    for _ in range(20):
        rows.vm()

    def rename(unit: Unit) -> None:
        for row in unit.load(VM, TABLE.c.id > 0):
            row.set(name="renamed")

    assert statements(lambda: write(rename)) <= 3


def test_silent_changes_are_not_told(rows: Rows, write: Writer, read: Reader) -> None:
    uuid = rows.vm()
    before = read(events_after, -1, 1).last
    write(lambda unit: unit.get(VM, uuid).note(power_sequence=7))
    assert read(events_after, -1, 1).last == before
    assert write(lambda unit: unit.get(VM, uuid)["power_sequence"]) == 7


def test_a_row_that_comes_and_goes_leaves_nothing(write: Writer, read: Reader) -> None:
    def command(unit: Unit) -> None:
        unit.remove(unit.add(VM, {"uuid": new_uuid()}))

    write(command)
    assert read(events_after, 0, 10).events == []


def test_what_follows_a_flush_is_written_by_the_next(write: Writer, read: Reader) -> None:
    def command(unit: Unit) -> None:
        row = unit.add(VM, {"uuid": new_uuid(), "name": "first"})
        unit.flush()
        row.set(name="second")

    write(command)
    events = read(events_after, 0, 10).events
    assert [(event.kind, event.summary["name"], event.revision) for event in events] == [
        ("created", "first", 1),
        ("changed", "second", 2),
    ]


def test_followers_are_woken_after_the_commit(rows: Rows, signal: EventSignal, read: Reader) -> None:
    rows.vm()
    last = read(events_after, -1, 1).last
    assert signal.wait_beyond(last - 1, seconds=0)
    assert not signal.wait_beyond(last, seconds=0)


def test_rows_that_share_a_key_stay_apart(write: Writer) -> None:
    """v1 had no unique columns. Two nulls are the one pair that every database lets stand."""
    for id_ in (70, 71):
        write(lambda unit, id_=id_: unit.connection.execute(insert(TABLE), {"id": id_, "name": "before"}) and None)

    def rename(unit: Unit) -> None:
        both = unit.load(VM, TABLE.c.name == "before")
        for row in both:
            row.set(name=f"renamed {row['id']}")
        assert unit.load(VM, TABLE.c.name == "before") == both

    write(rename)
    assert [row["name"] for row in write(lambda unit: unit.load(VM, TABLE.c.id > 0))] == ["renamed 70", "renamed 71"]


@pytest.mark.parametrize("key", ["2147483648", "99999999999999999999", "9" * 5000, "-1", "1.0", "\u0661", "x", ""])
def test_what_is_no_id_finds_nothing(rows: Rows, write: Writer, key: str) -> None:
    rows.segment()
    assert write(lambda unit: unit.find(ResourceType.IP_SEGMENT, key)) is None


def test_the_greatest_id_of_v1_is_found(rows: Rows, write: Writer) -> None:
    rows.create(ResourceType.IP_SEGMENT, id=2**31 - 1)
    assert write(lambda unit: unit.get(ResourceType.IP_SEGMENT, str(2**31 - 1)))["id"] == 2**31 - 1
