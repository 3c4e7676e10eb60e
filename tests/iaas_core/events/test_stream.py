"""The event stream: what was missed comes first, each event once, slow readers are cut off."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from api_common.contract.event import EventBatch, EventRow
from api_common.contract.states import ResourceType, Role
from api_common.errors import ErrorKind, IaasError
from api_common.web.protocol import CUT
from iaas_core.auth.callers import ANONYMOUS, Caller
from iaas_core.events import hub as hub_module
from iaas_core.events.hub import Hub
from iaas_core.events.stream import Streams
from iaas_core.events.tail import Tail
from iaas_core.metrics import STREAMS
from tests.helpers.clock import ManualClock
from tests.helpers.services import served


def _event(number: int, type_: ResourceType = ResourceType.VM) -> EventRow:
    return EventRow(id=number, kind="changed", resource_type=type_, resource_key="k", create_time=1)


class _Feed:
    """A feed that keeps the events from `oldest` on."""

    def __init__(self, *numbers: int, oldest: int = 1) -> None:
        self.rows = [_event(number) for number in numbers]
        self.oldest = oldest

    def events_after(self, last: int, *, wait_seconds: float, limit: int = 500) -> EventBatch:
        rows = [row for row in self.rows if row.id > last] if last >= 0 else []
        return EventBatch(events=rows[:2], last=self.rows[-1].id if self.rows else 0, oldest=self.oldest)


def _read(
    feed: Any,
    last: int | None,
    count: int,
    then: Callable[[Hub], None] = lambda _: None,
    caller: Caller = ANONYMOUS,
) -> list[str]:
    async def read() -> list[str]:
        hub, seen = Hub(), []
        chunks = Streams(hub, feed, ManualClock()).follow(caller, last)
        async for chunk in chunks:
            seen.append(chunk.decode())
            if len(seen) == 1:
                then(hub)
            if len(seen) == count:
                break
        await chunks.aclose()  # type: ignore[attr-defined]
        return seen

    return asyncio.run(asyncio.wait_for(read(), 20))


def _ids(chunks: list[str]) -> list[int]:
    return [int(chunk.split("\n")[0][4:]) for chunk in chunks if chunk.startswith("id: ")]


def test_missed_events_come_first_and_none_twice() -> None:
    seen = _read(_Feed(1, 2, 3, 4, 5), 2, 5, then=lambda hub: hub.publish([_event(4), _event(5), _event(6)]))
    assert _ids(seen) == [3, 4, 5, 6]


def test_a_reader_that_was_away_too_long_starts_over() -> None:
    seen = _read(_Feed(50, 51, oldest=50), 3, 2)
    assert seen[1].startswith("event: reset")


def test_without_an_id_it_begins_now_and_hides_inner_kinds() -> None:
    inner = _event(1, ResourceType.IP_USED)
    seen = _read(_Feed(1), None, 2, then=lambda hub: hub.publish([inner, _event(9)]))
    assert _ids(seen) == [9]


def test_a_slow_reader_is_cut_off() -> None:
    many = [_event(number) for number in range(1, hub_module.QUEUE_LENGTH + 2)]
    assert _ids(_read(_Feed(), None, 99, then=lambda hub: hub.publish(many))) == []


def test_closing_the_hub_ends_streams() -> None:
    assert len(_read(_Feed(), None, 99, then=lambda hub: hub.close())) == 1


def test_the_tail_hands_on_and_survives_failures() -> None:
    heard: list[int] = []
    done = threading.Event()
    asked: list[int] = []

    class Feed(_Feed):
        def events_after(self, last: int, *, wait_seconds: float, limit: int = 500) -> EventBatch:
            asked.append(last)
            if len(asked) == 2:
                raise IaasError(ErrorKind.UNAVAILABLE, "away")
            if heard[-1:] == [3]:
                done.set()
            return super().events_after(last, wait_seconds=wait_seconds)

    def listen(events: Any) -> None:
        heard.extend(event.id for event in events)
        raise RuntimeError("one that breaks")

    feed = Feed(1)
    followed: list[bool] = []
    tail = Tail(feed, ManualClock(), [listen], [followed.append])  # type: ignore[arg-type]
    feed.rows += [_event(2), _event(3)]
    feed.rows, later = feed.rows[:1], feed.rows
    tail.last = 1
    feed.rows = later
    tail.start()
    assert done.wait(10)
    tail.stop()
    assert heard == [2, 3]
    assert followed[:3] == [True, False, True]


def test_the_tail_begins_again_when_the_feed_does() -> None:
    """The database was lost or restored: its ids begin again, and what happened meanwhile is unknown."""
    followed: list[bool] = []
    done = threading.Event()
    feed = _Feed(1, 2)

    class Later(_Feed):
        def events_after(self, last: int, *, wait_seconds: float, limit: int = 500) -> EventBatch:
            if last == 2:
                feed.rows = [_event(1), _event(2), _event(3)]
            return feed.events_after(last, wait_seconds=wait_seconds)

    tail = Tail(Later(), ManualClock(), [lambda _: done.set()], [followed.append])  # type: ignore[arg-type]
    tail.last = 150
    tail.start()
    assert done.wait(10)
    tail.stop()
    assert followed[:2] == [False, True]


def test_readers_that_never_read_are_cut_off() -> None:
    """Real sockets: whoever writes to them is held up in the middle of an event."""
    hub, app = Hub(), FastAPI()
    streams = Streams(hub, _Feed(), ManualClock())  # type: ignore[arg-type]

    @app.get("/stream")
    async def stream(request: Request) -> StreamingResponse:
        return StreamingResponse(streams.follow(ANONYMOUS, None, request.scope["state"][CUT]))

    before = STREAMS._value.get()
    with served(app) as url, ExitStack() as open_ones:
        port = int(url.rpartition(":")[2])
        for _ in range(5):
            silent = open_ones.enter_context(socket.socket())
            silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            silent.connect(("127.0.0.1", port))
            silent.sendall(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        _until(lambda: len(hub._subscriptions) == 5)
        subscriptions = list(hub._subscriptions)
        long = [_event(number).model_copy(update={"summary": {"name": "x" * 100_000}}) for number in range(1, 101)]
        while not all(_is_stuck(one.queue) for one in subscriptions):
            hub.publish(long)
        for _ in range(11):
            hub.publish(long)
        _until(lambda: not hub._subscriptions and STREAMS._value.get() == before)


def _is_stuck(queue: asyncio.Queue[Any]) -> bool:
    """Whether nothing is taken out of it any more, because what was taken cannot be sent."""
    for _ in range(20):
        if queue.empty():
            return False
        time.sleep(0.02)
    return True


def test_a_feed_that_cannot_be_read_ends_the_stream_without_a_trace() -> None:
    class Away(_Feed):
        def events_after(self, last: int, **_: Any) -> EventBatch:
            raise IaasError(ErrorKind.UNAVAILABLE, "db-proxy cannot be reached")

    assert _read(Away(), 5, 9) == [": connected\n\n"]


def _until(test: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not test():
        assert time.monotonic() < deadline
        time.sleep(0.02)


ADMINISTRATOR = Caller(user_id=1, username="root", role=Role.SUPER_ADMIN)
LEADER = Caller(user_id=2, username="lead", role=Role.GROUP_LEADER, group_id=7)
MEMBER = Caller(user_id=3, username="member", role=Role.MEMBER, group_id=7)
OTHER = Caller(user_id=4, username="other", role=Role.MEMBER, group_id=8)
WATCHERS = {"administrator": ADMINISTRATOR, "leader": LEADER, "member": MEMBER, "other": OTHER}


@pytest.mark.parametrize(
    ("type_", "key", "summary", "seen_by"),
    [
        (ResourceType.VM, "v", {"userId": 3, "groupId": 7}, ["administrator", "leader", "member"]),
        (ResourceType.VOLUME, "v", {"userId": 2, "groupId": 7}, ["administrator", "leader"]),
        (ResourceType.OPERATION, "o", {"userId": 4, "groupId": 8}, ["administrator", "other"]),
        (ResourceType.VM, "v", {}, ["administrator"]),
        (ResourceType.USER, "9", {"groupId": 7}, ["administrator", "leader"]),
        (ResourceType.USER_GROUP, "8", {}, ["administrator", "other"]),
        (ResourceType.IMAGE, "i", {}, list(WATCHERS)),
        (ResourceType.IP_USED, "i", {"userId": 3, "groupId": 7}, []),
        (ResourceType.CREDENTIAL, "99", {}, []),
    ],
)
@pytest.mark.parametrize("how", ["missed", "live"])
def test_everybody_hears_of_what_they_may_see_alone(
    type_: ResourceType, key: str, summary: dict[str, Any], seen_by: list[str], how: str
) -> None:
    """Whether it comes from the feed or from the hub; the event behind it, which all may see, is the end."""
    told = EventRow(id=5, kind="changed", resource_type=type_, resource_key=key, create_time=1, summary=summary)
    end = _event(6, ResourceType.HOST)
    feed = _Feed(4)
    if how == "missed":
        feed.rows += [told, end]
    for name, caller in WATCHERS.items():
        count = 3 if name in seen_by else 2
        live = (lambda hub: hub.publish([told, end])) if how == "live" else lambda _: None
        seen = _ids(_read(feed, 4, count, then=live, caller=caller))
        assert seen == ([5, 6] if name in seen_by else [6]), name
