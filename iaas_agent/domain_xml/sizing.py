"""`<memory>`, `<maxMemory>`, `<vcpu>`, `<cpu>`: what the machine has, and how far it can grow while it runs.

A guest has all of its `<memory>`, whatever its balloon says: so it is what was asked for, and no more. `<maxMemory>` is
room for memory that is plugged in while the machine runs; until then it does not exist. vCPUs beyond `current` do not
exist either. libvirt's test driver has no pluggable memory: there the room is `<memory>`, as it was with v1.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from api_common.contract.agent_spec import DomainSize
from iaas_agent.domain_xml.element import add

SLOTS = 16
"""How often a running machine can be given more. Each costs an entry in its tables, and room for addresses."""
KIB_PER_MIB = 1024
_OURS = ("maxMemory", "memory", "currentMemory", "vcpu", "vcpus")


@dataclass(frozen=True)
class Room:
    """What a running machine has, and what can be plugged into it. `pluggable`: it was made with such room at all."""

    memory_mib: int
    max_memory_mib: int
    free_slots: int
    pluggable: bool


def add_sizing(domain: Element, size: DomainSize, *, plugs: bool) -> None:
    """Sizes alone. `plugs`: memory can be plugged into machines of this hypervisor."""
    if plugs and size.max_memory_mib > size.memory_mib:
        add(domain, "maxMemory", size.max_memory_mib, slots=SLOTS, unit="MiB")
    add(domain, "memory", size.memory_mib if plugs else size.max_memory_mib, unit="MiB")
    add(domain, "currentMemory", size.memory_mib, unit="MiB")
    current = size.cpus if size.cpus != size.max_cpus else None
    add(domain, "vcpu", size.max_cpus, placement="static", current=current)


def add_cpu(domain: Element, size: DomainSize, *, plugs: bool) -> None:
    """One socket: some systems are licensed by sockets. Pluggable memory wants a node that it belongs to."""
    cpu = domain.find("cpu")
    cpu = add(domain, "cpu") if cpu is None else cpu
    for tag in ("topology", "numa"):
        for old in cpu.findall(tag):
            cpu.remove(old)
    add(cpu, "topology", sockets=1, cores=size.max_cpus, threads=1)
    if plugs and size.max_memory_mib > size.memory_mib:
        cpus = f"0-{size.max_cpus - 1}" if size.max_cpus > 1 else "0"
        add(add(cpu, "numa"), "cell", id=0, cpus=cpus, memory=size.memory_mib, unit="MiB")


def read_size(domain: Element) -> DomainSize:
    """What a definition gives, in libvirt's words. One of v1 or of a balloon has its most in `<memory>`."""
    vcpu = domain.find("vcpu")
    most = int(domain.findtext("vcpu", "1"))
    memory = _mib(domain, "currentMemory") or _mib(domain, "memory")
    return DomainSize(
        cpus=most if vcpu is None else int(vcpu.get("current", most)),
        max_cpus=most,
        memory_mib=max(1, memory),
        max_memory_mib=max(1, memory, _mib(domain, "maxMemory") or _mib(domain, "memory")),
    )


def with_size(definition: Element, size: DomainSize, *, plugs: bool) -> bool:
    """Give a definition this size, in the form of today, which may be another than it has. Whether it was different."""
    before, devices = _form(definition), definition.find("devices")
    wanted = Element("domain")
    add_sizing(wanted, size, plugs=plugs)
    if before == _form(wanted):
        return False
    for element in [child for child in definition if child.tag in _OURS]:
        definition.remove(element)
    for plugged in [] if devices is None else devices.findall("memory"):
        devices.remove(plugged)  # type: ignore[union-attr]
    add_sizing(definition, size, plugs=plugs)
    add_cpu(definition, size, plugs=plugs)
    return True


def read_room(running: Element) -> Room:
    """What a machine that runs, or is saved, has by its XML of now."""
    room = running.find("maxMemory")
    slots = 0 if room is None else int(room.get("slots", "0")) - len(running.findall("devices/memory"))
    memory = _mib(running, "memory")
    return Room(memory, _mib(running, "maxMemory") or memory, max(0, slots), room is not None)


def _mib(domain: Element, tag: str) -> int:
    """Rounded up; elements that we wrote are in MiB, those that libvirt writes in KiB."""
    found = domain.find(tag)
    if found is None:
        return 0
    number = int(found.text or "0")
    return number if found.get("unit") == "MiB" else -(-number // KIB_PER_MIB)


def _form(domain: Element) -> tuple[object, ...]:
    memory = [_mib(domain, tag) for tag in ("maxMemory", "memory", "currentMemory")]
    return (*memory, read_size(domain), len(domain.findall("devices/memory")))
