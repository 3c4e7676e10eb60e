"""vCPUs and memory: now and from the next start, within the headroom, checked before anything is set."""

from __future__ import annotations

import libvirt
import pytest

from api_common.contract.agent_spec import DomainSize
from api_common.errors import ErrorKind, IaasError
from iaas_agent.domain_xml.screen import read_screen
from iaas_agent.hypervisor import Hypervisor
from tests.iaas_agent.domain_xml.specs import VM
from tests.iaas_agent.hypervisor.machine import behind, defined, fenced, running, sized, stopped


@pytest.fixture
def domain(hypervisor: Hypervisor) -> libvirt.virDomain:
    """Two vCPUs of eight, 2 GiB of 8."""
    hypervisor.ensure_defined(defined())
    return behind(hypervisor)


def sizes(domain: libvirt.virDomain) -> tuple[int, int]:
    """vCPUs and MiB as they are."""
    _, _, memory_kib, cpus, _ = domain.info()
    return cpus, memory_kib // 1024


def test_of_the_next_start(hypervisor: Hypervisor, domain: libvirt.virDomain) -> None:
    hypervisor.ensure_sized(VM, sized(4, 4096))
    assert sizes(domain) == (4, 4096)
    hypervisor.ensure_sized(VM, sized(1, 1024))
    hypervisor.ensure_running(VM, running())
    assert sizes(domain) == (1, 1024)


def test_of_now_and_of_the_next_start(hypervisor: Hypervisor, domain: libvirt.virDomain) -> None:
    hypervisor.ensure_running(VM, running("secret"))
    for _ in range(2):
        hypervisor.ensure_sized(VM, sized(4, 4096))
        assert sizes(domain) == (4, 4096)
    hypervisor.ensure_stopped(VM, stopped())
    assert sizes(domain) == (4, 4096)


def test_what_is_not_named_stays(hypervisor: Hypervisor, domain: libvirt.virDomain) -> None:
    hypervisor.ensure_sized(VM, sized(cpus=3))
    hypervisor.ensure_sized(VM, sized(memory_mib=3072))
    assert sizes(domain) == (3, 3072)


def test_the_screen_keeps_its_password(hypervisor: Hypervisor, domain: libvirt.virDomain) -> None:
    """D38: v1 lost it by writing back the running XML."""
    hypervisor.ensure_running(VM, running("secret"))
    hypervisor.ensure_sized(VM, sized(8, 8192))
    inactive = libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE
    assert read_screen(domain.XMLDesc(inactive)).password == "secret"


@pytest.mark.parametrize(("cpus", "memory_mib", "field"), [(9, 4096, "cpus"), (4, 8193, "memory")])
def test_a_running_machine_has_an_end_that_is_checked_before_anything_is_set(
    hypervisor: Hypervisor, domain: libvirt.virDomain, cpus: int, memory_mib: int, field: str
) -> None:
    hypervisor.ensure_running(VM, running())
    with pytest.raises(IaasError) as failed:
        hypervisor.ensure_sized(VM, sized(cpus, memory_mib, max_cpus=64, max_memory_mib=65536))
    assert (failed.value.kind, failed.value.detail["field"]) == (ErrorKind.INVALID_REQUEST, field)
    assert "stop the VM first" in failed.value.message
    assert sizes(domain) == (2, 2048)


def test_one_that_is_off_takes_any_size(hypervisor: Hypervisor, domain: libvirt.virDomain) -> None:
    """And its end is where it is put, or at least at its size."""
    answer = hypervisor.ensure_sized(VM, sized(24, 65536, max_cpus=30))
    assert answer.size == DomainSize(cpus=24, max_cpus=30, memory_mib=65536, max_memory_mib=65536)
    hypervisor.ensure_running(VM, running())
    assert sizes(domain) == (24, 65536)
    with pytest.raises(IaasError):
        hypervisor.ensure_sized(VM, sized(memory_mib=65537))
    hypervisor.ensure_sized(VM, sized(30))
    assert sizes(domain) == (30, 65536)


