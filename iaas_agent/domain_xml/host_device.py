"""`<hostdev>`: a USB device of the host."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from api_common.contract.agent_spec import HostDeviceSpec
from iaas_agent.domain_xml.element import add


def add_host_device(parent: Element, spec: HostDeviceSpec) -> None:
    """Named by what it is and by where it is plugged in: two of a kind are told apart."""
    device = add(parent, "hostdev", mode="subsystem", type="usb")
    source = add(device, "source")
    add(source, "vendor", id=spec.vendor)
    add(source, "product", id=spec.product)
    add(source, "address", bus=spec.bus, device=spec.dev)
