"""Nodes -> host rows: one thread that tells db_proxy of all nodes whenever one has changed.

The report is the whole state, so one that was lost is made good by the next. db_proxy decides what becomes of the rows.
"""

from __future__ import annotations

import logging
import threading

from api_common.clients.db import DbProxyClient
from api_common.contract.host import NodeReport, NodeState
from api_common.errors import IaasError
from resource_operator.cluster.connection import Object
from resource_operator.cluster.mirror import Mirror
from resource_operator.cluster.nodes import node_state

_LOG = logging.getLogger(__name__)
REPEAT_SECONDS = 20.0
"""How often the same is said again: an agent may have made a row meanwhile, or a database been restored."""
RETRY_SECONDS = 1.0
STOP_SECONDS = 2.0


class HostRows:
    """Follows the nodes in `mirror`. Call `changed` when there is something new."""

    def __init__(self, db: DbProxyClient, *, accounted: bool) -> None:
        """`accounted`: VMs are entered into the cluster's account."""
        self._db = db
        self._accounted = accounted
        self._due = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="host-rows", daemon=True)
        self._warnings: dict[str, str] = {}
        self.mirror: Mirror | None = None

    def start(self) -> None:
        """Begin to report."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping = True
        self._due.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def changed(self) -> None:
        """Nodes, or host rows, are different from what they were."""
        self._due.set()

    def warn(self, warnings: dict[str, str]) -> None:
        """What hosts should warn of beside what their nodes say, by node."""
        if warnings != self._warnings:
            self._warnings = warnings
            self.changed()

    def _states(self, nodes: list[Object]) -> list[NodeState]:
        states = []
        for state in map(node_state, nodes):
            more = self._warnings.get(state.name)
            warnings = [*state.warnings, more] if more else state.warnings
            states.append(state.model_copy(update={"accounted": self._accounted, "warnings": warnings}))
        return states

    def _run(self) -> None:
        wait = REPEAT_SECONDS
        while not self._stopping:
            self._due.wait(wait)
            self._due.clear()
            wait = REPEAT_SECONDS
            if self._stopping or self.mirror is None or not self.mirror.synced.is_set():
                continue
            try:
                self._db.observe_nodes(NodeReport(nodes=self._states(self.mirror.all())))
            except IaasError as error:
                _LOG.info("the nodes cannot be told to db-proxy: %s", error.describe())
                wait = RETRY_SECONDS
