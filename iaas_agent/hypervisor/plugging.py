"""Plugging devices into a domain and out of its definition: each side gets only what it lacks.

A domain has two sides: its definition, which is its next start, and what is now, running or saved. libvirt gives both
a device in one call: the definition is tried on a copy first and written last, so it never keeps what the running VM
refused. When only that writing fails, the device is there and the call fails; whoever repeats it completes it.
Functions here raise libvirt's errors and are called inside the domain's turn.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import libvirt

from api_common.errors import ErrorKind, IaasError
from iaas_agent.domain_xml.devices import Identity, as_new, disk_at, find, identity, lacking, target_of
from iaas_agent.domain_xml.element import parse, text_of
from iaas_agent.hypervisor.errors import is_wrong_state
from iaas_agent.hypervisor.session import Session

LIVE, CONFIG = libvirt.VIR_DOMAIN_AFFECT_LIVE, libvirt.VIR_DOMAIN_AFFECT_CONFIG
_DEFINITION = libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE


@dataclass(frozen=True)
class Sides:
    """`now` is what runs, or what the saved memory knows (then `runs` is false); null while the domain is off."""

    definition: Element
    now: Element | None = None
    runs: bool = False

    def now_has(self, wanted: Identity) -> bool:
        """Whether the guest has the device, or will have it when it is restored."""
        return self.now is not None and find(self.now, wanted) is not None


def look(session: Session, domain: libvirt.virDomain) -> Sides:
    """Both sides of a domain; a simulated one has its definition only."""
    definition = parse(domain.XMLDesc(_DEFINITION))
    if not session.dialect.plugs:
        return Sides(definition)
    if domain.isActive():
        return Sides(definition, parse(domain.XMLDesc(0)), runs=True)
    if domain.hasManagedSaveImage():
        return Sides(definition, parse(domain.managedSaveGetXMLDesc(0)))
    return Sides(definition)


def plug(session: Session, domain: libvirt.virDomain, device: Element) -> None:
    """The definition has the device and, where the domain runs, the guest has it now."""
    try:
        _plug_where_missing(session, domain, device)
    except libvirt.libvirtError as error:
        if not is_wrong_state(error) or domain.isActive():
            raise
        _plug_where_missing(session, domain, device)  # it went off meanwhile: the definition is all there is


def plug_lacking(session: Session, domain: libvirt.virDomain) -> None:
    """A running domain has all that its definition has: saved memory does not know what came while it was saved."""
    sides = look(session, domain)
    if sides.now is None or not sides.runs:
        return
    for device in lacking(sides.definition, sides.now):
        _attach(domain, device, LIVE)


def unplug_from_definition(session: Session, domain: libvirt.virDomain, wanted: Identity) -> None:
    """The next start has no such device."""
    definition = parse(domain.XMLDesc(_DEFINITION))
    device = find(definition, wanted)
    if device is None:
        return
    if session.dialect.plugs:
        domain.detachDeviceFlags(text_of(device), CONFIG)
    else:
        _devices_of(definition).remove(device)
        session.connection.defineXML(text_of(definition))


def _plug_where_missing(session: Session, domain: libvirt.virDomain, device: Element) -> None:
    sides, wanted = look(session, domain), identity(device)
    if device.tag == "disk":
        for side in (sides.definition, sides.now):
            if side is not None:
                _refuse_clash(side, device)
    flags = 0
    if sides.runs and not sides.now_has(wanted):
        flags |= LIVE
    if find(sides.definition, wanted) is None:
        flags |= CONFIG
    if flags and session.dialect.plugs:
        _attach(domain, device, flags)
    elif flags:
        _devices_of(sides.definition).append(device)
        session.connection.defineXML(text_of(sides.definition))


def _attach(domain: libvirt.virDomain, device: Element, flags: int) -> None:
    """Under a name that no device ever had.

    libvirt gives the name of one that went to the next that comes. A late word from QEMU that the old one is gone then
    makes it forget the new one, which the guest keeps: a disk in use that nobody knows of.
    """
    domain.attachDeviceFlags(text_of(as_new(device, f"ua-{secrets.token_hex(8)}")), flags)


def _refuse_clash(side: Element, disk: Element) -> None:
    target = target_of(disk)
    there, same = disk_at(side, target), find(side, identity(disk))
    if there is not None and identity(there) != identity(disk):
        raise IaasError(ErrorKind.CONFLICT, f"the VM has another disk at {target}")
    if same is not None and target_of(same) != target:
        raise IaasError(ErrorKind.CONFLICT, f"the VM has this disk already, at {target_of(same)}")


def _devices_of(definition: Element) -> Element:
    devices = definition.find("devices")
    assert devices is not None, "libvirt writes this element always"
    return devices
