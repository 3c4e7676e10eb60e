"""The asynchronous island: one server-sent event stream per open console.

A stream first reads what its reader missed from the feed, then follows the hub; an event comes once and in order.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import anyio.to_thread

from api_common.clients.db import DbProxyClient
from api_common.contract.event import EventRow
from api_common.contract.states import ResourceType
from iaas_core.events.hub import Hub
from iaas_core.metrics import STREAMS

KEEPALIVE_SECONDS = 15.0
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
    }
)


async def stream(hub: Hub, db: DbProxyClient, last_id: int | None) -> AsyncIterator[bytes]:
    """Server-sent events after `last_id`, or from now on. Ends when the reader is too slow or the service stops.

    A reader whose id is no longer kept gets `event: reset`: it must read its lists anew.
    """
    subscription = hub.subscribe()
    STREAMS.inc()
    try:
        yield b": connected\n\n"
        sent = -1
        if last_id is not None:
            async for chunk, upto in _missed(db, last_id):
                sent = upto
                yield chunk
        while True:
            try:
                event = await asyncio.wait_for(subscription.queue.get(), KEEPALIVE_SECONDS)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if event is None:
                return
            if event.id > sent and event.resource_type in SHOWN:
                sent = event.id
                yield _frame(event)
    finally:
        STREAMS.dec()
        hub.unsubscribe(subscription)


async def _missed(db: DbProxyClient, last_id: int) -> AsyncIterator[tuple[bytes, int]]:
    sent = last_id
    while True:
        batch = await anyio.to_thread.run_sync(lambda after: db.events_after(after, wait_seconds=0), sent)
        if sent < batch.oldest - 1 or sent > batch.last:
            yield b"event: reset\ndata: {}\n\n", batch.last
            return
        for event in batch.events:
            sent = event.id
            if event.resource_type in SHOWN:
                yield _frame(event), sent
        if not batch.events:
            return


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
