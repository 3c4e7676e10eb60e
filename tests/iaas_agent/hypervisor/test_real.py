"""The verbs on real QEMU with a guest that boots: a libvirtd of the test's own, emulated where there is no KVM.

The test driver cannot show these: what a guest answers, what happens when it goes by itself, and a libvirtd that dies.
"""

from __future__ import annotations

import os
import signal

import pytest

from api_common.contract.states import ImageOsType, PowerState
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from iaas_agent.domain_xml.screen import read_screen
from tests.iaas_agent.hypervisor.machine import fenced, running, sized, stopped
from tests.iaas_agent.hypervisor.real import NEEDS_QEMU, PATIENCE_SECONDS, Guest, RealHost, wait_for

pytestmark = NEEDS_QEMU
BOOT_ID = "cat /proc/sys/kernel/random/boot_id"


def test_the_host_is_known(host: RealHost) -> None:
    facts = host.hypervisor.facts()
    assert facts.virt_type in ("kvm", "qemu") and facts.emulator == "/usr/bin/qemu-system-x86_64"
    assert facts.version.startswith("libvirt ") and ", QEMU " in facts.version
    assert facts.cpus >= 1 and facts.memory_mib > 0
    assert (facts.virt_type == "qemu") == bool(facts.warnings)


@pytest.mark.parametrize("os_type", ImageOsType)
def test_qemu_takes_what_we_define(fresh: Guest, os_type: ImageOsType) -> None:
    """Windows has elements of its own; QEMU starts with them, whatever is on the disk."""
    spec = fresh.definition.domain.model_copy(update={"os_type": os_type})
    fresh.hypervisor.ensure_defined(fresh.definition.model_copy(update={"domain": spec}))
    assert fresh.hypervisor.ensure_running(fresh.uuid, running()).report.power is PowerState.RUNNING


def test_started_with_a_screen(guest: Guest) -> None:
    answer = guest.hypervisor.ensure_running(guest.uuid, running("pass-one"))
    assert (answer.report.power, answer.vnc_password) == (PowerState.RUNNING, "pass-one")
    assert answer.report.vnc_port == read_screen(guest.domain.XMLDesc(0)).display
    assert str(answer.report.vnc_port).isdigit()
    assert guest.hypervisor.ensure_running(guest.uuid, running("pass-two")).vnc_password == "pass-one"
    guest.asks("guest-ping")


def test_suspended_and_resumed_it_is_the_same_run(guest: Guest) -> None:
    guest.start("before")
    boot = guest.runs(BOOT_ID)
    answer = guest.hypervisor.ensure_suspended(guest.uuid, fenced())
    while answer.job is not None:
        guest.seen(PowerState.SAVED)
        answer = guest.hypervisor.ensure_suspended(guest.uuid, fenced())
    assert answer.report.power is PowerState.SAVED
    assert guest.hypervisor.ensure_stopped(guest.uuid, stopped("ask")).report.power is PowerState.SAVED
    restored = guest.hypervisor.ensure_running(guest.uuid, running("after"))
    assert (restored.report.power, restored.vnc_password) == (PowerState.RUNNING, "after")
    assert guest.runs(BOOT_ID) == boot


def test_paused_by_somebody_else(guest: Guest) -> None:
    guest.start()
    guest.domain.suspend()
    assert guest.seen(PowerState.PAUSED).reason == "user"
    assert guest.hypervisor.ensure_running(guest.uuid, running()).report.power is PowerState.RUNNING
    guest.asks("guest-ping")


def test_statistics(guest: Guest) -> None:
    guest.start()
    [figures] = [told for told in guest.hypervisor.statistics() if told["uuid"] == guest.uuid]
    assert figures["cpu.time"] > 0 and figures["balloon.current"] > 0 and "block.0.rd.bytes" in figures


def test_a_hung_qemu_holds_up_no_look(guest: Guest) -> None:
    guest.start()
    os.kill(guest.pid, signal.SIGSTOP)
    try:
        assert guest.uuid in {report.uuid for report in guest.hypervisor.inventory()[1]}
        guest.hypervisor.statistics()
        assert guest.look().power is PowerState.RUNNING
    finally:
        os.kill(guest.pid, signal.SIGCONT)


