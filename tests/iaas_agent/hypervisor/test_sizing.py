"""vCPUs and memory: now and from the next start, within the headroom, checked before anything is set."""

from __future__ import annotations

import libvirt
import pytest

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
@pytest.mark.parametrize("runs", [False, True])
def test_headroom_is_checked_before_anything_is_set(
    hypervisor: Hypervisor, domain: libvirt.virDomain, cpus: int, memory_mib: int, field: str, runs: bool
) -> None:
    if runs:
        hypervisor.ensure_running(VM, running())
    with pytest.raises(IaasError) as failed:
        hypervisor.ensure_sized(VM, sized(cpus, memory_mib))
    assert (failed.value.kind, failed.value.detail["field"]) == (ErrorKind.INVALID_REQUEST, field)
    assert sizes(domain) == (2, 2048)


def test_a_running_guest_loses_no_vcpus(hypervisor: Hypervisor, domain: libvirt.virDomain) -> None:
    hypervisor.ensure_running(VM, running())
    with pytest.raises(IaasError) as failed:
        hypervisor.ensure_sized(VM, sized(1, 4096))
    assert failed.value.kind is ErrorKind.WRONG_STATE
    assert sizes(domain) == (2, 2048)


def test_a_suspended_one_keeps_its_size(hypervisor: Hypervisor, domain: libvirt.virDomain) -> None:
    hypervisor.ensure_running(VM, running())
    hypervisor.ensure_suspended(VM, fenced())
    with pytest.raises(IaasError) as failed:
        hypervisor.ensure_sized(VM, sized(4))
    assert failed.value.kind is ErrorKind.WRONG_STATE
