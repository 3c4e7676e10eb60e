"""A host that runs VMs: its row, what its agent says of it, and its load."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from api_common.contract.base import WireModel
from api_common.contract.states import HostStatus


class Area(StrEnum):
    """What a host writes to: the folders of its data root, the agent's own, memory of suspended VMs; and its memory."""

    SYSTEM = "sys-volumes"
    BASE = "base"
    DATA = "data-volumes"
    IMAGES = "images"
    STATE = "agent-state"
    SAVED = "saved-memory"
    MEMORY = "memory"


class HostCheck(WireModel):
    """One of v1's checks of a host: dir, kvm, libvirt, dhcp or mnt."""

    key: str
    ok: bool
    required: bool = False
    """Whether the host can take no VMs without it."""
    message: str
    advice: str = ""
    """What an administrator should do about it."""


class HostFacts(WireModel):
    """What an agent found out about its host; reported at registration and again when it changes."""

    name: str
    """Kubernetes node name: the host's identity."""
    ip: str
    agent_url: str
    vnc_address: str = ""
    """Where screens of VMs listen; empty: the host's address."""
    config: str = ""
    """Text for people: system, processors, memory, root disk."""
    arch: str = "x86_64"
    cpus: int = 0
    memory_mib: int = 0
    disk_gib: int = 0
    """Size of the file system that holds the system disks."""
    virt_type: str = "qemu"
    """`kvm`, `qemu` (TCG: emulated, slow) or `test` (simulated)."""
    hypervisor: str = ""
    """Version text of libvirt and QEMU."""
    roles: list[str] = []
    addresses: list[str] = []
    """IPv4 addresses of its own interfaces, which no VM may get."""
    problem: str | None = None
    """Why this host cannot take VMs, or null."""
    warnings: list[str] = []
    full: list[Area] = []
    """Where nothing more can be put: full, out of inodes, read-only, or not answering."""
    checks: list[HostCheck] = []
    """Only from an agent in a pod, which looks after its host."""


class NodeState(WireModel):
    """What Kubernetes says of the node that a host is. Nothing in it changes by itself, so it is written seldom."""

    name: str
    machine: str = ""
    """The machine's own id, by which a renamed node is known again; empty: it has none."""
    ip: str = ""
    worker: bool = True
    """Has the label of work nodes."""
    ready: bool = True
    cordoned: bool = False
    gone: bool = False
    """It is not in the cluster any more."""
    millicores: int = 0
    memory_mib: int = 0
    pods: int = 0
    """Allocatable: what pods and VMs together may ask for."""
    accounted: bool = False
    """The VMs on it are entered into the cluster's account."""
    problem: str | None = None
    """Why the host cannot take VMs, or null."""
    warnings: list[str] = []
    default_vcpu: int | None = None
    default_memory: int | None = None
    """The limits that db_proxy wrote because the administrator had set none; null: it wrote none."""

    @property
    def takes_vms(self) -> bool:
        """Whether new VMs may come here."""
        return self.worker and self.ready and not self.cordoned and not self.gone


class NodeReport(WireModel):
    """Every node of the cluster. A host that was one of them before and is not now has lost its node."""

    nodes: list[NodeState]


class Host(WireModel):
    """One row of table `host`. Limits (`vCPU`, memory and storage in GiB) are the administrator's; 0 means no limit."""

    id: int | None = None
    uuid: str
    name: str | None = None
    ip: str | None = None
    config: str | None = None
    status: HostStatus | None = None
    role: str | None = None
    """JSON array as a string, members out of dhcp, vnc, nfs."""
    vcpu: Annotated[int | None, Field(alias="vCPU")] = None
    memory: int | None = None
    storage: int | None = None

    agent_url: str | None = None
    facts: HostFacts | None = None
    node: NodeState | None = None
    """Null where no cluster is followed."""
    last_seen_at: int | None = None
    problem: str | None = None
    epoch: int = 0
    stranger: str | None = None
    """The other installation that the host belongs to; null: it is ours."""
    revision: int = 0


class HostRemoval(WireModel):
    """A host that is declared dead, and by whom."""

    host_uuid: str
    user_name: str | None = None


class HostLoad(WireModel):
    """A host with the most that its VMs can take in total (cores, GiB), whatever their status.

    Storage is that of their system disks and of all data volumes that were made here.
    """

    host: Host
    vms: int = 0
    used_cpus: int = 0
    used_memory: int = 0
    used_storage: int = 0
    used_data: int = 0
    """Of that storage, the data volumes' part."""


class FolderUse(WireModel):
    """Size and use in GiB of the file system that holds a folder, and what is mounted there."""

    folder: str
    source: str = ""
    total: int = 0
    used: int = 0


class SharedStorage(WireModel):
    """The two folders that hosts may share, as one host sees them."""

    data: FolderUse
    images: FolderUse
