"""What the hypervisor is and can: versions, processors, and whether KVM really works here.

`/dev/kvm` alone proves nothing: there are machines where it opens and QEMU hangs on it. So three signs must agree, and
none of them starts QEMU.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import libvirt

EMULATED_WARNING = "this host has no usable KVM: VMs are emulated in software and slow"


@dataclass(frozen=True)
class ProfileOptions:
    """The agent's settings that shape domains."""

    virt_type: str
    bridge_type: str
    vnc_listen: str


@dataclass(frozen=True)
class HypervisorFacts:
    """Told to people and to placement."""

    virt_type: str
    version: str
    arch: str
    cpus: int
    memory_mib: int
    emulator: str | None = None
    warnings: tuple[str, ...] = ()


def collect(connection: libvirt.virConnect, wanted: str) -> HypervisorFacts:
    """Ask libvirt once, after each opening. `wanted` is VIRT_TYPE: auto, kvm or qemu."""
    node = connection.getInfo()
    if connection.getType().upper() == "TEST":
        return HypervisorFacts("test", "libvirt test driver", "x86_64", node[2], node[1], None, ("simulated VMs",))
    capabilities = ElementTree.fromstring(connection.getCapabilities())
    guest = next(
        (g for g in capabilities.iter("guest") if g.findtext("os_type") == "hvm" and _arch(g) == "x86_64"), None
    )
    offers_kvm = guest is not None and guest.find("arch/domain[@type='kvm']") is not None
    virt_type = wanted if wanted in ("kvm", "qemu") else ("kvm" if offers_kvm and kvm_works() else "qemu")
    return HypervisorFacts(
        virt_type=virt_type,
        version=f"libvirt {_version(connection.getLibVersion())}, {connection.getType()} "
        f"{_version(connection.getVersion())}",
        arch=node[0],
        cpus=node[2],
        memory_mib=node[1],
        emulator=guest.findtext("arch/emulator") if guest is not None else None,
        warnings=() if virt_type == "kvm" else (EMULATED_WARNING,),
    )


def kvm_works(cpuinfo: Path = Path("/proc/cpuinfo"), device: Path = Path("/dev/kvm")) -> bool:
    """The processor can, and the device may be opened."""
    try:
        can = re.search(r"^flags\s*:.*\b(vmx|svm)\b", cpuinfo.read_text(), re.MULTILINE) is not None
    except OSError:
        return False
    return can and os.access(device, os.R_OK | os.W_OK)


def _arch(guest: ElementTree.Element) -> str | None:
    arch = guest.find("arch")
    return None if arch is None else arch.get("name")


def _version(number: int) -> str:
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"
