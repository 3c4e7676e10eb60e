"""`<os>`: how the machine starts."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from api_common.contract.agent_spec import DomainSpec
from iaas_agent.domain_xml.element import add
from iaas_agent.domain_xml.profile import HostProfile


def add_os(domain: Element, spec: DomainSpec, profile: HostProfile) -> None:
    """No boot order, as in v1: installers and Windows need the firmware's own, and the menu shows it.

    The machine is named so that an upgrade of QEMU does not give a guest another one: `pc` is what v1's VMs got.
    """
    os_ = add(domain, "os")
    if profile.simulated:
        add(os_, "type", spec.os_mode.value.lower())
        return
    add(os_, "type", spec.os_mode.value.lower(), arch="x86_64", machine="pc")
    add(os_, "bootmenu", enable="yes")
