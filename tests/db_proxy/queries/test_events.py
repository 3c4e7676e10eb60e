"""The change feed: in order, nothing skipped, waiting without looking."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from api_common.clock import SYSTEM_CLOCK
from api_common.contract.event import EventBatch
from api_common.contract.states import ResourceType
from api_common.identity import new_uuid
from db_proxy.commands.retention import prune
from db_proxy.commands.unit import Unit, Writer
from db_proxy.engine.database import Database
from db_proxy.engine.signal import EventSignal
from db_proxy.queries.events import EventFeed
from tests.helpers.db import Rows, together

LONG = 30.0


@pytest.fixture
def feed(database: Database, signal: EventSignal) -> Iterator[EventFeed]:
    yield EventFeed(database, signal, SYSTEM_CLOCK)
    signal.close()


def test_events_come_in_order_and_in_batches(rows: Rows, feed: EventFeed) -> None:
    uuids = [rows.vm() for _ in range(5)]
    first = feed.after(0, 0, 2)
    assert ([event.resource_key for event in first.events], first.last, first.oldest) == (uuids[:2], 2, 1)
    rest = feed.after(first.last, 0, 100)
    assert [event.resource_key for event in rest.events] == uuids[2:]
    assert feed.after(5, 0, 100) == EventBatch(events=[], last=5, oldest=1)


def test_the_end_of_the_feed_is_told_at_once(rows: Rows, feed: EventFeed) -> None:
    assert feed.after(-1, LONG, 1) == EventBatch(events=[], last=0, oldest=1)
    rows.vm()
    assert feed.after(-1, LONG, 1) == EventBatch(events=[], last=1, oldest=1)


def test_a_reader_ahead_of_the_feed_is_told_at_once(rows: Rows, feed: EventFeed) -> None:
    rows.vm()
    assert feed.after(100, LONG, 1).last == 1


def test_a_reader_behind_can_tell(rows: Rows, write: Writer, feed: EventFeed) -> None:
    for _ in range(5):
        rows.vm()
    write(prune, 2, 1, 1)
    batch = feed.after(1, 0, 100)
    assert (batch.oldest, [event.id for event in batch.events]) == (4, [4, 5])


def test_a_follower_is_woken_by_a_commit(rows: Rows, feed: EventFeed) -> None:
    batches: list[EventBatch] = []
    follower = threading.Thread(target=lambda: batches.append(feed.after(0, LONG, 10)))
    follower.start()
    uuid = rows.vm()
    follower.join(LONG)
    assert [event.resource_key for event in batches[0].events] == [uuid]


@pytest.mark.postgres
def test_on_postgresql_another_process_is_noticed_too(
    database: Database, signal: EventSignal, write_elsewhere: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.is_sqlite:
        pytest.skip("a SQLite file has one db_proxy")
    monkeypatch.setattr("db_proxy.queries.events.LOOK_SECONDS", 0.01)
    batches: list[EventBatch] = []
    feed = EventFeed(database, signal, SYSTEM_CLOCK)
    follower = threading.Thread(target=lambda: batches.append(feed.after(0, LONG, 10)))
    follower.start()
    Rows(write_elsewhere).vm()
    follower.join(LONG)
    assert len(batches[0].events) == 1


def test_a_closing_service_lets_its_followers_go(feed: EventFeed, signal: EventSignal) -> None:
    follower = threading.Thread(target=feed.after, args=(0, LONG, 10))
    follower.start()
    signal.close()
    follower.join(LONG)
    assert not follower.is_alive()


def test_a_follower_misses_nothing_that_many_write_at_once(
    feed: EventFeed, write: Writer, write_elsewhere: Writer, signal: EventSignal, database: Database
) -> None:
    """Two events each, in one transaction, from two processes; some take back what they wrote."""
    total = 60
    seen: list[int] = []

    def follow() -> None:
        last = 0
        while len(seen) < total:
            batch = feed.after(last, 0 if database.is_sqlite else 0.01, 7)
            seen.extend(event.id for event in batch.events)
            last = batch.last

    def create(unit: Unit, give_up: bool) -> None:
        for _ in range(2):
            unit.add(ResourceType.VM, {"uuid": new_uuid()})
        unit.flush()
        if give_up:
            raise KeyError("on purpose")

    def attempt(each: Writer, give_up: bool) -> None:
        try:
            each(create, give_up)
        except KeyError:
            pass

    follower = threading.Thread(target=follow)
    follower.start()
    attempts = [False] * 15 + [True] * 3
    together([partial(attempt, each, give_up) for each in (write, write_elsewhere) for give_up in attempts])
    follower.join(LONG)
    assert len(seen) == total
    assert seen == sorted(seen)
    assert [event.id for event in feed.after(0, 0, 1000).events] == seen
