"""A VM as it crosses between services, alone and as a list row with what lists show beside it."""

from __future__ import annotations

from api_common.contract.account import Scope
from api_common.contract.agent_report import PowerReason
from api_common.contract.base import WireModel
from api_common.contract.device import Device
from api_common.contract.envelope import PageQuery
from api_common.contract.network import IpUsed
from api_common.contract.sorting import VmSort, VolumeSort
from api_common.contract.states import ImageOsMode, ImageOsType, PowerState, VmStatus, VolumeStatus
from api_common.contract.volume import Volume


class Vm(WireModel):
    """One row of table `vm`. v1's columns first, then ours. Memory and disk in GiB, times in epoch milliseconds."""

    id: int | None = None
    uuid: str
    name: str | None = None
    description: str | None = None
    password: str | None = None
    cpus: int | None = None
    memory: int | None = None
    disk_size: int | None = None
    vnc_port: str | None = None
    """VNC display number as text; the TCP port is 5900 more. Known while the VM runs."""
    vnc_password: str | None = None
    status: VmStatus | None = None
    host_uuid: str | None = None
    image_uuid: str | None = None
    create_time: int | None = None

    user_name: str | None = None
    """Who owns it; nobody means the super administrator."""
    user_id: int | None = None
    group_id: int | None = None
    os_type: ImageOsType | None = None
    os_mode: ImageOsMode | None = None
    max_cpus: int | None = None
    """How far vCPUs and memory of the running VM can be raised. Written anew when a stopped one is resized."""
    max_memory: int | None = None
    domain_cpus: int | None = None
    """The most that the guest can take, as its host showed it; null: not seen. More than `cpus` and `memory` where a
    machine was made with more than it was given, as those of v1."""
    domain_memory: int | None = None
    auto_start: bool = True
    """Whether it is started again when its host lost power while it ran."""
    auto_start_uuid: str | None = None
    """The operation that is to do so, until it is written."""
    power_state: PowerState | None = None
    power_reason: PowerReason | None = None
    """Why it is paused or off; null while it runs, and where nobody knows."""
    power_seen_at: int | None = None
    operation_uuid: str | None = None
    error: str | None = None
    """Why the status is ERROR, in a sentence."""
    revision: int = 0

    @property
    def counted_cpus(self) -> int:
        """What quotas, limits and accounts count."""
        return max(self.cpus or 0, self.domain_cpus or 0)

    @property
    def counted_memory(self) -> int:
        """The same of memory."""
        return max(self.memory or 0, self.domain_memory or 0)


class VmView(WireModel):
    """A VM with everything that a list or detail page shows of it, read in one query."""

    vm: Vm
    ips: list[IpUsed] = []
    volumes: list[Volume] = []
    devices: list[Device] = []
    host_name: str | None = None
    host_ip: str | None = None


class VmFilter(PageQuery):
    """Filters combine with AND; absent means any. Substrings are plain text: wildcards are escaped."""

    keywords: str | None = None
    """Substring of an address, the name or the description."""
    statuses: list[VmStatus] | None = None
    host_uuid: str | None = None
    image_uuid: str | None = None
    scope: Scope | None = None
    sort: VmSort | None = None


class VmCount(WireModel):
    """Number of VMs with one status, and the most that they can take in total (GiB, cores), per host."""

    status: VmStatus | None
    host_uuid: str | None
    count: int
    cpus: int
    memory: int
    disk_size: int


class VolumeView(WireModel):
    """A data volume as lists show it: with the VM that it is attached to."""

    volume: Volume
    vm: Vm | None = None
    """Only while the volume is ATTACHED."""


class VolumeFilter(PageQuery):
    """Data volumes only. Filters combine with AND; substrings are plain text."""

    keywords: str | None = None
    """Substring of the name, the description, or the name of the VM that the volume is linked to."""
    statuses: list[VolumeStatus] | None = None
    scope: Scope | None = None
    sort: VolumeSort | None = None


class VolumeCount(WireModel):
    """Number of data volumes with one status, and their sizes together (GiB)."""

    status: VolumeStatus | None
    count: int
    size: int
