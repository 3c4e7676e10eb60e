"""The ensure verbs on libvirt's test driver: what they do, what they leave alone, and that they may be repeated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import libvirt
import pytest

from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from iaas_agent.domain_xml.screen import read_screen
from iaas_agent.hypervisor import Hypervisor
from tests.iaas_agent.domain_xml.specs import VM
from tests.iaas_agent.hypervisor.machine import (
    Machine,
    behind,
    connection_of,
    defined,
    fenced,
    restart,
    running,
    sized,
    stopped,
)

INACTIVE = libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE


def power(hypervisor: Hypervisor) -> PowerState:
    return hypervisor.state_of(VM).power


class TestDefined:
    def test_it_is_there_and_off(self, hypervisor: Hypervisor) -> None:
        report = hypervisor.ensure_defined(defined()).report
        assert (report.uuid, report.power, report.epoch, report.vnc_port) == (VM, PowerState.STOPPED, 1, None)

    def test_again_is_fine_and_the_later_definition_counts(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_defined(defined(fence=2, max_cpus=16))
        assert behind(hypervisor).vcpusFlags(libvirt.VIR_DOMAIN_VCPU_CONFIG | libvirt.VIR_DOMAIN_VCPU_MAXIMUM) == 16

    def test_a_running_one_is_left_alone(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running())
        assert hypervisor.ensure_defined(defined(max_cpus=16)).report.power is PowerState.RUNNING
        assert "<vcpu placement='static' current='2'>8<" in behind(hypervisor).XMLDesc(INACTIVE)


class TestRunning:
    def test_started_with_the_password_of_the_request(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        answer = hypervisor.ensure_running(VM, running("pass-one"))
        assert (answer.report.power, answer.vnc_password) == (PowerState.RUNNING, "pass-one")
        assert read_screen(behind(hypervisor).XMLDesc(INACTIVE)).password == "pass-one"

    def test_one_that_runs_keeps_its_password_and_tells_it(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running("one"))
        assert hypervisor.ensure_running(VM, running("two")).vnc_password == "one"

    def test_every_start_has_its_own_password(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        for password in ("one", "two"):
            assert hypervisor.ensure_running(VM, running(password)).vnc_password == password
            hypervisor.ensure_stopped(VM, stopped())

    def test_a_paused_one_goes_on(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running("one"))
        behind(hypervisor).suspend()
        assert power(hypervisor) is PowerState.PAUSED
        answer = hypervisor.ensure_running(VM, running("two"))
        assert (answer.report.power, answer.vnc_password) == (PowerState.RUNNING, "one")

    def test_a_saved_one_is_restored(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running("one"))
        hypervisor.ensure_suspended(VM, fenced())
        answer = hypervisor.ensure_running(VM, running("two"))
        assert (answer.report.power, answer.vnc_password) == (PowerState.RUNNING, "two")
        assert not behind(hypervisor).hasManagedSaveImage()


class TestStopped:
    @pytest.mark.parametrize("mode", ["ask", "force"])
    def test_off_twice(self, hypervisor: Hypervisor, mode: str) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running())
        for _ in range(2):
            assert hypervisor.ensure_stopped(VM, stopped(mode)).report.power is PowerState.STOPPED

    @pytest.mark.parametrize(("mode", "left"), [("ask", PowerState.SAVED), ("force", PowerState.STOPPED)])
    def test_only_force_throws_saved_memory_away(self, hypervisor: Hypervisor, mode: str, left: PowerState) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running())
        hypervisor.ensure_suspended(VM, fenced())
        assert hypervisor.ensure_stopped(VM, stopped(mode)).report.power is left

    def test_a_paused_one_hears_the_button(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running())
        behind(hypervisor).suspend()
        assert hypervisor.ensure_stopped(VM, stopped("ask")).report.power is PowerState.STOPPED

    def test_one_that_is_gone_is_off(self, hypervisor: Hypervisor) -> None:
        assert hypervisor.ensure_stopped(VM, stopped()).report.power is PowerState.ABSENT


class TestSuspended:
    def test_saved_twice(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running())
        for _ in range(2):
            answer = hypervisor.ensure_suspended(VM, fenced())
            assert (answer.report.power, answer.job) == (PowerState.SAVED, None)

    def test_a_job_that_was_answered_is_not_told(self, hypervisor: Hypervisor, machine: Machine) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running())
        assert hypervisor.ensure_suspended(VM, fenced()).job is None
        assert machine.job_reports.empty()

    def test_one_that_is_off_has_nothing_to_save(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        with pytest.raises(IaasError) as failed:
            hypervisor.ensure_suspended(VM, fenced())
        assert failed.value.kind is ErrorKind.WRONG_STATE


class TestRestarted:
    def test_asked_it_goes_off_and_whoever_asks_starts_it(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running())
        answer = hypervisor.restart(VM, restart("ask", 2))
        assert (answer.report.power, answer.restarted) == (PowerState.STOPPED, False)

    def test_libvirts_own_reboot_is_never_asked_for(
        self, hypervisor: Hypervisor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It leaves a mark that makes a restart of the guest's next power-off."""
        monkeypatch.delattr(libvirt.virDomain, "reboot")
        hypervisor.ensure_defined(defined())
        for mode in ("ask", "force"):
            hypervisor.ensure_running(VM, running(fence=2))
            hypervisor.restart(VM, restart(mode, 2))

    def test_forced_it_is_reset_also_if_it_stands_still(
        self, hypervisor: Hypervisor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running())
        behind(hypervisor).suspend()
        reset: list[Any] = []
        monkeypatch.setattr(libvirt.virDomain, "reset", lambda domain, flags=0: reset.append(domain))
        assert hypervisor.restart(VM, restart("force", 2)).report.power is PowerState.RUNNING
        assert len(reset) == 1

    def test_one_that_is_off_cannot_be_reset(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        with pytest.raises(IaasError) as failed:
            hypervisor.restart(VM, restart("force", 2))
        assert failed.value.kind is ErrorKind.WRONG_STATE


class TestAbsent:
    def test_gone_twice(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running())
        for _ in range(2):
            hypervisor.ensure_absent(VM, fenced())
            assert power(hypervisor) is PowerState.ABSENT

    def test_saved_memory_goes_too(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_running(VM, running())
        hypervisor.ensure_suspended(VM, fenced())
        hypervisor.ensure_absent(VM, fenced())
        assert hypervisor.ensure_defined(defined()).report.power is PowerState.STOPPED

    def test_only_no_domain_means_absent(self, hypervisor: Hypervisor, monkeypatch: pytest.MonkeyPatch) -> None:
        """D10: a libvirt that fails is not taken for one without the domain."""

        def fails(*_: Any) -> None:
            raise libvirt.libvirtError("the look-up failed")

        hypervisor.ensure_defined(defined())
        monkeypatch.setattr(libvirt.virConnect, "lookupByUUIDString", fails)
        for verb in (lambda: hypervisor.ensure_absent(VM, fenced()), lambda: hypervisor.state_of(VM)):
            with pytest.raises(IaasError) as failed:
                verb()
            assert failed.value.kind is ErrorKind.HYPERVISOR_FAILED


VERBS: dict[str, Callable[[Hypervisor, int], Any]] = {
    "running": lambda hypervisor, fence: hypervisor.ensure_running(VM, running(fence=fence)),
    "stopped": lambda hypervisor, fence: hypervisor.ensure_stopped(VM, stopped(fence=fence)),
    "suspended": lambda hypervisor, fence: hypervisor.ensure_suspended(VM, fenced(fence)),
    "restarted": lambda hypervisor, fence: hypervisor.restart(VM, restart("force", fence)),
    "sized": lambda hypervisor, fence: hypervisor.ensure_sized(VM, sized(cpus=2, fence=fence)),
    "absent": lambda hypervisor, fence: hypervisor.ensure_absent(VM, fenced(fence)),
    "defined": lambda hypervisor, fence: hypervisor.ensure_defined(defined(fence)),
}


@pytest.mark.parametrize("verb", VERBS)
class TestEveryVerb:
    def test_refuses_an_older_fence(self, hypervisor: Hypervisor, verb: str) -> None:
        hypervisor.ensure_defined(defined(fence=5))
        with pytest.raises(IaasError) as failed:
            VERBS[verb](hypervisor, 4)
        assert failed.value.kind is ErrorKind.FENCED

    def test_refuses_an_older_fence_after_removal(self, hypervisor: Hypervisor, verb: str) -> None:
        """A late call of a runner that lost its lease must not bring a domain back."""
        hypervisor.ensure_absent(VM, fenced(5))
        with pytest.raises(IaasError) as failed:
            VERBS[verb](hypervisor, 4)
        assert failed.value.kind is ErrorKind.FENCED
        assert power(hypervisor) is PowerState.ABSENT

    def test_waits_for_registration(self, machine: Machine, verb: str) -> None:
        """Without an epoch its answer could not be told from an older one."""
        hypervisor = machine.agent(epoch=0)
        with pytest.raises(IaasError) as failed:
            VERBS[verb](hypervisor, 1)
        hypervisor.stop()
        assert failed.value.kind is ErrorKind.UNAVAILABLE

    def test_is_unavailable_without_libvirt(self, hypervisor: Hypervisor, verb: str) -> None:
        hypervisor.stop()
        with pytest.raises(IaasError) as failed:
            VERBS[verb](hypervisor, 1)
        assert failed.value.kind is ErrorKind.UNAVAILABLE


@pytest.mark.parametrize("verb", ["running", "suspended", "restarted", "sized"])
def test_a_domain_that_is_not_there_is_not_found(hypervisor: Hypervisor, verb: str) -> None:
    with pytest.raises(IaasError) as failed:
        VERBS[verb](hypervisor, 1)
    assert failed.value.kind is ErrorKind.NOT_FOUND


def test_somebody_else_wins_the_race_to_off(hypervisor: Hypervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guest goes off between our look and our call."""
    hypervisor.ensure_defined(defined())
    monkeypatch.setattr(libvirt.virDomain, "isActive", lambda _: 1)
    assert hypervisor.ensure_stopped(VM, stopped()).report.power is PowerState.STOPPED
    hypervisor.ensure_absent(VM, fenced())
    assert not [domain for domain in connection_of(hypervisor).listAllDomains(0) if domain.name() == VM]
