"""A simulated machine is as it was when its agent comes back; the test driver alone forgets everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.contract.states import PowerState
from iaas_agent.hypervisor import Hypervisor
from tests.iaas_agent.domain_xml.specs import VM, domain_spec
from tests.iaas_agent.hypervisor.machine import (
    PATIENCE_SECONDS,
    Machine,
    behind,
    defined,
    fenced,
    running,
    sized,
    stopped,
)


def restarted(machine: Machine, hypervisor: Hypervisor) -> Hypervisor:
    hypervisor.stop()
    return machine.agent(epoch=2)


@pytest.mark.parametrize("power", [PowerState.STOPPED, PowerState.RUNNING, PowerState.SAVED])
def test_states_come_back(machine: Machine, hypervisor: Hypervisor, power: PowerState) -> None:
    hypervisor.ensure_defined(defined())
    if power is not PowerState.STOPPED:
        hypervisor.ensure_running(VM, running())
    if power is PowerState.SAVED:
        hypervisor.ensure_suspended(VM, fenced())
    again = restarted(machine, hypervisor)
    assert [(report.uuid, report.power) for report in again.inventory()[1]] == [(VM, power)]
    assert again.ensure_running(VM, running(fence=2)).report.power is PowerState.RUNNING
    again.stop()


def test_what_others_did_comes_back(machine: Machine, hypervisor: Hypervisor, tmp_path: Path) -> None:
    hypervisor.ensure_defined(defined())
    hypervisor.ensure_running(VM, running())
    behind(hypervisor).suspend()
    kept = tmp_path / "simulated" / f"{VM}.domain"
    while not kept.read_text().startswith("paused\n"):  # it is kept before it is news
        assert machine.touched.get(timeout=PATIENCE_SECONDS) == VM
    again = restarted(machine, hypervisor)
    assert again.state_of(VM).power is PowerState.PAUSED
    again.stop()


def test_sizes_passwords_and_metadata_come_back(machine: Machine, hypervisor: Hypervisor) -> None:
    hypervisor.ensure_defined(defined())
    hypervisor.ensure_running(VM, running("secret"))
    hypervisor.ensure_sized(VM, sized(8, 4096))
    again = restarted(machine, hypervisor)
    [held] = again.holdings()
    assert (held.cpus, held.memory_mib, held.metadata) == (8, 4096, domain_spec().metadata)
    assert again.ensure_running(VM, running("other")).vnc_password == "secret"
    again.stop()


def test_removed_stays_removed(machine: Machine, hypervisor: Hypervisor, tmp_path: Path) -> None:
    hypervisor.ensure_defined(defined())
    hypervisor.ensure_running(VM, running())
    hypervisor.ensure_stopped(VM, stopped())
    assert [file.name for file in (tmp_path / "simulated").glob("*.domain")] == [f"{VM}.domain"]
    hypervisor.ensure_absent(VM, fenced())
    again = restarted(machine, hypervisor)
    assert again.inventory()[1] == []
    again.stop()


def test_a_broken_file_does_not_keep_the_others_away(machine: Machine, hypervisor: Hypervisor, tmp_path: Path) -> None:
    hypervisor.ensure_defined(defined())
    (tmp_path / "simulated" / f"{'0' * 32}.domain").write_text("running\n<domain")
    again = restarted(machine, hypervisor)
    assert [report.uuid for report in again.inventory()[1]] == [VM]
    again.stop()
