"""Suspending as a job: slow ones are told of, hopeless ones are not begun for ever."""

from __future__ import annotations

import threading
from typing import Any

import libvirt
import pytest

from api_common.contract.states import JobStatus, PowerState
from api_common.errors import ErrorKind
from iaas_agent.hypervisor import Hypervisor, suspending
from tests.iaas_agent.domain_xml.specs import VM
from tests.iaas_agent.hypervisor.machine import Machine, defined, fenced, running, stopped


@pytest.fixture
def running_vm(hypervisor: Hypervisor) -> Hypervisor:
    hypervisor.ensure_defined(defined())
    hypervisor.ensure_running(VM, running())
    return hypervisor


def test_a_slow_one_is_a_job_that_locks_nobody_out(
    running_vm: Hypervisor, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, really = threading.Event(), libvirt.virDomain.managedSave

    def slow(domain: Any, flags: int = 0) -> Any:
        go_on.wait()
        return really(domain, flags)

    monkeypatch.setattr(libvirt.virDomain, "managedSave", slow)
    monkeypatch.setattr(suspending, "QUICK_SECONDS", 0.0)
    answer = running_vm.ensure_suspended(VM, fenced())
    assert answer.report.power is PowerState.RUNNING
    assert answer.job is not None and answer.job.status is JobStatus.RUNNING
    assert running_vm.state_of(VM).power is PowerState.RUNNING
    go_on.set()
    assert machine.job_reports.get(timeout=5).status is JobStatus.DONE
    assert running_vm.ensure_suspended(VM, fenced(2)).report.power is PowerState.SAVED


def test_the_power_can_be_cut_meanwhile(
    running_vm: Hypervisor, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, really = threading.Event(), libvirt.virDomain.managedSave
    monkeypatch.setattr(
        libvirt.virDomain, "managedSave", lambda domain, flags=0: (go_on.wait(), really(domain, flags))[1]
    )
    monkeypatch.setattr(suspending, "QUICK_SECONDS", 0.0)
    running_vm.ensure_suspended(VM, fenced())
    assert running_vm.ensure_stopped(VM, stopped(fence=2)).report.power is PowerState.STOPPED
    go_on.set()
    assert machine.job_reports.get(timeout=5).status is JobStatus.FAILED


def test_a_failure_is_told_once_and_the_next_try_is_another(
    running_vm: Hypervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, tries = libvirt.virDomain.managedSave, []

    def full_at_first(domain: Any, flags: int = 0) -> Any:
        tries.append(domain)
        if len(tries) == 1:
            raise libvirt.libvirtError("No space left on device")
        return really(domain, flags)

    monkeypatch.setattr(libvirt.virDomain, "managedSave", full_at_first)
    job = running_vm.ensure_suspended(VM, fenced()).job
    assert job is not None and job.status is JobStatus.FAILED and job.error is not None
    assert job.error["kind"] == ErrorKind.HYPERVISOR_FAILED
    assert running_vm.ensure_suspended(VM, fenced()).report.power is PowerState.SAVED


def test_a_save_that_waited_for_others_is_not_done_once_it_was_overtaken(
    running_vm: Hypervisor, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(suspending, "QUICK_SECONDS", 0.0)
    for number in range(suspending.LANE.workers):
        machine.jobs.ensure(f"{number}.other", lambda _: {"": go_on.wait()}, wait_seconds=0, lane=suspending.LANE)
    job = running_vm.ensure_suspended(VM, fenced()).job
    assert job is not None and job.status is JobStatus.RUNNING
    running_vm.ensure_running(VM, running(fence=2))
    go_on.set()
    while (ended := machine.job_reports.get(timeout=5)).key != job.key:
        pass
    assert ended.status is JobStatus.FAILED
    assert running_vm.state_of(VM).power is PowerState.RUNNING
