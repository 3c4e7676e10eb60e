"""Disks of simulated VMs, whose definition is all that they have: suites without virtualisation work the same."""

from __future__ import annotations

import pytest

from api_common.contract.agent_spec import HeldDisk
from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from iaas_agent.domain_xml.screen import read_screen
from iaas_agent.hypervisor import Hypervisor
from tests.iaas_agent.domain_xml.specs import DATA_DISK, SYSTEM_DISK, VM, data_disk, domain_spec
from tests.iaas_agent.hypervisor.machine import Machine, behind, defined, fenced, running, with_disk, without_disk

DISK = data_disk("vdc")
OF_THE_START = [
    HeldDisk(file=f"{SYSTEM_DISK}.img", target="vda", bus="virtio"),
    HeldDisk(file=f"{DATA_DISK}.img", target="vdb", bus="virtio"),
]
ONE_MORE = [*OF_THE_START, HeldDisk(file=f"{DISK.uuid}.img", target="vdc", bus="virtio")]


def disks(hypervisor: Hypervisor) -> list[HeldDisk]:
    [held] = hypervisor.holdings()
    return held.disks


def brought_to(hypervisor: Hypervisor, power: PowerState) -> None:
    hypervisor.ensure_defined(defined())
    if power is not PowerState.STOPPED:
        hypervisor.ensure_running(VM, running("secret"))
    if power is PowerState.SAVED:
        hypervisor.ensure_suspended(VM, fenced())


@pytest.mark.parametrize("power", [PowerState.STOPPED, PowerState.RUNNING, PowerState.SAVED])
def test_plugged_in_and_unplugged(hypervisor: Hypervisor, power: PowerState) -> None:
    brought_to(hypervisor, power)
    assert disks(hypervisor) == OF_THE_START
    for _ in range(2):
        assert hypervisor.ensure_disk(VM, with_disk(DISK)).report.power is power
        assert disks(hypervisor) == ONE_MORE
    for _ in range(2):
        answer = hypervisor.ensure_no_disk(VM, without_disk(DISK))
        assert (answer.report.power, answer.job) == (power, None)
        assert disks(hypervisor) == OF_THE_START


def test_it_stays_over_starts_and_restarts(hypervisor: Hypervisor, machine: Machine) -> None:
    brought_to(hypervisor, PowerState.RUNNING)
    hypervisor.ensure_disk(VM, with_disk(DISK))
    assert read_screen(behind(hypervisor).XMLDesc(3)).password == "secret"
    hypervisor.stop()
    again = machine.agent(epoch=2)
    assert disks(again) == ONE_MORE
    assert again.ensure_running(VM, running()).report.power is PowerState.RUNNING
    again.stop()


def test_a_place_that_is_taken(hypervisor: Hypervisor) -> None:
    hypervisor.ensure_defined(defined())
    elsewhere = domain_spec().disks[1].model_copy(update={"target": "vdc"})
    for wanted in (data_disk("vdb"), elsewhere):
        with pytest.raises(IaasError) as failed:
            hypervisor.ensure_disk(VM, with_disk(wanted))
        assert failed.value.kind is ErrorKind.CONFLICT
    assert disks(hypervisor) == OF_THE_START


def test_a_vm_that_is_not_there(hypervisor: Hypervisor) -> None:
    assert hypervisor.ensure_no_disk(VM, without_disk(DISK)).report.power is PowerState.ABSENT
    with pytest.raises(IaasError) as failed:
        hypervisor.ensure_disk(VM, with_disk(DISK))
    assert failed.value.kind is ErrorKind.NOT_FOUND


def test_older_fences_are_refused(hypervisor: Hypervisor) -> None:
    hypervisor.ensure_defined(defined(fence=2))
    for call in (
        lambda: hypervisor.ensure_disk(VM, with_disk(DISK)),
        lambda: hypervisor.ensure_no_disk(VM, without_disk(DISK)),
    ):
        with pytest.raises(IaasError) as failed:
            call()
        assert failed.value.kind is ErrorKind.FENCED
    assert disks(hypervisor) == OF_THE_START
