"""Devices alone, and found again in the XML of a domain: ours, libvirt's own, and v1's."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from api_common.contract.agent_spec import HeldDisk
from iaas_agent.domain_xml import devices
from iaas_agent.domain_xml.domain import build_domain_xml
from iaas_agent.domain_xml.element import text_of
from tests.iaas_agent.domain_xml.specs import DATA_DISK, cdrom, data_disk, disk_path, domain_spec, profile, usb_stick

OURS = domain_spec(disks=[*domain_spec().disks, cdrom("debian.iso", "hda")], host_devices=[usb_stick()])
DOMAIN = fromstring(build_domain_xml(OURS, profile()))
AS_LIBVIRT_SAYS = """<domain><devices>
<disk type='file' device='disk'>
  <driver name='qemu' type='qcow2'/><source file='/data/one.img' index='2'/><backingStore/>
  <target dev='vda' bus='virtio'/><alias name='virtio-disk0'/>
  <address type='pci' domain='0x0000' bus='0x00' slot='0x04' function='0x0'/>
</disk>
<disk type='file' device='cdrom'><target dev='hda' bus='ide'/><readonly/></disk>
<hostdev mode='subsystem' type='usb' managed='no'>
  <source><vendor id='0x0951'/><product id='0x1666'/><address bus='1' device='4'/></source>
  <alias name='hostdev0'/><address type='usb' bus='0' port='2'/>
</hostdev>
<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='0' slot='2' function='0'/></source></hostdev>
</devices></domain>"""


def test_what_is_built_is_found() -> None:
    for disk in OURS.disks:
        found = devices.find(DOMAIN, devices.identity(devices.disk_device(disk, disk_path)))
        assert found is not None and devices.target_of(found) == disk.target
    assert devices.find(DOMAIN, devices.identity(devices.disk_device(data_disk("vdb"), disk_path))) is None


def test_a_file_is_the_same_however_its_path_is_written() -> None:
    for written in ("/data/one.img", "/data//one.img", "/data/./one.img"):
        theirs = fromstring(AS_LIBVIRT_SAYS.replace("/data/one.img", written))
        assert devices.find(theirs, ("disk", "/data/one.img")) is not None


def test_a_usb_device_is_known_by_all_that_names_it() -> None:
    theirs = fromstring(AS_LIBVIRT_SAYS)
    stick = usb_stick()
    found = devices.find(theirs, devices.identity(devices.usb_device(stick)))
    assert found is not None and devices.alias_of(found) == "hostdev0"
    for change in ({"vendor": "0x0952"}, {"product": "0x1667"}, {"bus": 2}, {"dev": 5}):
        other = devices.usb_device(stick.model_copy(update=change))
        assert devices.find(theirs, devices.identity(other)) is None


def test_who_is_at_a_place() -> None:
    there = devices.disk_at(DOMAIN, "vdb")
    assert there is not None and devices.identity(there) == ("disk", f"/data/{DATA_DISK}.img")
    assert devices.disk_at(DOMAIN, "vdc") is None


def test_what_one_has_and_the_other_lacks() -> None:
    """CDs and PCI devices are not for plugging."""
    theirs, empty = fromstring(AS_LIBVIRT_SAYS), fromstring("<domain><devices/></domain>")
    assert [device.tag for device in devices.lacking(theirs, empty)] == ["disk", "hostdev"]
    assert devices.lacking(theirs, theirs) == []


@pytest.mark.parametrize("number", [0, 1])
def test_a_new_one_has_no_place_yet(number: int) -> None:
    device = devices.lacking(fromstring(AS_LIBVIRT_SAYS), fromstring("<domain/>"))[number]
    new = devices.as_new(device, "ua-new")
    assert devices.alias_of(new) == "ua-new" and new.find("address") is None
    assert devices.alias_of(device) != "ua-new" and devices.identity(new) == devices.identity(device)
    assert text_of(new).count("<address") == number  # where a USB device is in the host is a part of what it is


def test_a_disk_tells_its_guest_who_it_is() -> None:
    disk = data_disk("vdb")
    assert f"<serial>{disk.uuid[:20]}</serial>" in text_of(devices.disk_device(disk, disk_path))
    assert "serial" not in text_of(devices.disk_device(cdrom("debian.iso", "hda"), disk_path))


def test_what_recovery_is_told() -> None:
    assert devices.held_disks(fromstring(AS_LIBVIRT_SAYS)) == [
        HeldDisk(file="one.img", target="vda", bus="virtio"),
        HeldDisk(file="", target="hda", bus="ide"),
    ]
