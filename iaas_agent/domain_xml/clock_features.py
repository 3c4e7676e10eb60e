"""`<features>`, `<clock>` and what happens at the end of a run; Windows wants its own set."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from api_common.contract.states import ImageOsType
from iaas_agent.domain_xml.element import add


def add_features(domain: Element, os_type: ImageOsType) -> None:
    """Hyper-V enlightenments make Windows guests bearable."""
    features = add(domain, "features")
    add(features, "acpi")
    add(features, "apic")
    if os_type is ImageOsType.WINDOWS:
        hyperv = add(features, "hyperv")
        add(hyperv, "relaxed", state="on")
        add(hyperv, "vapic", state="on")
        add(hyperv, "spinlocks", state="on", retries=8191)
    else:
        add(features, "pae")


def add_clock(domain: Element, os_type: ImageOsType, *, emulated: bool) -> None:
    """Local time for both, as v1 gave its guests. The Hyper-V clock is KVM's and cannot be emulated."""
    clock = add(domain, "clock", offset="localtime")
    add(clock, "timer", name="pit", tickpolicy="delay")
    add(clock, "timer", name="rtc", tickpolicy="catchup")
    if os_type is ImageOsType.WINDOWS:
        add(clock, "timer", name="hpet", present="no")
        if not emulated:
            add(clock, "timer", name="hypervclock", present="yes")


def add_lifecycle(domain: Element) -> None:
    """A guest that turns itself off stays off."""
    add(domain, "on_poweroff", "destroy")
    add(domain, "on_reboot", "restart")
    add(domain, "on_crash", "restart")
