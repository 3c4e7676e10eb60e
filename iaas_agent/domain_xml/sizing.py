"""`<memory>`, `<currentMemory>`, `<vcpu>`, `<cpu>`: what the VM has, below the headroom it was created with."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from api_common.contract.agent_spec import DomainSpec
from iaas_agent.domain_xml.element import add


def add_sizing(domain: Element, spec: DomainSpec) -> None:
    """v1's form: the maximum as the machine's size, the present size by balloon and by plugged vCPUs."""
    add(domain, "memory", spec.max_memory_mib, unit="MiB")
    add(domain, "currentMemory", spec.memory_mib, unit="MiB")
    current = spec.cpus if spec.cpus != spec.max_cpus else None
    add(domain, "vcpu", spec.max_cpus, placement="static", current=current)


def add_cpu(domain: Element, spec: DomainSpec) -> None:
    """One socket: some systems are licensed by sockets."""
    cpu = add(domain, "cpu")
    add(cpu, "topology", sockets=1, cores=spec.max_cpus, threads=1)
