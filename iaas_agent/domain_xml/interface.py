"""`<interface>`: a network card, plugged in the way the host's NETWORK_BRIDGE_TYPE says."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from api_common.addresses import tap_name
from api_common.contract.agent_spec import NicSpec
from iaas_agent.domain_xml.element import add


def add_interface(parent: Element, spec: NicSpec, bridge_type: str) -> None:
    """`Linux`: a bridge; `OVS`: an Open vSwitch bridge; anything else, as in v1: macvtap on a card of the host."""
    if bridge_type in ("Linux", "OVS"):
        interface = add(parent, "interface", type="bridge")
        add(interface, "source", bridge=spec.bridge)
    else:
        interface = add(parent, "interface", type="direct")
        add(interface, "source", dev=spec.bridge, mode="bridge")
    add(interface, "mac", address=spec.mac.lower())
    if bridge_type == "OVS":
        add(interface, "virtualport", type="openvswitch")
    else:
        add(interface, "target", dev=tap_name(spec.mac))
    add(interface, "model", type="virtio")
