"""`<domain>`: the order of the parts, nothing else."""

from __future__ import annotations

from xml.etree.ElementTree import Element, indent, tostring

from api_common.contract.agent_spec import DomainSpec
from iaas_agent.domain_xml.channels import add_channels, add_helpers
from iaas_agent.domain_xml.clock_features import add_clock, add_features, add_lifecycle
from iaas_agent.domain_xml.disk import add_disk
from iaas_agent.domain_xml.element import add
from iaas_agent.domain_xml.graphics import add_graphics
from iaas_agent.domain_xml.host_device import add_host_device
from iaas_agent.domain_xml.interface import add_interface
from iaas_agent.domain_xml.metadata import add_metadata
from iaas_agent.domain_xml.os_boot import add_os
from iaas_agent.domain_xml.panic import add_panic
from iaas_agent.domain_xml.profile import HostProfile
from iaas_agent.domain_xml.sizing import add_cpu, add_sizing


def build_domain_xml(spec: DomainSpec, profile: HostProfile, *, operation_uuid: str = "", fence: int = 0) -> str:
    """The XML of a VM on this host. The same spec and profile give the same text."""
    domain = Element("domain", {"type": profile.virt_type})
    add(domain, "name", spec.uuid)
    add(domain, "uuid", spec.uuid)
    add_metadata(domain, spec.metadata, operation_uuid, fence)
    add_sizing(domain, spec.size, plugs=not profile.simulated)
    add_os(domain, spec, profile)
    add_features(domain, spec.os_type)
    add_cpu(domain, spec.size, plugs=not profile.simulated)
    add_clock(domain, spec.os_type, emulated=profile.virt_type != "kvm")
    add_lifecycle(domain)
    _add_devices(domain, spec, profile)
    indent(domain)
    return tostring(domain, encoding="unicode")


def _add_devices(domain: Element, spec: DomainSpec, profile: HostProfile) -> None:
    devices = add(domain, "devices")
    if profile.emulator:
        add(devices, "emulator", profile.emulator)
    for disk in spec.disks:
        add_disk(devices, disk, profile.disk_path)
    add(devices, "controller", type="usb", model="nec-xhci")
    for nic in spec.nics:
        add_interface(devices, nic, profile.bridge_type)
    if not profile.simulated:
        add_channels(devices)
    add(devices, "input", type="tablet", bus="usb")
    add_graphics(devices, spec.graphics, profile.vnc_listen)
    for host_device in spec.host_devices:
        add_host_device(devices, host_device)
    if not profile.simulated:
        add_helpers(devices)
        add_panic(devices)