def test_libvirtd_dies_and_comes_back(guest: Guest) -> None:
    """The VM runs on; the agent reconnects by itself and sees it again."""
    guest.start("kept")
    password = guest.hypervisor.ensure_running(guest.uuid, running("other")).vnc_password
    assert guest.host.libvirtd.pid is not None
    os.kill(guest.host.libvirtd.pid, signal.SIGKILL)
    assert guest.host.connected.get(timeout=PATIENCE_SECONDS) is False
    with pytest.raises(IaasError) as failed:
        guest.look()
    assert failed.value.kind is ErrorKind.UNAVAILABLE
    assert "cannot be reached" in (guest.hypervisor.problem() or "")
    guest.host.libvirtd.start()
    assert guest.host.connected.get(timeout=PATIENCE_SECONDS) is True
    assert guest.has_a_keeper(), "who takes it away when it ends, as libvirt will wait for that"
    answer = guest.hypervisor.ensure_running(guest.uuid, running("other"))
    assert (answer.report.power, answer.vnc_password) == (PowerState.RUNNING, password)
    guest.domain.suspend()
    guest.seen(PowerState.PAUSED)
    guest.domain.resume()


def test_more_of_everything_while_it_runs(guest: Guest) -> None:
    guest.start("secret")
    password = guest.hypervisor.ensure_running(guest.uuid, running()).vnc_password
    for _ in range(2):
        guest.hypervisor.ensure_sized(guest.uuid, sized(cpus=3, memory_mib=384))
    assert wait_for(lambda: guest.runs("nproc") == "3")
    assert wait_for(lambda: guest.domain.info()[2] == 384 * 1024)
    for refused, kind in (
        (sized(cpus=2), ErrorKind.WRONG_STATE),
        (sized(cpus=5), ErrorKind.INVALID_REQUEST),
        (sized(memory_mib=1024), ErrorKind.INVALID_REQUEST),
    ):
        with pytest.raises(IaasError) as failed:
            guest.hypervisor.ensure_sized(guest.uuid, refused)
        assert failed.value.kind is kind
    [held] = [held for held in guest.hypervisor.holdings() if held.uuid == guest.uuid]
    assert (held.cpus, held.memory_mib, held.metadata) == (3, 384, guest.definition.domain.metadata)
    assert guest.hypervisor.ensure_running(guest.uuid, running()).vnc_password == password


def test_a_paused_guest_hears_the_button(guest: Guest) -> None:
    guest.start()
    guest.domain.suspend()
    ask = stopped("ask").model_copy(update={"operation_uuid": new_uuid()})  # one that has pressed just now waits
    assert guest.hypervisor.ensure_stopped(guest.uuid, ask).report.power is PowerState.RUNNING
    assert guest.seen(PowerState.STOPPED).reason == "shutdown"


def test_no_power(guest: Guest) -> None:
    guest.hypervisor.ensure_running(guest.uuid, running("next"))
    report = guest.hypervisor.ensure_stopped(guest.uuid, stopped()).report
    assert (report.power, report.reason, report.vnc_port) == (PowerState.STOPPED, "destroyed", None)
    assert guest.hypervisor.ensure_running(guest.uuid, running("last")).vnc_password == "last"
    guest.domain.managedSave(0)
    assert guest.hypervisor.ensure_stopped(guest.uuid, stopped()).report.power is PowerState.STOPPED


def test_what_happens_by_itself_is_news(fresh: Guest) -> None:
    fresh.start()
    fresh.asks("guest-exec", path="/bin/busybox", arg=["poweroff", "-f"])
    assert fresh.seen(PowerState.STOPPED).reason == "shutdown"
    fresh.hypervisor.ensure_running(fresh.uuid, running())
    os.kill(fresh.pid, signal.SIGKILL)
    assert fresh.seen(PowerState.CRASHED).reason == "crashed"
    assert fresh.hypervisor.ensure_running(fresh.uuid, running()).report.power is PowerState.RUNNING


def test_a_start_that_fails_says_why(fresh: Guest) -> None:
    fresh.host.disk_path(fresh.system).unlink()
    with pytest.raises(IaasError) as failed:
        fresh.hypervisor.ensure_running(fresh.uuid, running())
    assert failed.value.kind is ErrorKind.HYPERVISOR_FAILED
    assert "No such file or directory" in failed.value.message
    assert fresh.look().power is PowerState.STOPPED
