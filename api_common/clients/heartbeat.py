"""A thread that says once a minute, and once at its start, that a service is alive."""

from __future__ import annotations

import logging
import threading
from typing import Protocol

from api_common.contract.service import ServiceBeat
from api_common.errors import IaasError

_LOG = logging.getLogger(__name__)
BEAT_SECONDS = 60.0
RETRY_SECONDS = 5.0
STOP_SECONDS = 2.0


class TakesBeats(Protocol):
    """iaas_core for all services; db_proxy for iaas_core itself."""

    def beat(self, beat: ServiceBeat) -> None: ...


class Heartbeat:
    """Beats for one service on one node until stopped; quick repeats while iaas_core cannot be reached."""

    def __init__(self, core: TakesBeats, service_name: str, node_name: str) -> None:
        self._core = core
        self._beat = ServiceBeat(service_name=service_name, node_name=node_name)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; waits shortly for a beat under way, because its connection is closed next."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        wait = 0.0
        while not self._stop.wait(wait):
            try:
                self._core.beat(self._beat)
                wait = BEAT_SECONDS
            except IaasError as error:
                _LOG.info("no heartbeat possible: %s", error.describe())
                wait = RETRY_SECONDS
