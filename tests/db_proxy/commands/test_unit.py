"""The unit of work: one read, one write and one event per row, and followers woken after the commit."""

from __future__ import annotations

from typing import Any

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
