"""Rows -> the complete descriptions that agents get, so that an agent never has to ask."""

from __future__ import annotations

from typing import Any, Literal

from api_common.contract.agent_spec import DiskSpec, DomainSpec, GraphicsSpec, NicSpec
from api_common.contract.network import IpUsed
from api_common.contract.states import ImageOsMode, ImageOsType, VolumeFormat, VolumeUsage
from api_common.contract.vm import Vm
from api_common.contract.volume import Volume

MIB_PER_GIB = 1024


Suffix = Literal[".img", ".qcow2"]


def suffix_of(os_type: ImageOsType) -> Suffix:
    """The suffix of a new system disk's file, as v1 chose it."""
    return ".qcow2" if os_type is ImageOsType.WINDOWS else ".img"


def suffix_in(volume: Volume) -> Suffix:
    """The suffix that a disk's file has. The row says it: what a VM's system is may be unknown, as with v1's VMs."""
    return ".qcow2" if (volume.provider_location or "").endswith(".qcow2") else ".img"


def domain_spec(vm: Vm, volumes: list[Volume], ips: list[IpUsed], vnc_password: str) -> DomainSpec:
    """The whole VM. Volumes carry their mount point and bus already."""
    os_type = vm.os_type or ImageOsType.LINUX
    cpus, memory = vm.cpus or 1, vm.memory or 1
    return DomainSpec(
        uuid=vm.uuid,
        os_type=os_type,
        os_mode=vm.os_mode or ImageOsMode.HVM,
        cpus=cpus,
        max_cpus=max(cpus, vm.max_cpus or 0),
        memory_mib=memory * MIB_PER_GIB,
        max_memory_mib=max(memory, vm.max_memory or 0) * MIB_PER_GIB,
        disks=[disk_spec(volume) for volume in volumes],
        nics=[NicSpec(mac=ip.mac or "", bridge=ip.bridge or "") for ip in ips],
        graphics=GraphicsSpec(password=vnc_password),
        metadata=metadata(vm, ips),
    )


def disk_spec(volume: Volume) -> DiskSpec:
    """One disk. ISO volumes are an image's own file, so their path is its name."""
    usage = volume.usage_type or VolumeUsage.DATA
    image_file = (volume.provider_location or "").rpartition("/")[2] if usage is VolumeUsage.ISO else None
    return DiskSpec.model_validate(
        {
            "uuid": volume.uuid,
            "usage": usage,
            "format": volume.format_type or VolumeFormat.QCOW2,
            "suffix": suffix_in(volume),
            "imageFile": image_file,
            "target": volume.mount_point,
            "bus": volume.bus,
        }
    )


def disk_record(volume: Volume) -> dict[str, Any]:
    """What lies beside a disk's file for the same day."""
    return volume.model_dump(mode="json", by_alias=True, exclude={"description", "operation_uuid", "error", "revision"})


def metadata(vm: Vm, ips: list[IpUsed]) -> dict[str, Any]:
    """What lies beside the domain for the day the database is lost: no secrets, no free text."""
    secret = {"password", "vnc_password", "vnc_port", "description", "operation_uuid", "error", "revision"}
    seen = {"power_state", "power_reason", "power_seen_at", "status", "auto_start_uuid"}
    return {
        "vm": vm.model_dump(mode="json", by_alias=True, exclude=secret | seen),
        "ips": [ip.model_dump(mode="json", by_alias=True, exclude={"instance_name"}) for ip in ips],
    }
