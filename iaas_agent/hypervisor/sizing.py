"""vCPUs and memory of a domain: of its definition, and of the running machine, which can only grow.

A running machine grows by memory that is plugged in; one of v1, or of a release before this, has a balloon that can
give back no more than it took. Everything is checked before anything is set. The definition is written as a whole from
the definition that there is, never from live XML (D38).
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

import libvirt

from api_common.contract.agent_spec import DomainSize, EnsureSized, WantedSize
from api_common.errors import ErrorKind, IaasError, invalid
from iaas_agent.domain_xml.element import add, parse, text_of
from iaas_agent.domain_xml.sizing import KIB_PER_MIB, Room, read_room, read_size, with_size
from iaas_agent.hypervisor.session import Session

_LIVE = libvirt.VIR_DOMAIN_AFFECT_LIVE
_DEFINITION = libvirt.VIR_DOMAIN_XML_SECURE | libvirt.VIR_DOMAIN_XML_INACTIVE
_STOP_FIRST = "stop the VM first"


def resize(session: Session, domain: libvirt.virDomain, wanted: EnsureSized) -> DomainSize:
    """The next start has this size, and a running machine has it now; what the definition has then. Raises libvirt's
    errors."""
    definition = parse(domain.XMLDesc(_DEFINITION))
    has = read_size(definition)
    if domain.isActive():
        target = _resize_running(session, domain, wanted, has)
    elif not domain.hasManagedSaveImage():
        target = merged(has, wanted)
    elif wanted.settle:
        return has
    else:
        raise IaasError(ErrorKind.WRONG_STATE, "the VM is suspended; its size is part of its saved memory")
    if with_size(definition, target, plugs=session.dialect.plugs):
        session.connection.defineXML(text_of(definition))
    return target


def merged(has: DomainSize, wanted: WantedSize) -> DomainSize:
    """The size of a definition that may have any: what is wanted where it is named, and never less room than size."""
    given = wanted.model_dump(include=set(DomainSize.model_fields), exclude_none=True)
    size = has.model_copy(update=given)
    most = {"max_cpus": max(size.cpus, size.max_cpus), "max_memory_mib": max(size.memory_mib, size.max_memory_mib)}
    return size.model_copy(update=most)


def can_take(session: Session, domain: libvirt.virDomain, *, saved: bool) -> dict[str, int]:
    """The most that the guest can take, as fields of a report: all that its machine has, or, while it is off, what it
    is defined with. Of saved memory that cannot be read nothing is told. Raises libvirt's errors."""
    plugs = session.dialect.plugs
    if saved and plugs:
        try:
            kept = parse(domain.managedSaveGetXMLDesc(0))
        except libvirt.libvirtError:
            return {}
        return {"cpus": read_size(kept).cpus, "memory_mib": read_room(kept).memory_mib}
    _, has_kib, given_kib, cpus, _ = domain.info()
    kib = has_kib if plugs and domain.isActive() else given_kib
    return {"cpus": cpus, "memory_mib": -(-kib // KIB_PER_MIB)}


def _resize_running(session: Session, domain: libvirt.virDomain, wanted: EnsureSized, has: DomainSize) -> DomainSize:
    """Of the definition's sizes only those that the machine has room for change. With `settle`, whatever it has got
    already beyond what is wanted it keeps: nothing is taken out of a running guest."""
    room, (_, _, given_kib, cpus_now, _) = read_room(parse(domain.XMLDesc(0))), domain.info()
    cpus = has.cpus if wanted.cpus is None else wanted.cpus
    memory = has.memory_mib if wanted.memory_mib is None else wanted.memory_mib
    holds = room.memory_mib if room.pluggable else min(room.memory_mib, has.memory_mib)
    if wanted.settle:
        cpus, memory = max(cpus, cpus_now), max(memory, holds)
    _check_cpus(domain, cpus, cpus_now)
    _check_memory(memory, holds, room)
    if memory > room.memory_mib:
        domain.attachDeviceFlags(text_of(_dimm(memory - room.memory_mib)), _LIVE)
    elif not room.pluggable and memory * KIB_PER_MIB != given_kib:
        domain.setMemoryFlags(memory * KIB_PER_MIB, _LIVE)
    if cpus > cpus_now:
        domain.setVcpusFlags(cpus, _LIVE)
    return merged(has, WantedSize(cpus=cpus, memory_mib=memory))


def _check_cpus(domain: libvirt.virDomain, wanted: int, running: int) -> None:
    if wanted < running:  # libvirt would wait for the guest, and an emulated QEMU may die of it
        raise IaasError(ErrorKind.WRONG_STATE, f"a running VM cannot lose vCPUs; {_STOP_FIRST}")
    most = domain.vcpusFlags(_LIVE | libvirt.VIR_DOMAIN_VCPU_MAXIMUM)
    if wanted > most:
        raise invalid("cpus", f"while it runs this VM can have at most {most} vCPUs; {_STOP_FIRST}")


def _check_memory(wanted: int, holds: int, room: Room) -> None:
    if wanted < holds:
        raise IaasError(ErrorKind.WRONG_STATE, f"a running VM cannot lose memory; {_STOP_FIRST}")
    if wanted > room.max_memory_mib:
        raise invalid("memory", f"while it runs this VM can have at most {room.max_memory_mib} MiB; {_STOP_FIRST}")
    if wanted > room.memory_mib and not room.free_slots:
        raise invalid("memory", "it has been given memory as often as can be while it runs; stop and start it once")


def _dimm(mib: int) -> Element:
    memory = Element("memory", {"model": "dimm"})
    target = add(memory, "target")
    add(target, "size", mib, unit="MiB")
    add(target, "node", 0)
    return memory
