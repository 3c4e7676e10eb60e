"""Which services are needed on which node, and which were heard of lately."""

from __future__ import annotations

from api_common.clock import Clock
from api_common.contract.service import ServiceBeat
from api_common.contract.states import ServiceStatus
from iaas_core.settings import CoreSettings
from iaas_core.steps.doors import Doors

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
        now = self._clock.now_ms()
        heard = {(b.service_name, b.node_name) for b in self._doors.db.beats() if now - b.seen_at < SILENT_MS}
        nodes = sorted({node for names in self._needed.values() for node in names})
        return {node: {name: self._cell(name, node, heard).value for name in NAMES} for node in nodes}

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

    def _cell(self, name: str, node: str, heard: set[tuple[str, str]]) -> ServiceStatus:
        if node not in self._needed[name]:
            return ServiceStatus.NON
        return ServiceStatus.ACTIVE if (name, node) in heard else ServiceStatus.DEAD


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
