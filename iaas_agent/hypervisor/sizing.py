"""vCPUs and memory of a domain, within the headroom it was created with.

By libvirt's calls alone: live XML is never written back (D38). Everything is checked before anything is set.
"""

from __future__ import annotations

import libvirt

from api_common.contract.agent_spec import EnsureSized
from api_common.errors import ErrorKind, IaasError, invalid
from iaas_agent.hypervisor.dialect import RESIZE_DEFINITION, Dialect

KIB_PER_MIB = 1024


def resize(domain: libvirt.virDomain, wanted: EnsureSized, dialect: Dialect) -> None:
    """The next start has this size; a running domain has it now too. Raises libvirt's errors."""
    state, max_memory_kib, _, cpus_now, _ = domain.info()
    runs = state != libvirt.VIR_DOMAIN_SHUTOFF
    if not runs and domain.hasManagedSaveImage():
        raise IaasError(ErrorKind.WRONG_STATE, "the VM is suspended; its size is part of its saved memory")
    _check_cpus(domain, wanted.cpus, cpus_now if runs else 0)
    _check_memory(wanted.memory_mib, max_memory_kib // KIB_PER_MIB)
    for flags in dialect.resize_running if runs else RESIZE_DEFINITION:
        if wanted.cpus is not None:
            domain.setVcpusFlags(wanted.cpus, flags)
        if wanted.memory_mib is not None:
            domain.setMemoryFlags(wanted.memory_mib * KIB_PER_MIB, flags)


def _check_cpus(domain: libvirt.virDomain, wanted: int | None, running: int) -> None:
    if wanted is None:
        return
    most = domain.vcpusFlags(libvirt.VIR_DOMAIN_VCPU_CONFIG | libvirt.VIR_DOMAIN_VCPU_MAXIMUM)
    if wanted > most:
        raise invalid("cpus", f"this VM was created for at most {most}")
    if wanted < running:  # libvirt would wait for the guest, and an emulated QEMU may die of it
        raise IaasError(ErrorKind.WRONG_STATE, "a running VM cannot lose vCPUs; stop it first")


def _check_memory(wanted_mib: int | None, most_mib: int) -> None:
    if wanted_mib is not None and wanted_mib > most_mib:
        raise invalid("memory", f"this VM was created for at most {most_mib} MiB")
