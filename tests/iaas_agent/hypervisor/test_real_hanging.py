"""QEMUs that hang (stopped by a signal) on a real libvirtd: the host, its other VMs and the way out.

The guests need no system: nothing here waits for one to boot.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import libvirt
import pytest

from api_common.contract.agent_spec import OBSERVATIONS
from api_common.contract.states import JobStatus, PowerState
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from iaas_agent.hypervisor import asking, locks, suspending, turns
from tests.iaas_agent.domain_xml.specs import data_disk
from tests.iaas_agent.hypervisor.machine import fenced, restart, running, sized, stopped, with_disk
from tests.iaas_agent.hypervisor.real import NEEDS_QEMU, PATIENCE_SECONDS, Guest, RealHost

pytestmark = NEEDS_QEMU
MANY = 6


class Herd:
    """Guests of which all but the last are going to hang."""

    def __init__(self, host: RealHost, image: Path, number: int) -> None:
        self.host, self.hypervisor = host, host.hypervisor
        self.guests = [Guest(host, image) for _ in range(number)]
        for guest in self.guests:
            self.hypervisor.ensure_running(guest.uuid, running())
        self.hung, self.healthy = self.guests[:-1], self.guests[-1]

    def hang(self) -> None:
        for guest in self.hung:
            os.kill(guest.pid, signal.SIGSTOP)

    def remove(self) -> None:
        for guest in self.guests:
            try:
                os.kill(guest.pid, signal.SIGCONT)
            except FileNotFoundError:  # it is off
                continue
        for guest in self.guests:
            guest.remove()


@pytest.fixture
def herd(host: RealHost, image: Path) -> Iterator[Callable[[int], Herd]]:
    made: list[Herd] = []

    def make(number: int) -> Herd:
        made.append(Herd(host, image, number))
        return made[-1]

    yield make
    for one in made:
        one.remove()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What hangs is given up soon; no verb that works is hurried by that."""
    monkeypatch.setattr(locks, "HANGS_AFTER_SECONDS", 1.0)
    monkeypatch.setattr(asking, "PRESS_SECONDS", 0.5)


def refused(verb: Callable[[], Any]) -> IaasError:
    with pytest.raises(IaasError) as failed, pytest.MonkeyPatch.context() as patch:
        patch.setattr(turns, "ANSWER_SECONDS", 2.0)
        verb()
    return failed.value


VERBS: dict[str, Callable[[Guest], Any]] = {
    "resize": lambda guest: guest.hypervisor.ensure_sized(guest.uuid, sized(cpus=2, fence=2)),
    "plug": lambda guest: guest.hypervisor.ensure_disk(
        guest.uuid, with_disk(guest.host.make_disk(data_disk("vdb")), fence=2)
    ),
    "reset": lambda guest: guest.hypervisor.restart(guest.uuid, restart("force", 2)),
    "save": lambda guest: guest.hypervisor.ensure_suspended(guest.uuid, fenced(2)),
}


def test_the_power_of_a_hung_qemu_is_cut_whatever_waits_for_it(herd: Callable[[int], Herd]) -> None:
    """All at once: libvirt gives each ten seconds to end by itself."""
    flock = herd(len(VERBS) + 2)
    flock.hang()
    for guest, verb in zip(flock.hung, [*VERBS.values(), None], strict=True):
        if verb is None:
            answer = guest.hypervisor.ensure_stopped(guest.uuid, stopped("ask", 2))
            assert answer.report.power is PowerState.RUNNING
            continue
        error = refused(lambda verb=verb, guest=guest: verb(guest))
        assert (error.kind, error.detail["hangs"]) == (ErrorKind.TIMED_OUT, True)
        assert error.detail[OBSERVATIONS][0]["power"] == PowerState.RUNNING
    with ThreadPoolExecutor(len(flock.hung)) as hands:
        cut = [hands.submit(guest.hypervisor.ensure_stopped, guest.uuid, stopped(fence=3)) for guest in flock.hung]
        assert {(one.result().report.power, one.result().report.reason) for one in cut} == {
            (PowerState.STOPPED, "destroyed")
        }
    for guest in flock.hung:
        assert guest.hypervisor.ensure_running(guest.uuid, running(fence=4)).report.power is PowerState.RUNNING


