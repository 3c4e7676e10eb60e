"""Filters, then weights: the hosts that can take a VM, best first, and why the others cannot.

Asked by the route. Reserves nothing: iaas_core does so in the transaction that writes the VM, from the first of these
hosts on, and db_proxy looks at the limits again there. So an answer that is a moment old does no harm.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence

from api_common.clients.db import DbProxyClient
from api_common.contract.host import HostLoad
from api_common.contract.placement import PlacementAnswer, PlacementRequest
from api_common.errors import ErrorKind, IaasError
from resource_operator.metrics import PLACEMENTS, REFUSALS
from resource_operator.placement.filters import refusals
from resource_operator.placement.weights import Order

_LOG = logging.getLogger(__name__)
MAX_HOSTS_IN_MESSAGE = 5


class Chooser:
    """Answers placement requests by one strategy."""

    def __init__(self, db: DbProxyClient, order: Order, *, by_cluster: bool = False) -> None:
        """`by_cluster`: VMs are placed by a cluster's scheduler, among the hosts that pass."""
        self._db = db
        self._order = order
        self._by_cluster = by_cluster
        self._lock = threading.Lock()
        self._last = 0
        """Id of the host named first last time. In memory only: a restart begins the turn with the first host."""

    def place(self, request: PlacementRequest) -> PlacementAnswer:
        """The hosts that can take the VM; `no_capacity` with every host's reason when there is none."""
        loads = self._db.hosts()
        passed: list[HostLoad] = []
        refused: dict[str, str] = {}
        for load in loads:
            reasons = refusals(load, request)
            if reasons:
                refused[_name(load)] = "; ".join(reasons.values())
            else:
                passed.append(load)
            for each in reasons:
                REFUSALS.labels(each).inc()
        PLACEMENTS.labels("placed" if passed else "refused").inc()
        if not passed:
            raise _nowhere(request, loads, refused)
        hosts = [load.host.uuid for load in self._in_order(passed)]
        _LOG.info("hosts found", extra={"hosts": hosts, "refused": refused})
        return PlacementAnswer(host_uuids=hosts, refused=refused, by_cluster=self._by_cluster)

    def _in_order(self, passed: Sequence[HostLoad]) -> list[HostLoad]:
        with self._lock:  # two requests at once must not be told to begin with the same host in turn
            ordered = self._order(passed, self._last)
            self._last = ordered[0].host.id or 0
        return ordered


def _nowhere(request: PlacementRequest, loads: Sequence[HostLoad], refused: Mapping[str, str]) -> IaasError:
    why = ""
    if not loads:
        why = ": no host has registered yet"
    elif request.host_uuid and all(load.host.uuid != request.host_uuid for load in loads):
        why = ": the host asked for does not exist"
    elif len(refused) <= MAX_HOSTS_IN_MESSAGE:
        why = ": " + ". ".join(f"{name} {reason}" for name, reason in refused.items())
    what = "VM" if request.cpus else "volume"
    return IaasError(ErrorKind.NO_CAPACITY, f"no host can take this {what}{why}", detail={"hosts": dict(refused)})


def _name(load: HostLoad) -> str:
    return load.host.name or load.host.uuid
