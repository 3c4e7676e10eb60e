"""Which services are needed on which node, and which are alive there: by their pods in a cluster, or by heartbeats."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence, Set

from api_common.clock import Clock
from api_common.contract.service import ClusterServices, DatabaseState, ServiceBeat, ServicePod
from api_common.contract.states import ServiceStatus
from api_common.errors import IaasError
from iaas_core.settings import CoreSettings
from iaas_core.steps.doors import Doors

_LOG = logging.getLogger(__name__)
SILENT_MS = 130_000
"""v1's two minutes, and some seconds: services beat every minute by their own clocks (D59)."""
DATA_FOLDERS = ("/usr/local/kubeiaas/data/data-volumes/", "/usr/local/kubeiaas/data/images/")
NAMES = (
    "iaas-core",
    "db-proxy",
    "resource-operator",
    "image-operator",
    "iaas-agent",
    "Libvirt",
    "DHCP",
    "noVNC",
)

ON_HOSTS = ("Libvirt", "DHCP")
"""What no pod is, so that only heartbeats tell of it."""
_POD_OF = dict.fromkeys(ON_HOSTS, "iaas-agent")


class ServiceRegistry:
    """`/service/...`. Heartbeats are rows of db_proxy, at its clock, so that they outlive this process."""

    def __init__(self, doors: Doors, settings: CoreSettings, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock
        agents = _names(settings.agent_node_name_list)
        self._needed: dict[str, list[str]] = {
            "iaas-core": _names(settings.iaas_core_node_name),
            "db-proxy": _names(settings.db_proxy_node_name),
            "resource-operator": _names(settings.rs_opt_node_name),
            "image-operator": _names(settings.img_opt_node_name),
            "iaas-agent": agents,
            "Libvirt": agents,
            "DHCP": _names(settings.dhcp_node_name) or agents,
            "noVNC": _names(settings.vnc_node_name),
        }
        self._nfs_ip = settings.nfs_ip

    def beat(self, service_name: str, node_name: str) -> None:
        """A service is alive. Its own clock is not believed."""
        self._doors.db.beat(ServiceBeat(service_name=service_name, node_name=node_name))

    def matrix(self) -> dict[str, dict[str, str]]:
        """Node -> service -> status."""
        return self.look()[0]

    def look(self) -> tuple[dict[str, dict[str, str]], str | None]:
        """The matrix, and why it may be wrong, if it may."""
        alive = {(b.service_name, b.node_name) for b in self._doors.db.beats() if self._silent_ms(b) < SILENT_MS}
        cluster = self._cluster()
        needed = self._needed
        if cluster.pods is not None:
            alive = {place for place in alive if place[0] in ON_HOSTS}
            alive |= {(pod.service_name, pod.node_name) for pod in cluster.pods if pod.ready}
            needed = {name: nodes or _nodes_of(name, cluster.pods) for name, nodes in needed.items()}
        if self._database().problem:
            alive = {place for place in alive if place[0] != "db-proxy"}
        nodes = sorted({node for names in needed.values() for node in names})
        rows = {node: {name: _cell((name, node), needed, alive).value for name in NAMES} for node in nodes}
        return rows, cluster.problem

    def warnings(self) -> list[str]:
        """What is wrong with the database, or will be soon."""
        state = self._database()
        return [f"db-proxy: {told}" for told in (state.problem, *state.remarks) if told]

    def statistics(self) -> dict[str, int]:
        """Pairs of node and service that are needed, and those of them that are alive."""
        cells = [cell for row in self.matrix().values() for cell in row.values()]
        return {
            "total": sum(cell != ServiceStatus.NON for cell in cells),
            "active": sum(cell == ServiceStatus.ACTIVE for cell in cells),
        }

    def storage(self) -> dict[str, dict[str, str]]:
        """The configured NFS server and its folders; the list as text, as v1 had it."""
        return {"NFS": {"NFS_IP": self._nfs_ip, "NFS_DIR": f"[{', '.join(DATA_FOLDERS)}]"}}

    def _silent_ms(self, beat: ServiceBeat) -> int:
        """How long nothing was heard, by db_proxy's clock, which also said when something was."""
        return self._clock.now_ms() - beat.seen_at if beat.silent_ms is None else beat.silent_ms

    def _database(self) -> DatabaseState:
        try:
            return self._doors.db.state() or DatabaseState()
        except IaasError as error:
            return DatabaseState(problem=error.message)

    def _cluster(self) -> ClusterServices:
        """The suite's pods, where there are any: they know of a dead service before its heartbeat is missed."""
        try:
            return self._doors.resources.services()
        except IaasError as error:
            _LOG.info("the services page goes by heartbeats alone: %s", error.describe())
            return ClusterServices()


def _cell(place: tuple[str, str], needed: Mapping[str, Sequence[str]], alive: Set[tuple[str, str]]) -> ServiceStatus:
    name, node = place
    if node not in needed[name]:
        return ServiceStatus.NON
    return ServiceStatus.ACTIVE if place in alive else ServiceStatus.DEAD


def _nodes_of(name: str, pods: Sequence[ServicePod]) -> list[str]:
    """Where nobody said on which node a service is needed, it is where the cluster has put it."""
    return [pod.node_name for pod in pods if pod.service_name == _POD_OF.get(name, name)]


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
