"""A thread that tells iaas_core once a minute that a service is alive, and once at its start."""

from __future__ import annotations

import logging
import threading

from api_common.clients.core import CoreClient
from api_common.contract.service import ServiceBeat
from api_common.errors import IaasError

_LOG = logging.getLogger(__name__)
BEAT_SECONDS = 60.0
RETRY_SECONDS = 5.0


class Heartbeat:
    """Beats for one service on one node until stopped; quick repeats while iaas_core cannot be reached."""

    def __init__(self, core: CoreClient, service_name: str, node_name: str) -> None:
        self._core = core
        self._beat = ServiceBeat(service_name=service_name, node_name=node_name)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stop.set()

    def _run(self) -> None:
        wait = 0.0
        while not self._stop.wait(wait):
            try:
                self._core.beat(self._beat)
                wait = BEAT_SECONDS
            except IaasError as error:
                _LOG.info("no heartbeat possible: %s", error.describe())
                wait = RETRY_SECONDS
