"""Fan-out of the change feed to open streams, each with a bounded queue: a reader that is too slow is cut off.

Filled by `tail` from its thread, read by `stream` on the event loop; the two meet in `call_soon_threadsafe`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence

from api_common.contract.event import EventRow

QUEUE_LENGTH = 1000


class Subscription:
    """One stream's queue. `overflowed` is set when its reader fell too far behind."""

    def __init__(self, cut: Callable[[], None]) -> None:
        """`cut` ends the connection: a reader that does not read holds up whoever writes to it."""
        self._loop = asyncio.get_running_loop()
        self._cut = cut
        self.queue: asyncio.Queue[EventRow | None] = asyncio.Queue()
        self.overflowed = False

    def offer(self, events: Sequence[EventRow]) -> None:
        """Called from any thread."""
        self._loop.call_soon_threadsafe(self._put, events)

    def close(self) -> None:
        """Ends the stream, from any thread."""
        self._loop.call_soon_threadsafe(self.queue.put_nowait, None)

    def _put(self, events: Sequence[EventRow]) -> None:
        if self.queue.qsize() + len(events) > QUEUE_LENGTH:
            self.overflowed = True
            self.queue.put_nowait(None)
            self._cut()
            return
        for event in events:
            self.queue.put_nowait(event)


class Hub:
    """All open streams of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: set[Subscription] = set()

    def subscribe(self, cut: Callable[[], None] = lambda: None) -> Subscription:
        """A new stream; call on the event loop."""
        subscription = Subscription(cut)
        with self._lock:
            self._subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """The stream ended."""
        with self._lock:
            self._subscriptions.discard(subscription)

    def publish(self, events: Sequence[EventRow]) -> None:
        """Hand events to every stream."""
        with self._lock:
            subscriptions = list(self._subscriptions)
        for subscription in subscriptions:
            subscription.offer(events)

    def close(self) -> None:
        """End all streams: the process stops, or they missed something. Readers come again and are told."""
        with self._lock:
            subscriptions = list(self._subscriptions)
        for subscription in subscriptions:
            subscription.close()