def test_hung_guests_hold_up_nobody_else(herd: Callable[[int], Herd]) -> None:
    """More than libvirt serves on one connection, asked again and again; also by who wants figures."""
    flock = herd(MANY + 1)
    flock.hang()
    hypervisor, counted = flock.hypervisor, []
    while not flock.host.connected.empty():
        flock.host.connected.get()
    for _ in range(4):
        for number, guest in enumerate(flock.hung):
            hypervisor.ensure_stopped(guest.uuid, stopped("ask", 2))
            refused(lambda guest=guest: hypervisor.ensure_sized(guest.uuid, sized(cpus=2, fence=2)))
            if number % 2:
                hypervisor.statistics()
        counted.append(threading.active_count())
    assert counted[-1] <= counted[0], "threads do not grow"
    assert {one.uuid for one in hypervisor.hanging()} == {guest.uuid for guest in flock.hung}
    assert {guest.uuid for guest in flock.guests} <= {report.uuid for report in hypervisor.inventory()[1]}
    healthy = flock.healthy.uuid
    assert hypervisor.ensure_sized(healthy, sized(cpus=2, fence=2)).report.power is PowerState.RUNNING
    assert hypervisor.ensure_stopped(healthy, stopped(fence=3)).report.power is PowerState.STOPPED
    assert hypervisor.ensure_running(healthy, running(fence=4)).report.power is PowerState.RUNNING
    with pytest.raises(queue.Empty):
        flock.host.connected.get_nowait()  # the connection never broke


def test_slow_suspends_hold_up_nobody_else(herd: Callable[[int], Herd], monkeypatch: pytest.MonkeyPatch) -> None:
    """More of them than are saved at a time: those wait, and nobody with them."""
    monkeypatch.setattr(suspending, "QUICK_SECONDS", 0.0)
    flock, really = herd(MANY + 1), libvirt.virDomain.managedSave
    pids = {guest.uuid: guest.pid for guest in flock.hung}

    def stand_still(domain: libvirt.virDomain, flags: int = 0) -> Any:
        if not goes_on.is_set():
            os.kill(pids[domain.name()], signal.SIGSTOP)
        return really(domain, flags)

    monkeypatch.setattr(libvirt.virDomain, "managedSave", stand_still)
    goes_on = threading.Event()
    hypervisor, healthy = flock.hypervisor, flock.healthy.uuid
    operations = [new_uuid() for _ in flock.hung]  # other tests have asked this agent, too
    for operation, guest in zip(operations, flock.hung, strict=True):
        job = hypervisor.ensure_suspended(guest.uuid, fenced(2, operation=operation)).job
        assert job is not None and job.status is JobStatus.RUNNING
    assert hypervisor.ensure_stopped(healthy, stopped(fence=3)).report.power is PowerState.STOPPED
    assert hypervisor.ensure_running(healthy, running(fence=4)).report.power is PowerState.RUNNING
    hypervisor.ensure_stopped(flock.hung[0].uuid, stopped(fence=3))
    goes_on.set()
    for guest in flock.hung[1:]:
        os.kill(guest.pid, signal.SIGCONT)
    ended = {}
    while len(ended) < MANY:
        report = flock.host.job_reports.get(timeout=PATIENCE_SECONDS)
        if report.status is not JobStatus.RUNNING:
            ended[report.key] = report.status
    assert ended.pop(f"{operations[0]}.suspend") is JobStatus.FAILED and set(ended.values()) == {JobStatus.DONE}
    assert {guest.look().power for guest in flock.hung[1:]} == {PowerState.SAVED}
