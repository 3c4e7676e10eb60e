"""`<features>`, `<clock>` and what happens at the end of a run; Windows wants its own set."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from api_common.contract.states import ImageOsType
from iaas_agent.domain_xml.element import add
from iaas_agent.domain_xml.panic import KEEP


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
    """What each takes its clock for: UTC, or the host's local time. v1 gave local time to both; a domain that is there
    keeps what it has, as its guest may have been set up for it. The Hyper-V clock is KVM's and cannot be emulated."""
    clock = add(domain, "clock", offset="localtime" if os_type is ImageOsType.WINDOWS else "utc")
    add(clock, "timer", name="pit", tickpolicy="delay")
    add(clock, "timer", name="rtc", tickpolicy="catchup")
    if os_type is ImageOsType.WINDOWS:
        add(clock, "timer", name="hpet", present="no")
        if not emulated:
            add(clock, "timer", name="hypervclock", present="yes")


def add_lifecycle(domain: Element) -> None:
    """A guest that turns itself off stays off; one that crashed is kept (`panic`)."""
    add(domain, "on_poweroff", "destroy")
    add(domain, "on_reboot", "restart")
    add(domain, "on_crash", KEEP)
