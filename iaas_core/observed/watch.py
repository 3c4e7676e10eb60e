"""Marks hosts OFFLINE that fell silent. The clock is db_proxy's, which also notes when hosts are heard of."""

from __future__ import annotations

import logging
import threading

from api_common.clients.db import DbProxyClient
from api_common.errors import IaasError

_LOG = logging.getLogger(__name__)


class HostWatch:
    """A thread that asks db_proxy now and then."""

    def __init__(self, db: DbProxyClient, silent_seconds: float) -> None:
        self._db = db
        self._silent = silent_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="host-watch", daemon=True)

    def start(self) -> None:
        """Begin after one full period: hosts get the time to be heard of again when the suite starts (D59)."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stop.set()

    def _run(self) -> None:
        wait = self._silent
        while not self._stop.wait(wait):
            wait = self._silent / 4
            try:
                for uuid in self._db.mark_silent_hosts(int(self._silent * 1000)):
                    _LOG.warning("host %s is OFFLINE: nothing was heard of it for %s s", uuid, self._silent)
            except IaasError as error:
                _LOG.info("silent hosts cannot be marked: %s", error.describe())
