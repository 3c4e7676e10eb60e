"""`<os>`: how the machine starts."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from api_common.contract.agent_spec import DomainSpec
from api_common.contract.states import VolumeFormat
from iaas_agent.domain_xml.element import add
from iaas_agent.domain_xml.profile import HostProfile


def add_os(domain: Element, spec: DomainSpec, profile: HostProfile) -> None:
    """From the disk, and from a CD where there is one and the disk has no system yet. The menu shows all.

    v1 gave no order; libvirt then tries the first disk alone, so that an installer never starts by itself.
    The machine is named so that an upgrade of QEMU does not give a guest another one: `pc` is what v1's VMs got.
    """
    os_ = add(domain, "os")
    if profile.simulated:
        add(os_, "type", spec.os_mode.value.lower())
        return
    add(os_, "type", spec.os_mode.value.lower(), arch="x86_64", machine="pc")
    if any(disk.format is VolumeFormat.ISO for disk in spec.disks):
        add(os_, "boot", dev="hd")
        add(os_, "boot", dev="cdrom")
    add(os_, "bootmenu", enable="yes")
