"""VMs for tests: complete descriptions with everything fixed, and the host that they are built for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from api_common.contract.agent_spec import DiskSpec, DomainSpec, GraphicsSpec, HostDeviceSpec, NicSpec
from api_common.contract.states import ImageOsType, VolumeFormat, VolumeUsage
from api_common.identity import new_uuid
from iaas_agent.domain_xml.profile import HostProfile

VM = "0123456789abcdef0123456789abcdef"
SYSTEM_DISK = "11111111111111111111111111111111"
DATA_DISK = "22222222222222222222222222222222"


def disk_path(disk: DiskSpec) -> Path:
    """Stands in for the agent's storage."""
    return Path("/data") / (disk.image_file or f"{disk.uuid}{disk.suffix}")


def profile(bridge_type: str = "Linux", virt_type: str = "kvm", **changes: Any) -> HostProfile:
    """A host that plugs guests in this way."""
    fields = {"vnc_listen": "10.0.0.7", "disk_path": disk_path, "emulator": "/usr/bin/qemu-system-x86_64", **changes}
    return HostProfile(virt_type=virt_type, bridge_type=bridge_type, **fields)


def domain_spec(os_type: ImageOsType = ImageOsType.LINUX, **changes: Any) -> DomainSpec:
    """A VM of two vCPUs and 2 GiB with room to grow, a system and a data disk, and one card."""
    windows = os_type is ImageOsType.WINDOWS
    system = DiskSpec(
        uuid=SYSTEM_DISK,
        usage=VolumeUsage.SYSTEM,
        format=VolumeFormat.QCOW2,
        suffix=".qcow2" if windows else ".img",
        target="hda" if windows else "vda",
        bus="ide" if windows else "virtio",
    )
    data = DiskSpec(uuid=DATA_DISK, usage=VolumeUsage.DATA, format=VolumeFormat.QCOW2, target="vdb", bus="virtio")
    fields: dict[str, Any] = {
        "uuid": VM,
        "os_type": os_type,
        "cpus": 2,
        "max_cpus": 8,
        "memory_mib": 2048,
        "max_memory_mib": 8192,
        "disks": [system, data],
        "nics": [NicSpec(mac="00:10:A1:B2:C3:D4", bridge="br0")],
        "graphics": GraphicsSpec(password="s3cret89"),
        "metadata": {"vm": {"name": "web-1"}, "ips": [{"ip": "10.1.0.5"}]},
        **changes,
    }
    return DomainSpec(**fields)


def data_disk(target: str, **changes: Any) -> DiskSpec:
    """Another data disk."""
    fields: dict[str, Any] = {"uuid": new_uuid(), "bus": "virtio", **changes}
    return DiskSpec(usage=VolumeUsage.DATA, format=VolumeFormat.QCOW2, target=target, **fields)


def cdrom(image_file: str, target: str) -> DiskSpec:
    """An ISO of the catalogue, on the bus that installers know."""
    return DiskSpec(
        uuid="3" * 32,
        usage=VolumeUsage.ISO,
        format=VolumeFormat.ISO,
        image_file=image_file,
        target=target,
        bus="ide",
    )


def usb_stick() -> HostDeviceSpec:
    """A USB device of the host."""
    return HostDeviceSpec(vendor="0x0951", product="0x1666", bus=1, dev=4)
