"""What the hypervisor is and can: versions, processors, and whether KVM really works here.

`/dev/kvm` alone proves nothing: there are machines where it opens and QEMU hangs on it. So three signs must agree, and
none of them starts QEMU.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import libvirt

from iaas_agent.domain_xml.element import parse

_EMULATED = "VMs are emulated in software and slow"


@dataclass(frozen=True)
class ProfileOptions:
    """The agent's settings that shape domains. `virt_type`: auto, kvm or qemu."""

    virt_type: str
    bridge_type: str
    vnc_listen: str


@dataclass(frozen=True)
class HypervisorFacts:
    """Told to people and to placement. `problem`: why no VM could start here."""

    virt_type: str
    version: str
    arch: str
    cpus: int
    memory_mib: int
    emulator: str | None = None
    warnings: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True)
class Signs:
    """The files that speak for or against KVM."""

    cpuinfo: Path = Path("/proc/cpuinfo")
    device: Path = Path("/dev/kvm")

    def against_kvm(self) -> str | None:
        """Why KVM cannot work here, or null."""
        try:
            flags = self.cpuinfo.read_text()
        except OSError:
            flags = ""
        if not re.search(r"^flags\s*:.*\b(vmx|svm)\b", flags, re.MULTILINE):
            return "the processor offers no virtualisation (vmx, svm)"
        try:
            os.close(os.open(self.device, os.O_RDWR | os.O_CLOEXEC))
        except OSError as error:
            return f"{self.device} cannot be opened ({error.strerror})"
        return None


def collect(connection: libvirt.virConnect, wanted: str, signs: Signs = Signs()) -> HypervisorFacts:
    """Ask libvirt once, after each opening. `wanted` is VIRT_TYPE: auto, kvm or qemu."""
    arch, memory_mib, cpus, *_ = connection.getInfo()
    if connection.getType().upper() == "TEST":
        version = f"libvirt {_version(connection.getLibVersion())}, test driver"
        return HypervisorFacts("test", version, "x86_64", cpus, memory_mib, warnings=("VMs are simulated",))
    emulator, offers_kvm = _read(parse(connection.getCapabilities()), arch)
    against = signs.against_kvm() or (None if offers_kvm else "libvirt does not offer it")
    virt_type = ("qemu" if against else "kvm") if wanted == "auto" else wanted
    return HypervisorFacts(
        virt_type=virt_type,
        version=f"libvirt {_version(connection.getLibVersion())}, QEMU {_version(connection.getVersion())}",
        arch=arch,
        cpus=cpus,
        memory_mib=memory_mib,
        emulator=emulator,
        warnings=_warnings(wanted, virt_type, against),
        problem=f"VIRT_TYPE asks for KVM, but {against}" if virt_type == "kvm" and against else None,
    )


def _read(capabilities: Element, arch: str) -> tuple[str | None, bool]:
    """The emulator for full virtualisation of this architecture, and whether libvirt offers KVM with it."""
    for guest in capabilities.iter("guest"):
        offer = guest.find("arch")
        if guest.findtext("os_type") == "hvm" and offer is not None and offer.get("name") == arch:
            return offer.findtext("emulator"), offer.find("domain[@type='kvm']") is not None
    return None, False


def _warnings(wanted: str, virt_type: str, against: str | None) -> tuple[str, ...]:
    if virt_type == "kvm":
        return ()
    return (f"no KVM, {against}: {_EMULATED}",) if against else (f"VIRT_TYPE is {wanted}: {_EMULATED}",)


def _version(number: int) -> str:
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"
