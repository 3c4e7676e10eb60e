"""All that is done with a cluster, put together: `main` makes one where there is a cluster, and hands it to the routes.

Nodes are followed in any case; entries are made with the strategy `kubernetes` only, and looked after as long as that
is set.
"""

from __future__ import annotations

import logging

from api_common.clients.db import DbProxyClient
from api_common.clock import SYSTEM_CLOCK
from api_common.contract.service import ClusterServices
from api_common.errors import IaasError
from resource_operator.cluster import suite
from resource_operator.cluster.account import Account
from resource_operator.cluster.connection import Connection
from resource_operator.cluster.entry import Style
from resource_operator.cluster.hosts import HostRows
from resource_operator.cluster.mirror import Mirror
from resource_operator.cluster.pods import Pods
from resource_operator.cluster.reserve import Reservations
from resource_operator.settings import ResourceSettings

_LOG = logging.getLogger(__name__)


class Cluster:
    """Start it before the first request, stop it after the last."""

    def __init__(self, settings: ResourceSettings, db: DbProxyClient) -> None:
        self._connection = Connection(settings.kubeconfig)
        core = self._connection.core
        style = Style(
            namespace=settings.reservation_namespace or settings.pod_namespace,
            image=settings.reservation_image,
            priority_class=settings.reservation_priority_class,
            quiet_class=settings.reservation_quiet_class,
            overhead_mib=settings.vm_overhead_mib,
            overhead_per_cpu_mib=settings.vm_overhead_per_cpu_mib,
        )
        self._rows = HostRows(db, accounted=settings.placement_strategy == "kubernetes")
        self._nodes = Mirror(self._connection, "nodes", core.list_node, self._nodes_changed)
        self._rows.mirror = self._nodes
        self._suite = Mirror(
            self._connection,
            "the suite's pods",
            core.list_namespaced_pod,
            lambda: None,
            namespace=settings.pod_namespace,
            label_selector=suite.SELECTOR,
        )
        self._mirrors = [self._nodes, self._suite]
        self.reservations: Reservations | None = None
        self._account: Account | None = None
        if settings.placement_strategy == "kubernetes":
            self._pods = Pods(self._connection, style, self._entries_changed)
            self._mirrors.append(self._pods.mirror)
            self.reservations = Reservations(
                db, self._pods, self._nodes, style, SYSTEM_CLOCK, settings.reservation_wait_seconds
            )
            self._account = Account(
                db,
                self._pods,
                self._nodes,
                style,
                SYSTEM_CLOCK,
                merge=settings.reservation_mode == "per-node",
                can_shrink=self._can_shrink,
                told=self._rows.warn,
            )
        self._shrinks: bool | None = None

    def start(self) -> None:
        """Begin to follow."""
        self._rows.start()
        for mirror in self._mirrors:
            mirror.start()
        if self._account:
            self._account.start()

    def stop(self) -> None:
        """Let go."""
        if self._account:
            self._account.stop()
        for mirror in self._mirrors:
            mirror.stop()
        self._rows.stop()
        self._connection.close()

    def problem(self) -> str | None:
        """Why the cluster is not known as it is now, or null."""
        problems = (mirror.problem for mirror in self._mirrors)
        return next((problem for problem in problems if problem), None)

    def services(self) -> ClusterServices:
        """The suite's pods, for the services page."""
        known = self._suite.synced.is_set() and not self._suite.problem
        pods = suite.service_pods(self._suite.all()) if known else None
        return ClusterServices(pods=pods, problem=self.problem())

    def _nodes_changed(self) -> None:
        self._rows.changed()
        if self._account:
            self._account.changed()

    def _entries_changed(self) -> None:
        if self._account:
            self._account.changed()

    def _can_shrink(self) -> bool:
        """Asked once, as soon as there is an answer."""
        if self._shrinks is None:
            try:
                self._shrinks = self._connection.can_resize()
            except IaasError as error:
                _LOG.info("what the cluster can do is not known: %s", error.describe())
        return bool(self._shrinks)
