"""Enter a VM into the cluster's account, for the operation that creates it or lets it grow. Asked by the route.

The scheduler decides; this waits for its word on the watch. Safe to repeat, from several processes too: a VM's first
entry has one name, so there is one, whoever made it.
"""

from __future__ import annotations

import logging

from api_common.clients.db import DbProxyClient
from api_common.clock import Clock
from api_common.contract.host import Host
from api_common.contract.placement import Reservation, ReservationRequest
from api_common.errors import ErrorKind, IaasError
from resource_operator.cluster.due import covered
from resource_operator.cluster.entry import Entry, Purpose, Size, Style, first_name, next_name, total
from resource_operator.cluster.mirror import Mirror
from resource_operator.cluster.pods import Pods
from resource_operator.metrics import RESERVATIONS

_LOG = logging.getLogger(__name__)
ASK_SECONDS = 4.0
"""How long one question waits; who asks repeats it."""
FORGET_SECONDS = ASK_SECONDS + 10
"""A question that was not repeated for so long was given up."""


class Reservations:
    """`wait_seconds`: how long the scheduler may take in all."""

    def __init__(
        self, db: DbProxyClient, pods: Pods, nodes: Mirror, style: Style, clock: Clock, wait_seconds: float
    ) -> None:
        self._db = db
        self._pods = pods
        self._nodes = nodes
        self._style = style
        self._clock = clock
        self._wait = wait_seconds
        self._asked: dict[str, tuple[float, float]] = {}
        """By VM: when it was asked for first, and last."""

    def reserve(self, uuid: str, request: ReservationRequest) -> Reservation:
        """The host where the VM is entered with all it asks for; `no_capacity` with the scheduler's reasons."""
        self._require_watch()
        asked = {load.host.name or "": load.host for load in self._db.hosts() if load.host.uuid in request.host_uuids}
        hosts = {name: host for name, host in asked.items() if self._nodes.get(name)}
        if not hosts:
            names = ", ".join(sorted(asked)) or "nothing"
            raise IaasError(ErrorKind.NO_CAPACITY, f"no host can take this VM: the cluster has no node {names}")
        need = self._style.size(request.cpus, request.memory, min(map(overcommit, hosts.values())))
        since = self._since(uuid)
        until = self._clock.monotonic() + ASK_SECONDS
        try:
            while True:
                generation = self._pods.generation
                node, waiting = self._look(uuid, need, frozenset(hosts))
                if node:
                    RESERVATIONS.labels("entered").inc()
                    self._asked.pop(uuid, None)
                    return Reservation(host_uuid=hosts[node].uuid)
                now = self._clock.monotonic()
                if now - since > self._wait:
                    self._give_up(uuid, f"the scheduler has not decided within {self._wait:g} s")
                if now >= until:
                    return Reservation(waiting=waiting)
                self._pods.wait(generation, min(until, since + self._wait + 0.1) - now)
        except IaasError as error:
            if not error.retryable:
                RESERVATIONS.labels("refused").inc()
                self._asked.pop(uuid, None)
            raise

    def _since(self, uuid: str) -> float:
        """When this was first asked; what was given up by who asked is not counted."""
        now = self._clock.monotonic()
        self._asked = {key: times for key, times in self._asked.items() if now - times[1] < FORGET_SECONDS}
        since, _ = self._asked.get(uuid, (now, now))
        self._asked[uuid] = since, now
        return since

    def _look(self, uuid: str, need: Size, nodes: frozenset[str]) -> tuple[str | None, str]:
        """The node, once the VM is entered there; what is missing is asked for."""
        entries = [entry for entry in self._pods.entries() if entry.alive and uuid in entry.holds]
        bound = [entry for entry in entries if entry.node in nodes]
        astray = [entry for entry in entries if not _may_stay(entry, nodes)]
        for entry in astray:
            if entry.holds.keys() == {uuid}:
                self._pods.drop(entry)
        lack = need.beyond(covered(bound, uuid))
        if bound and not lack:
            return bound[0].node, ""
        coming = [
            entry
            for entry in entries
            if not entry.node and entry not in astray and entry.purpose is not Purpose.REPLACE
        ]
        for entry in coming:
            if entry.refusal and not entry.nominated:
                self._give_up(uuid, entry.refusal)
        lack = lack.beyond(total(entry.holds[uuid] for entry in coming))
        if lack and bound:
            node = bound[0].node or ""
            name = next_name(node, {uuid: lack}, bound)
            self._pods.make(name, Purpose.RESTORE, {uuid: lack}, [node])
        elif lack:
            self._pods.make(first_name(uuid), Purpose.PLACE, {uuid: lack}, sorted(nodes))
        return None, "the scheduler makes room" if any(entry.nominated for entry in coming) else "the scheduler decides"

    def _give_up(self, uuid: str, reason: str) -> None:
        """What was asked for and not granted must not be granted later."""
        for entry in self._pods.entries():
            if not entry.node and entry.holds.keys() == {uuid}:
                self._pods.drop(entry)
        _LOG.info("the cluster has no room", extra={"vm": uuid, "reason": reason})
        raise IaasError(ErrorKind.NO_CAPACITY, f"no host can take this VM: {reason}", detail={"scheduler": reason})

    def _require_watch(self) -> None:
        for mirror in (self._nodes, self._pods.mirror):
            if mirror.problem or not mirror.synced.is_set():
                problem = mirror.problem or "the cluster has not been looked at yet"
                kind = ErrorKind.FORBIDDEN if mirror.forbidden else ErrorKind.UNAVAILABLE
                raise IaasError(kind, problem)


def overcommit(host: Host) -> float:
    """vCPUs per core: the administrator's limit of vCPUs by the cores of the node; at least one."""
    cores = host.node.millicores / 1000 if host.node else 0
    return max(1.0, (host.vcpu or 0) / cores) if cores else 1.0


def _may_stay(entry: Entry, nodes: frozenset[str]) -> bool:
    return entry.node in nodes if entry.node else entry.candidates <= nodes
