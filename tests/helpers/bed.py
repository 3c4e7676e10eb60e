"""What places VMs in a cluster, without iaas_core: db_proxy and resource_operators on real ports, on a control plane.

VMs are rows written as iaas_core writes them; there are no hypervisors, and nothing here looks for one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from api_common.clients.db import DbProxyClient
from api_common.clients.resources import ResourceClient
from api_common.clients.transport import Transport
from api_common.contract.changes import ChangeStatus, Create, Remove, SetFields
from api_common.contract.host import Host, HostFacts
from api_common.contract.operation import CapacityRequest
from api_common.contract.placement import PlacementRequest, ReservationRequest
from api_common.contract.states import ResourceType, VmStatus
from api_common.identity import new_uuid
from api_common.service_tokens import ServiceTokens
from db_proxy.main import create_app as db_app
from db_proxy.settings import DbProxySettings
from resource_operator.main import create_app as operator_app
from resource_operator.settings import ResourceSettings
from tests.helpers.kube import ControlPlane, until
from tests.helpers.services import served, write_tokens

NOBODY = "http://127.0.0.1:9"


class Bed:
    """`operators` are clients of as many resource_operators."""

    def __init__(self, stack: ExitStack, folder: Path, plane: ControlPlane, namespace: str) -> None:
        self.plane = plane
        self.namespace = namespace
        self._stack = stack
        self._tokens = write_tokens(folder / "tokens")
        settings = DbProxySettings(
            database_url=f"sqlite:///{folder}/test.db", service_tokens_dir=self._tokens, iaas_core_url=NOBODY
        )
        app = db_app(settings)
        self._db_url = stack.enter_context(served(app))
        for hook in app.state.ending:
            stack.callback(hook)
        self.db = DbProxyClient(self.transport(self._db_url, "db-proxy"))
        self.operators: list[ResourceClient] = []

    def transport(self, url: str, target: str, caller: str = "iaas-core") -> Transport:
        """A way to a service; closed with the bed."""
        transport = Transport(url, target=target, caller=caller, tokens=ServiceTokens(self._tokens))
        self._stack.callback(transport.close)
        return transport

    def operator(self, **changes: Any) -> str:
        """Start one more resource_operator; its address."""
        given: dict[str, Any] = {
            "placement_strategy": "kubernetes",
            "kubeconfig": str(self.plane.kubeconfig),
            "pod_namespace": self.namespace,
            "service_tokens_dir": self._tokens,
            "db_proxy_url": self._db_url,
            "iaas_core_url": NOBODY,
            "vm_overhead_mib": 0,
            "vm_overhead_per_cpu_mib": 0,
            **changes,
        }
        url = self._stack.enter_context(served(operator_app(ResourceSettings(**given))))
        self.operators.append(ResourceClient(self.transport(url, "resource-operator")))
        return url

    def hosts(self) -> dict[str, Host]:
        """Host rows by name."""
        return {load.host.name or "": load.host for load in self.db.hosts()}

    def register(self, *names: str) -> None:
        """Agents introduce themselves."""
        for number, name in enumerate(names):
            facts = HostFacts(name=name, ip=f"10.77.{number // 250}.{number % 250 + 1}", agent_url="http://agent:9090")
            self.db.register_host(facts)

    def await_nodes(self, *names: str) -> None:
        """The host rows of these nodes say what the nodes are."""
        until(lambda: all((host := self.hosts().get(name)) and host.node for name in names))

    def new_vm(self, cpus: int = 1, memory: int = 1) -> str:
        """The row of a VM that is about to be placed."""
        uuid = new_uuid()
        record = {"uuid": uuid, "name": "vm", "status": "BUILDING", "cpus": cpus, "memory": memory, "diskSize": 1}
        self.db.apply([Create(type=ResourceType.VM, record=record)])
        return uuid

    def place(self, uuid: str, cpus: int = 1, memory: int = 1, operator: int = 0, **request: Any) -> str:
        """What iaas_core's step does: the host's uuid."""
        resources = self.operators[operator]
        asked = PlacementRequest(cpus=cpus, memory=memory, storage=1, **request)
        hosts = resources.place(asked).host_uuids
        reservation = ReservationRequest(cpus=cpus, memory=memory, host_uuids=hosts)
        answer = until(lambda: resources.reserve(uuid, reservation).host_uuid, 60)
        self.db.reserve_capacity(CapacityRequest(vm_uuid=uuid, host_uuid=answer))
        return str(answer)

    def create(self, cpus: int = 1, memory: int = 1, **request: Any) -> tuple[str, str]:
        """A placed VM at rest, and the name of its host."""
        uuid = self.new_vm(cpus, memory)
        host = self.place(uuid, cpus, memory, **request)
        self.rest(uuid)
        return uuid, next(name for name, row in self.hosts().items() if row.uuid == host)

    def rest(self, uuid: str) -> None:
        """What iaas_core writes when a creation is done."""
        self.db.apply([ChangeStatus(type=ResourceType.VM, key=uuid, to=VmStatus.ACTIVE)])

    def fail(self, uuid: str) -> None:
        """What iaas_core writes when a creation was undone."""
        self.db.apply([ChangeStatus(type=ResourceType.VM, key=uuid, to=VmStatus.ERROR, error="no room")])

    def resize(self, uuid: str, **fields: int) -> None:
        """The row has another size."""
        self.db.apply([SetFields(type=ResourceType.VM, key=uuid, fields=fields)])

    def delete(self, uuid: str) -> None:
        """The row is gone."""
        self.db.apply([Remove(type=ResourceType.VM, key=uuid)])

    def entries(self) -> list[Any]:
        """The pods of entries."""
        return self.plane.pods(self.namespace)

    def account(self) -> dict[str, tuple[str | None, int, int]]:
        """Per VM with entries: the node (null while one is unbound), and millicores and MiB in all."""
        from resource_operator.cluster.entry import read_entry

        found: dict[str, tuple[str | None, int, int]] = {}
        for pod in self.entries():
            entry = read_entry(self.plane.api.sanitize_for_serialization(pod))
            for uuid, size in entry.holds.items():
                _, cpu, mib = found.get(uuid, (None, 0, 0))
                found[uuid] = (entry.node, cpu + size.millicores, mib + size.mib)
        return found


@contextmanager
def bed_on(plane: ControlPlane, folder: Path, namespace: str) -> Iterator[Bed]:
    """A bed, put away afterwards."""
    with ExitStack() as stack:
        yield Bed(stack, folder, plane, namespace)
