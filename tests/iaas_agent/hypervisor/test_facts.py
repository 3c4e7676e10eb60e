"""What is found out about a host, and the three signs that KVM works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from iaas_agent.hypervisor import Hypervisor
from iaas_agent.hypervisor.facts import HypervisorFacts, Signs, collect

CAPABILITIES = """<capabilities>
 <guest><os_type>hvm</os_type><arch name='i686'><emulator>/usr/bin/other</emulator><domain type='kvm'/></arch></guest>
 <guest><os_type>hvm</os_type><arch name='x86_64'><emulator>/usr/bin/qemu-system-x86_64</emulator>
 <domain type='qemu'/>{kvm}</arch></guest></capabilities>"""


class FakeConnection:
    """A libvirtd with QEMU; `kvm`: whether it offers KVM."""

    def __init__(self, *, kvm: bool) -> None:
        self._kvm = kvm

    def getInfo(self) -> list[Any]:  # noqa: N802
        return ["x86_64", 65536, 16, 2400, 1, 1, 8, 2]

    def getType(self) -> str:  # noqa: N802
        return "QEMU"

    def getVersion(self) -> int:  # noqa: N802
        return 7002000

    def getLibVersion(self) -> int:  # noqa: N802
        return 9000000

    def getCapabilities(self) -> str:  # noqa: N802
        return CAPABILITIES.format(kvm="<domain type='kvm'/>" if self._kvm else "")


def found(
    tmp_path: Path, *, cpu: bool = True, device: bool = True, kvm: bool = True, wanted: str = "auto"
) -> HypervisorFacts:
    signs = Signs(tmp_path / "cpuinfo", tmp_path / "kvm")
    signs.cpuinfo.write_text(f"processor\t: 0\nflags\t\t: fpu {'vmx' if cpu else 'nx'} sse\nvmx flags\t: vnmi\n")
    if device:
        signs.device.touch()
    return collect(FakeConnection(kvm=kvm), wanted, signs)


def test_kvm_where_all_signs_agree(tmp_path: Path) -> None:
    assert found(tmp_path) == HypervisorFacts(
        "kvm", "libvirt 9.0.0, QEMU 7.2.0", "x86_64", 16, 65536, "/usr/bin/qemu-system-x86_64"
    )


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"cpu": False}, "the processor offers no virtualisation"),
        ({"device": False}, "cannot be opened (No such file or directory)"),
        ({"kvm": False}, "libvirt does not offer it"),
    ],
)
def test_emulated_where_one_is_missing(tmp_path: Path, missing: dict[str, bool], said: str) -> None:
    facts = found(tmp_path, **missing)
    assert (facts.virt_type, facts.problem) == ("qemu", None)
    assert len(facts.warnings) == 1 and said in facts.warnings[0]


def test_kvm_that_was_asked_for_and_cannot_work_is_a_problem(tmp_path: Path) -> None:
    facts = found(tmp_path, cpu=False, wanted="kvm")
    assert facts.virt_type == "kvm" and "VIRT_TYPE asks for KVM" in (facts.problem or "")


def test_emulated_because_asked_for(tmp_path: Path) -> None:
    facts = found(tmp_path, wanted="qemu")
    assert (facts.virt_type, facts.problem) == ("qemu", None)
    assert facts.warnings == ("VIRT_TYPE is qemu: VMs are emulated in software and slow",)


def test_the_simulated_machine(hypervisor: Hypervisor) -> None:
    facts = hypervisor.facts()
    assert (facts.virt_type, facts.arch, facts.cpus, facts.memory_mib) == ("test", "x86_64", 64, 262144)
    assert facts.version.startswith("libvirt ") and facts.warnings == ("VMs are simulated",)
    assert hypervisor.problem() is None
