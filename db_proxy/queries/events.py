"""The change feed: what happened after an event, waiting for the next if nothing did.

Waiting costs no database: a commit in this process wakes it. On PostgreSQL another db_proxy may have written, so
there it also looks by itself now and then.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, func, select

from api_common.clock import Clock
from api_common.contract.event import EventBatch, EventRow
from db_proxy.engine.database import Database
from db_proxy.engine.signal import EventSignal
from db_proxy.tables import EVENT

_ENDS = select(select(func.min(EVENT.c.id)).scalar_subquery(), select(func.max(EVENT.c.id)).scalar_subquery())
"""Two subqueries, because SQLite answers min and max from the index only when asked for one at a time."""
LOOK_SECONDS = 2.0
"""How often a waiting follower looks into a database that others may write to."""
LONGEST_WAIT_SECONDS = 5.0
"""Followers simply ask again; longer waits would hold up the stop of this service, which lets requests end first."""


class EventFeed:
    """Answers followers."""

    def __init__(self, database: Database, signal: EventSignal, clock: Clock) -> None:
        self._database = database
        self._signal = signal
        self._clock = clock

    def after(self, last_id: int, wait_seconds: float, limit: int) -> EventBatch:
        """Events after `last_id`, at once if there are any; -1 asks for the end of the feed only."""
        end = self._clock.monotonic() + min(wait_seconds, LONGEST_WAIT_SECONDS)
        while True:
            batch = self._database.read(lambda connection: events_after(connection, last_id, limit))
            left = end - self._clock.monotonic()
            if batch.events or batch.last != last_id or left <= 0 or self._signal.closed:
                return batch
            self._signal.wait_beyond(last_id, left if self._database.is_sqlite else min(left, LOOK_SECONDS))


def events_after(connection: Connection, last_id: int, limit: int) -> EventBatch:
    """What is there now. A reader ahead of the feed is told its true end, and one whose event this feed never had, that
    it has missed everything: an older copy of the database was put back."""
    first, last = connection.execute(_ENDS).one()
    newest = last or 0
    oldest = first or newest + 1
    if not 0 <= last_id < newest:
        return EventBatch(events=[], last=newest, oldest=oldest)
    statement = select(EVENT).where(EVENT.c.id >= last_id).order_by(EVENT.c.id).limit(limit + 1)
    events = [_record(dict(row)) for row in connection.execute(statement).mappings()]
    if events and events[0].id == last_id:
        events = events[1:]
    elif last_id >= oldest:
        return EventBatch(events=[], last=newest, oldest=newest + 1)
    else:
        events = events[:limit]
    return EventBatch(events=events, last=events[-1].id if events else last_id, oldest=oldest)


def newest(connection: Connection) -> int:
    """The id of the newest event; 0 if there is none."""
    return connection.execute(_ENDS).one()[1] or 0


def _record(row: dict[str, Any]) -> EventRow:
    return EventRow.model_validate({**row, "summary": json.loads(row["summary"])})
