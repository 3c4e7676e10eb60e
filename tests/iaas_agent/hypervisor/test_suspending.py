"""Suspending as a job: slow ones are told of, hopeless ones are not begun for ever."""

from __future__ import annotations

import threading
from typing import Any

import libvirt
import pytest

from api_common.contract.states import JobStatus, PowerState
from api_common.errors import ErrorKind
from iaas_agent.hypervisor import Hypervisor, slow_work
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
    monkeypatch.setattr(slow_work, "QUICK_SECONDS", 0.0)
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
    monkeypatch.setattr(slow_work, "QUICK_SECONDS", 0.0)
    running_vm.ensure_suspended(VM, fenced())
    assert running_vm.ensure_stopped(VM, stopped(fence=2)).report.power is PowerState.STOPPED
    go_on.set()
    assert machine.job_reports.get(timeout=5).status is JobStatus.FAILED


def test_one_that_failed_for_good_is_told_not_repeated(running_vm: Hypervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []

    def disk_full(domain: Any, _flags: int = 0) -> None:
        begun.append(domain)
        raise libvirt.libvirtError("No space left on device")

    monkeypatch.setattr(libvirt.virDomain, "managedSave", disk_full)
    for _ in range(3):
        job = running_vm.ensure_suspended(VM, fenced()).job
        assert job is not None and job.status is JobStatus.FAILED and job.error is not None
        assert job.error["kind"] == ErrorKind.HYPERVISOR_FAILED
    assert len(begun) == 1
    running_vm.ensure_suspended(VM, fenced(2, operation="1" * 32))
    assert len(begun) == 2
