"""Public answers with literal keys: statistics, use of resources, the service matrix. v1's names, so no camel case.

`services` answer plain mappings of these shapes; the models are what the description of the API says of them.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from api_common.contract.states import ServiceStatus, VmStatus
from iaas_core.forms.replies import Reply


class VmStatistics(BaseModel):
    """VMs by status; other statuses count in the total only."""

    total: int
    building: int
    active: int
    stopped: int
    suspended: int
    error: int


class VolumeStatistics(BaseModel):
    """Data volumes: all, and those that are ATTACHED."""

    total: int
    used: int


class ImageStatistics(BaseModel):
    """YAML files of the catalogue, broken ones included."""

    total: int


class HostStatistics(BaseModel):
    """Totals over all hosts: vCPUs, and GiB of memory and storage. A limit of 0 adds nothing."""

    total_node: int
    active_node: int = Field(description="hosts that are READY")
    total_vcpu: int
    used_vcpu: int
    total_mem: int
    used_mem: int
    total_sys_storage: int
    used_sys_storage: int = Field(description="of the VMs' system disks")
    used_storage: int = Field(description="with all data volumes: this is held against the limits")
    total_data_storage: int = Field(description="0 when no host can be asked, like the next three")
    used_data_storage: int
    total_img_storage: int
    used_img_storage: int


class NodeUse(BaseModel):
    """Limits and use of one host: vCPUs, and GiB."""

    total_vcpu: int
    total_mem: int
    total_sys_storage: int
    used_vcpu: int
    used_mem: int
    used_sys_storage: int = Field(description="of the system disks of its VMs")
    used_storage: int = Field(description="with the data volumes made here: this is held against the limit")
    storage_dir: str


class NodeResource(BaseModel):
    """`total_node`, and one entry per host under the host's name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, NodeUse]

    total_node: int


class NetStorage(BaseModel):
    """A shared folder: size and use in GiB, and the NFS server behind it."""

    total_storage: int
    used_storage: int
    nfs_ip: str
    storage_dir: str


class NetStoResource(BaseModel):
    """The folders of data volumes and of images."""

    data_vol_sto: NetStorage
    img_vol_sto: NetStorage


class IpStatistics(BaseModel):
    """Addresses of all ranges and those given out, by type."""

    private_total: int
    private_used: int
    public_total: int
    public_used: int


class SegmentStatistics(BaseModel):
    """Addresses of one range and those given out."""

    total: int
    used: int


class ServiceRow(BaseModel):
    """The services on one node. NON: not needed there."""

    iaas_core: ServiceStatus = Field(alias="iaas-core")
    db_proxy: ServiceStatus = Field(alias="db-proxy")
    resource_operator: ServiceStatus = Field(alias="resource-operator")
    image_operator: ServiceStatus = Field(alias="image-operator")
    iaas_agent: ServiceStatus = Field(alias="iaas-agent")
    libvirt: ServiceStatus = Field(alias="Libvirt")
    dhcp: ServiceStatus = Field(alias="DHCP")
    novnc: ServiceStatus = Field(alias="noVNC")


class ServiceStatistics(BaseModel):
    """Pairs of node and service that are needed, and those of them that are alive."""

    total: int
    active: int


class NfsStorage(BaseModel):
    """The configured NFS server, and its folders as a text in brackets."""

    nfs_ip: str = Field(alias="NFS_IP")
    nfs_dir: str = Field(alias="NFS_DIR")


class StorageMap(BaseModel):
    """Shared storage."""

    nfs: NfsStorage = Field(alias="NFS")


class RecoveredVm(Reply):
    """A VM that a host holds and no row knew."""

    uuid: str
    name: str | None = None
    user_name: str | None = None
    image_uuid: str | None = None
    status: VmStatus
    cpus: int | None = None
    memory: int | None = None
    ips: list[str]
    volumes: list[str]


class RecoveryProblem(Reply):
    """What of a host could not be understood."""

    uuid: str
    problem: str


class RecoveredHost(Reply):
    """What one host holds that no row knew; `problem` alone when it could not be asked."""

    host_uuid: str
    name: str | None = None
    problem: str | None = None
    vms: list[RecoveredVm] | None = None
    volumes: list[str] | None = None
    disks_without_vm: list[str] | None = None
    problems: list[RecoveryProblem] | None = None


class RecoveryReport(Reply):
    """Found, and unless it was a dry run adopted."""

    dry_run: bool
    hosts: list[RecoveredHost]