def test_a_start_has_the_size_that_it_is_told(hypervisor: Hypervisor, domain: libvirt.virDomain) -> None:
    """Whatever the definition was left with; one that runs keeps what it has."""
    hypervisor.ensure_running(VM, running(cpus=4, memory_mib=1024, max_memory_mib=2048))
    assert sizes(domain) == (4, 1024)
    hypervisor.ensure_running(VM, running(cpus=1, memory_mib=512))
    assert sizes(domain) == (4, 1024)


@pytest.mark.parametrize("runs", [False, True])
def test_what_was_begun_is_settled(hypervisor: Hypervisor, domain: libvirt.virDomain, runs: bool) -> None:
    """Off, it gets back what it had. Running, the guest keeps what it has got, and its definition says so."""
    if runs:
        hypervisor.ensure_running(VM, running())
    hypervisor.ensure_sized(VM, sized(4, 4096))
    size = hypervisor.ensure_sized(VM, sized(2, 2048, settle=True)).size
    assert size is not None
    assert (size.cpus, size.memory_mib) == ((4, 4096) if runs else (2, 2048))
    assert sizes(domain) == (size.cpus, size.memory_mib)


def test_half_of_a_change_is_settled_too(hypervisor: Hypervisor, domain: libvirt.virDomain) -> None:
    """The agent died between the machine and its definition."""
    hypervisor.ensure_running(VM, running())
    domain.setVcpusFlags(5, libvirt.VIR_DOMAIN_AFFECT_LIVE)
    domain.setMemoryFlags(3 * 1024 * 1024, libvirt.VIR_DOMAIN_AFFECT_LIVE)
    size = hypervisor.ensure_sized(VM, sized(2, 2048, settle=True)).size
    assert size is not None and (size.cpus, size.memory_mib) == (5, 2048)
    assert sizes(domain) == (5, 2048), "a balloon can be blown up again"
    hypervisor.ensure_stopped(VM, stopped())
    assert sizes(domain) == (5, 2048)


def test_reports_tell_the_most_that_a_guest_can_take(hypervisor: Hypervisor, domain: libvirt.virDomain) -> None:
    def told() -> tuple[int | None, int | None]:
        report = hypervisor.state_of(VM)
        assert hypervisor.inventory()[1][0].memory_mib == report.memory_mib
        return report.cpus, report.memory_mib

    assert told() == (2, 2048)
    assert hypervisor.ensure_running(VM, running(cpus=3)).report.cpus == 3
    answer = hypervisor.ensure_sized(VM, sized(4, 4096))
    assert (answer.report.cpus, answer.report.memory_mib) == told() == (4, 4096)
    hypervisor.ensure_suspended(VM, fenced())
    assert told() == (4, 4096)
    hypervisor.ensure_absent(VM, fenced())
    assert hypervisor.state_of(VM).memory_mib is None


@pytest.mark.parametrize("size", [(1, 4096), (4, 1024)])
def test_a_running_guest_loses_nothing(
    hypervisor: Hypervisor, domain: libvirt.virDomain, size: tuple[int, int]
) -> None:
    hypervisor.ensure_running(VM, running())
    with pytest.raises(IaasError) as failed:
        hypervisor.ensure_sized(VM, sized(*size))
    assert failed.value.kind is ErrorKind.WRONG_STATE
    assert sizes(domain) == (2, 2048)


def test_a_suspended_one_keeps_its_size(hypervisor: Hypervisor, domain: libvirt.virDomain) -> None:
    hypervisor.ensure_running(VM, running())
    hypervisor.ensure_suspended(VM, fenced())
    with pytest.raises(IaasError) as failed:
        hypervisor.ensure_sized(VM, sized(4))
    assert failed.value.kind is ErrorKind.WRONG_STATE
