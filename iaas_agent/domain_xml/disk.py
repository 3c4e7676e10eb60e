"""`<disk>`: a file as a disk or as a CD."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from api_common.contract.agent_spec import DiskSpec
from api_common.contract.states import VolumeFormat
from iaas_agent.domain_xml.element import add
from iaas_agent.domain_xml.profile import DiskPath

SERIAL_LENGTH = 20
"""What virtio and IDE disks can tell a guest."""


def add_disk(parent: Element, spec: DiskSpec, disk_path: DiskPath) -> None:
    """Disks give freed blocks back to the host and tell their guest who they are; CDs cannot be written."""
    cdrom = spec.format is VolumeFormat.ISO
    disk = add(parent, "disk", type="file", device="cdrom" if cdrom else "disk")
    if cdrom:
        add(disk, "driver", name="qemu", type="raw")
    else:
        add(disk, "driver", name="qemu", type="qcow2", discard="unmap")
    add(disk, "source", file=disk_path(spec))
    add(disk, "target", dev=spec.target, bus=spec.bus)
    if cdrom:
        add(disk, "readonly")
    else:
        add(disk, "serial", spec.uuid[:SERIAL_LENGTH])
