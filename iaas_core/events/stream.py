"""The asynchronous island: one server-sent event stream per open console.

A stream first reads what its reader missed from the feed, then follows the hub; an event comes once and in order.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable

import anyio.to_thread

from api_common.clients.db import DbProxyClient
from api_common.clock import Clock
from api_common.contract.event import EventRow
from api_common.contract.states import ResourceType, Role
from api_common.errors import IaasError
from iaas_core.auth.callers import Caller
from iaas_core.events.hub import Hub
from iaas_core.metrics import STREAMS

_LOG = logging.getLogger(__name__)
KEEPALIVE_SECONDS = 15.0
OWNED = frozenset({ResourceType.VM, ResourceType.VOLUME, ResourceType.OPERATION})
SHOWN = frozenset(
    {
        ResourceType.VM,
        ResourceType.VOLUME,
        ResourceType.OPERATION,
        ResourceType.HOST,
        ResourceType.SERVICE,
        ResourceType.IP_SEGMENT,
        ResourceType.SPEC_CONFIG,
        ResourceType.IMAGE,
        ResourceType.USER,
        ResourceType.USER_GROUP,
    }
)


class Streams:
    """Opens streams for callers: each gets what it may see, and ends when the caller's rights may have changed."""

    def __init__(self, hub: Hub, db: DbProxyClient, clock: Clock) -> None:
        self._hub = hub
        self._db = db
        self._clock = clock

    async def follow(
        self, caller: Caller, last_id: int | None, cut: Callable[[], None] = lambda: None
    ) -> AsyncIterator[bytes]:
        """Server-sent events after `last_id`, or from now on. Ends when the reader is too slow, signed out or changed,
        or the service stops. A reader whose id is no longer kept gets `event: reset`: it must read its lists anew.
        `cut` ends the connection of a reader that does not read.
        """
        subscription = self._hub.subscribe(cut)
        STREAMS.inc()
        try:
            yield b": connected\n\n"
            sent = -1
            if last_id is not None:
                async for chunk, upto in self._missed(caller, last_id):
                    sent = upto
                    yield chunk
            while not self._is_over(caller):
                try:
                    event = await asyncio.wait_for(subscription.queue.get(), KEEPALIVE_SECONDS)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if event is None or _concerns(event, caller):
                    return
                if event.id > sent and _is_for(event, caller):
                    sent = event.id
                    yield _frame(event)
        except IaasError as error:  # browsers come again by themselves, with the same id
            _LOG.info("a stream ends: what its reader missed cannot be read: %s", error.describe())
        finally:
            STREAMS.dec()
            self._hub.unsubscribe(subscription)

    def _is_over(self, caller: Caller) -> bool:
        return caller.valid_until is not None and caller.valid_until <= self._clock.monotonic()

    async def _missed(self, caller: Caller, last_id: int) -> AsyncIterator[tuple[bytes, int]]:
        sent = last_id
        while True:
            batch = await anyio.to_thread.run_sync(lambda after: self._db.events_after(after, wait_seconds=0), sent)
            if sent < batch.oldest - 1 or sent > batch.last:
                yield b"event: reset\ndata: {}\n\n", batch.last
                return
            for event in batch.events:
                sent = event.id
                if _is_for(event, caller):
                    yield _frame(event), sent
            if not batch.events:
                return


def _is_for(event: EventRow, caller: Caller) -> bool:
    """Whether the caller may see the row that an event is about."""
    if event.resource_type not in SHOWN:
        return False
    if event.resource_type is ResourceType.USER:
        return _manages(caller, event.summary.get("groupId"))
    if event.resource_type is ResourceType.USER_GROUP:
        return caller.is_administrator or event.resource_key == str(caller.group_id)
    if event.resource_type not in OWNED:
        return True
    return caller.sees(event.summary.get("userId"), event.summary.get("groupId"))


def _manages(caller: Caller, group_id: int | None) -> bool:
    leads = caller.role is Role.GROUP_LEADER and caller.group_id is not None and group_id == caller.group_id
    return caller.is_administrator or leads


def _concerns(event: EventRow, caller: Caller) -> bool:
    """Whether the caller's account was changed, or the token that opened the stream ended."""
    if event.resource_type is ResourceType.USER:
        return event.resource_key == str(caller.user_id)
    ended = event.resource_type is ResourceType.CREDENTIAL and event.kind == "removed"
    return ended and event.resource_key == str(caller.credential_id)


def _frame(event: EventRow) -> bytes:
    data = {
        "kind": event.kind,
        "type": event.resource_type,
        "key": event.resource_key,
        "revision": event.revision,
        "time": event.create_time,
        "record": event.summary,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {event.id}\nevent: {event.resource_type}\ndata: {text}\n\n".encode("utf-8", "replace")
