"""Devices that can be plugged: as XML of their own, and found again in the XML of a domain.

A disk is known by its file and a USB device by what it is and where it is plugged into the host, whoever wrote the XML:
domains of v1 have neither serials nor metadata.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import PurePath
from xml.etree.ElementTree import Element

from api_common.contract.agent_spec import DiskSpec, HeldDisk, HostDeviceSpec
from iaas_agent.domain_xml.disk import add_disk
from iaas_agent.domain_xml.element import add
from iaas_agent.domain_xml.host_device import add_host_device
from iaas_agent.domain_xml.profile import DiskPath

Identity = tuple[str, ...]
_PLUGGABLE = ("devices/disk[@device='disk']", "devices/hostdev[@type='usb']")


def disk_device(spec: DiskSpec, disk_path: DiskPath) -> Element:
    """`<disk>` alone."""
    parent = Element("devices")
    add_disk(parent, spec, disk_path)
    return parent[0]


def usb_device(spec: HostDeviceSpec) -> Element:
    """`<hostdev>` alone."""
    parent = Element("devices")
    add_host_device(parent, spec)
    return parent[0]


def identity(device: Element) -> Identity:
    """What makes a disk or USB device the same one, wherever it is written."""
    if device.tag == "disk":
        return ("disk", str(PurePath(_told(device, "source", "file"))))  # however many slashes
    return (
        "usb",
        *(str(int(_told(device, f"source/{part}", "id") or "0", 16)) for part in ("vendor", "product")),
        *(_told(device, "source/address", place) for place in ("bus", "device")),
    )


def find(domain: Element, wanted: Identity) -> Element | None:
    """The device of a domain with this identity, a CD in a drive included."""
    devices = [*domain.iterfind("devices/disk"), *domain.iterfind("devices/hostdev[@type='usb']")]
    return next((device for device in devices if identity(device) == wanted), None)


def disk_at(domain: Element, target: str) -> Element | None:
    """Whatever a domain has under this name, such as `vdb`."""
    return domain.find(f"devices/disk/target[@dev='{target}']/..")


def target_of(disk: Element) -> str:
    """The name under which a domain has a disk."""
    return _told(disk, "target", "dev")


def held_disks(domain: Element) -> list[HeldDisk]:
    """All disks and CDs of a domain, as recovery wants them; an empty drive has no file."""
    return [
        HeldDisk(
            file=PurePath(_told(disk, "source", "file")).name,
            target=target_of(disk),
            bus=_told(disk, "target", "bus"),
        )
        for disk in domain.iterfind("devices/disk")
    ]


def lacking(has: Element, lacks: Element) -> list[Element]:
    """The pluggable devices of one XML that another one has not."""
    devices = [device for path in _PLUGGABLE for device in has.iterfind(path)]
    return [device for device in devices if find(lacks, identity(device)) is None]


def as_new(device: Element, alias: str) -> Element:
    """The same device under another name for libvirt, without the place that it had: another may have that taken."""
    copy = deepcopy(device)
    for tag in ("alias", "address"):
        for child in copy.findall(tag):
            copy.remove(child)
    add(copy, "alias", name=alias)
    return copy


def alias_of(device: Element) -> str:
    """libvirt's name for a device of a running domain."""
    return _told(device, "alias", "name")


def _told(device: Element, path: str, attribute: str) -> str:
    found = device.find(path)
    return "" if found is None else found.get(attribute, "")
