"""Calls to QEMU that never return: nobody waits for them, they do not multiply, and the power can always be cut."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import libvirt
import pytest

from api_common.contract.agent_report import PowerReport
from api_common.contract.agent_spec import OBSERVATIONS
from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor import Hypervisor, asking, domains, locks, turns
from tests.iaas_agent.domain_xml.specs import VM
from tests.iaas_agent.hypervisor.machine import (
    Machine,
    defined,
    fenced,
    restart,
    running,
    sized,
    stopped,
)

OTHER = "b" * 32
VERBS: dict[str, tuple[str, Callable[[Hypervisor, int], Any]]] = {
    "resume": ("resume", lambda one, fence: one.ensure_running(VM, running(fence=fence))),
    "resize": ("setMemoryFlags", lambda one, fence: one.ensure_sized(VM, sized(memory_mib=4096, fence=fence))),
    "reset": ("reset", lambda one, fence: one.restart(VM, restart("force", fence))),
}


class HungQemu:
    """Holds every call of one name until it is let go, or until the domain has lost its power."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self.reached, self.goes_on = threading.Event(), threading.Event()
        self.calls = 0

    def at(self, name: str) -> None:
        really = getattr(libvirt.virDomain, name)

        def hang(domain: Any, *arguments: Any) -> Any:
            if domain.name() == VM and not self.goes_on.is_set():
                self.calls += 1
                self.reached.set()
                self.goes_on.wait()
                raise libvirt.libvirtError("the QEMU is gone")
            return really(domain, *arguments)

        self._patch.setattr(libvirt.virDomain, name, hang)
        destroy = libvirt.virDomain.destroy

        def destroyed(domain: Any) -> Any:
            self.goes_on.set()
            return destroy(domain)

        self._patch.setattr(libvirt.virDomain, "destroy", destroyed)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What hangs is known as that at once."""
    monkeypatch.setattr(locks, "HANGS_AFTER_SECONDS", 0.0)


@pytest.fixture
def hung(monkeypatch: pytest.MonkeyPatch, hypervisor: Hypervisor) -> Iterator[HungQemu]:
    hypervisor.ensure_defined(defined())
    hypervisor.ensure_running(VM, running())
    hypervisor.ensure_defined(defined(uuid=OTHER))
    qemu = HungQemu(monkeypatch)
    yield qemu
    qemu.goes_on.set()


def failed(verb: Callable[[], Any]) -> IaasError:
    with pytest.raises(IaasError) as raised:
        verb()
    return raised.value


def given_up(verb: Callable[[], Any]) -> IaasError:
    """How a verb fails whose call hangs: nobody has the patience for it here."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((turns, "ANSWER_SECONDS"), (domains, "RESET_SECONDS")):
            patch.setattr(module, name, 0.2)
        return failed(verb)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_that_hangs_is_given_up_and_the_next_is_refused(
    hypervisor: Hypervisor, hung: HungQemu, verb: str
) -> None:
    name, call = VERBS[verb]
    if verb == "resume":
        hypervisor._connection.session().domain(VM).suspend()
    hung.at(name)
    late = given_up(lambda: call(hypervisor, 2))
    assert (late.kind, late.detail["hangs"]) == (ErrorKind.TIMED_OUT, True)
    threads = threading.active_count()
    for fence in range(3, 30):
        refused = failed(lambda fence=fence: call(hypervisor, fence))
        assert (refused.kind, refused.detail["hangs"]) == (ErrorKind.UNAVAILABLE, True)
    assert (hung.calls, threading.active_count()) == (1, threads), "one call hangs, however often it is tried"
    [hanging] = hypervisor.hanging()
    assert hanging.uuid == VM
    assert any(f"VM {VM} hangs" in warning for warning in hypervisor.facts().warnings)


@pytest.mark.parametrize("verb", VERBS)
def test_the_power_is_cut_whatever_hangs(hypervisor: Hypervisor, hung: HungQemu, verb: str) -> None:
    name, call = VERBS[verb]
    if verb == "resume":
        hypervisor._connection.session().domain(VM).suspend()
    hung.at(name)
    given_up(lambda: call(hypervisor, 2))
    assert hypervisor.ensure_stopped(VM, stopped(fence=3)).report.power is PowerState.STOPPED
    assert hypervisor.ensure_running(VM, running(fence=4)).report.power is PowerState.RUNNING


def test_a_vm_that_hangs_is_removed(hypervisor: Hypervisor, hung: HungQemu) -> None:
    hung.at("setMemoryFlags")
    given_up(lambda: hypervisor.ensure_sized(VM, sized(memory_mib=4096, fence=2)))
    hypervisor.ensure_absent(VM, fenced(3))
    assert hypervisor.state_of(VM).power is PowerState.ABSENT


def test_a_button_that_hangs_is_no_failure(
    hypervisor: Hypervisor, hung: HungQemu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The grace runs, and ends it."""
    monkeypatch.setattr(asking, "PRESS_SECONDS", 0.1)
    hung.at("shutdownFlags")
    for verb in (
        lambda: hypervisor.ensure_stopped(VM, stopped("ask", 2)),
        lambda: hypervisor.ensure_stopped(VM, stopped("ask", 2)),
        lambda: hypervisor.restart(VM, restart("ask", 2)),
    ):
        answer = verb()
        assert answer.report.power is PowerState.RUNNING and answer.asked_seconds is not None
    assert hung.calls == 1
    assert hypervisor.ensure_stopped(VM, stopped(fence=3)).report.power is PowerState.STOPPED


def test_others_are_not_held_up(hypervisor: Hypervisor, hung: HungQemu) -> None:
    hung.at("shutdownFlags")
    hypervisor.ensure_stopped(VM, stopped("ask", 2))
    assert hypervisor.ensure_running(OTHER, running()).report.power is PowerState.RUNNING
    assert hypervisor.ensure_stopped(OTHER, stopped("ask")).report.power is PowerState.STOPPED
    assert {report.uuid for report in hypervisor.inventory()[1]} == {VM, OTHER}


def test_an_overtaken_call_changes_nothing_when_it_goes_on(hypervisor: Hypervisor, hung: HungQemu) -> None:
    hung.at("setMemoryFlags")
    given_up(lambda: hypervisor.ensure_sized(VM, sized(memory_mib=4096, fence=2)))
    hypervisor.ensure_stopped(VM, stopped(fence=3))
    late = failed(lambda: hypervisor.ensure_running(VM, running(fence=2)))
    assert late.kind is ErrorKind.FENCED


def test_every_failure_tells_what_is_so(hypervisor: Hypervisor, hung: HungQemu, machine: Machine) -> None:
    hypervisor.ensure_stopped(VM, stopped(fence=2))
    error = failed(lambda: hypervisor.restart(VM, restart("force", 2)))
    [seen] = [PowerReport.model_validate(report) for report in error.detail[OBSERVATIONS]]
    assert (seen.uuid, seen.power) == (VM, PowerState.STOPPED)
    assert seen.sequence < hypervisor.state_of(VM).sequence
    absent = failed(lambda: hypervisor.ensure_sized("c" * 32, sized(cpus=2)))
    assert absent.detail[OBSERVATIONS][0]["power"] == PowerState.ABSENT
