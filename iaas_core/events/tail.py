"""One thread that follows db_proxy's change feed and hands every batch to its listeners."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from api_common.clients.db import DbProxyClient
from api_common.clock import Clock
from api_common.contract.event import EventRow
from api_common.errors import IaasError

_LOG = logging.getLogger(__name__)
Listener = Callable[[Sequence[EventRow]], None]
WAIT_SECONDS = 20.0
RETRY_SECONDS = 0.5


class Tail:
    """Follows from the end of the feed at its start; never misses or repeats a row afterwards."""

    def __init__(
        self,
        db: DbProxyClient,
        clock: Clock,
        listeners: Sequence[Listener],
        health: Sequence[Callable[[bool], None]],
        missed: Sequence[Callable[[], None]] = (),
    ) -> None:
        """Those of `health` hear whether the feed is followed, whenever that is known anew; those of `missed` when what
        happened will never be told: the feed has forgotten it, or an older copy of the database was put back."""
        self._db = db
        self._clock = clock
        self._listeners = listeners
        self._health = health
        self._missed = missed
        self._stopping = False
        self.last = -1
        self._thread = threading.Thread(target=self._run, name="event-tail", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Ask for nothing more; the thread ends with its present question."""
        self._stopping = True

    def _run(self) -> None:
        while not self._stopping:
            try:
                batch = self._db.events_after(self.last, wait_seconds=WAIT_SECONDS if self.last >= 0 else 0)
                if batch.last < self.last or batch.oldest > self.last + 1:
                    self._is_followed(False)  # another database, or one that has forgotten what we missed
                    for tell in self._missed if self.last >= 0 else ():
                        tell()
                self.last = max(batch.last, 0)
                if batch.events:
                    self._tell(batch.events)
                self._is_followed(True)
            except IaasError as error:
                self._is_followed(False)
                _LOG.info("the change feed cannot be read: %s", error.describe())
                self._clock.sleep(RETRY_SECONDS)

    def _is_followed(self, yes: bool) -> None:
        for hear in self._health:
            hear(yes)

    def _tell(self, events: Sequence[EventRow]) -> None:
        for listener in self._listeners:
            try:
                listener(events)
            except Exception:
                _LOG.exception("a listener of the change feed broke")
