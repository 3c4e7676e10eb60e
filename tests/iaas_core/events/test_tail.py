"""The tail follows the feed, and says when something was missed for good."""

from __future__ import annotations

from typing import Any

import pytest

from api_common.contract.event import EventBatch, EventRow
from api_common.contract.states import ResourceType
from iaas_core.events.tail import Tail
from tests.helpers.clock import ManualClock


def event(id_: int) -> EventRow:
    return EventRow(id=id_, kind="changed", resource_type=ResourceType.VM, resource_key="x", create_time=1)


class Feed:
    """Answers one batch after another, then has the tail stop."""

    def __init__(self, *batches: EventBatch) -> None:
        self._batches = list(batches)
        self.asked: list[int] = []
        self.tail: Tail | None = None

    def events_after(self, last_id: int, *, wait_seconds: float) -> EventBatch:
        self.asked.append(last_id)
        batch = self._batches.pop(0)
        if not self._batches:
            assert self.tail is not None
            self.tail.stop()
        return batch


BEGIN = EventBatch(events=[], last=10, oldest=1)


@pytest.mark.parametrize(
    ("answer", "missed"),
    [
        (EventBatch(events=[event(11)], last=11, oldest=1), 0),
        (EventBatch(events=[], last=10, oldest=1), 0),
        pytest.param(EventBatch(events=[], last=7, oldest=1), 1, id="numbers went back"),
        pytest.param(EventBatch(events=[], last=500, oldest=501), 1, id="a feed that never had our last event"),
        pytest.param(EventBatch(events=[], last=90, oldest=40), 1, id="forgotten"),
    ],
)
def test_what_was_missed_is_told(answer: EventBatch, missed: int) -> None:
    told: list[str] = []
    health: list[bool] = []
    feed: Any = Feed(BEGIN, answer)
    tail = Tail(feed, ManualClock(), [], [health.append], [lambda: told.append("missed")])
    feed.tail = tail
    tail._run()
    assert feed.asked == [-1, 10] and tail.last == answer.last
    assert len(told) == missed
    assert health[-1] is True
