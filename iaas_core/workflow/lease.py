"""Leases of the operations that this process works on: renewed in the background, noticed when lost."""

from __future__ import annotations

import logging
import threading

from api_common.clients.db import DbProxyClient
from api_common.contract.operation import LeaseRenewal
from api_common.errors import IaasError
from iaas_core.metrics import LEASES_LOST

_LOG = logging.getLogger(__name__)


class Leases:
    """The set of held operations. A lost one is simply no longer in it; its worker asks before each step."""

    def __init__(self, db: DbProxyClient, runner: str, seconds: float) -> None:
        self._db = db
        self._runner = runner
        self.seconds = seconds
        self._held: set[str] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="leases", daemon=True)

    def start(self) -> None:
        """Begin to renew."""
        self._thread.start()

    def stop(self) -> None:
        """Renew no more; what is held falls free when its time is over."""
        self._stop.set()

    def add(self, uuid: str) -> bool:
        """Note a claim; false if this process works on the operation already."""
        with self._lock:
            if uuid in self._held:
                return False
            self._held.add(uuid)
            return True

    def drop(self, uuid: str) -> None:
        """The operation ended or was put back."""
        with self._lock:
            self._held.discard(uuid)

    def holds(self, uuid: str) -> bool:
        """Whether the claim is still believed to be ours. The fence has the last word, in db_proxy and the agents."""
        with self._lock:
            return uuid in self._held

    def _run(self) -> None:
        while not self._stop.wait(self.seconds / 3):
            with self._lock:
                uuids = sorted(self._held)
            if uuids:
                self._renew(uuids)

    def _renew(self, uuids: list[str]) -> None:
        try:
            renewal = LeaseRenewal(runner=self._runner, lease_seconds=self.seconds, uuids=uuids)
            kept = set(self._db.renew_leases(renewal))
        except IaasError as error:
            _LOG.warning("leases could not be renewed: %s", error.describe())
            return
        for uuid in set(uuids) - kept:
            _LOG.info("the lease of operation %s is no longer ours", uuid)
            LEASES_LOST.inc()
            self.drop(uuid)
