"""The verbs on real QEMU with a guest that boots: a libvirtd of the test's own, emulated where there is no KVM.

The test driver cannot show these: what a guest answers, what happens when it goes by itself, and a libvirtd that dies.
"""

from __future__ import annotations

import base64
import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import libvirt
import libvirt_qemu
import pytest

from api_common.contract.agent_report import PowerReport
from api_common.contract.agent_spec import DiskSpec
from api_common.contract.states import ImageOsType, PowerState
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from api_common.jobs import Jobs
from deploy.dev import guest_image
from deploy.dev.hypervisor import OwnLibvirtd
from iaas_agent.domain_xml.screen import read_screen
from iaas_agent.hypervisor import Hypervisor, ProfileOptions
from tests.iaas_agent.domain_xml.specs import domain_spec
from tests.iaas_agent.hypervisor.machine import behind, defined, fenced, running, sized, stopped

pytestmark = [
    pytest.mark.qemu,
    pytest.mark.skipif(os.geteuid() != 0 or shutil.which("libvirtd") is None, reason="needs root and libvirtd"),
]
PATIENCE_SECONDS = 90.0
BOOT_ID = "cat /proc/sys/kernel/random/boot_id"


class RealHost:
    """A libvirtd, and a hypervisor on it that stays connected over all tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.libvirtd = OwnLibvirtd(folder / "libvirt", folder / "run", folder / "log")
        self.touched: queue.Queue[str] = queue.Queue()
        self.connected: queue.Queue[bool] = queue.Queue()
        self.libvirtd.start()
        self.hypervisor = Hypervisor(
            self.libvirtd.uri,
            state_dir=folder / "agent",
            profile_options=ProfileOptions(virt_type="auto", bridge_type="Linux", vnc_listen="127.0.0.1"),
            disk_path=self.disk_path,
            jobs=Jobs(lambda _: None),
        )
        self.hypervisor.on_domain_event(self.touched.put)
        self.hypervisor.on_connection(self.connected.put)
        self.hypervisor.start()
        assert self.connected.get(timeout=PATIENCE_SECONDS)
        self.hypervisor.set_epoch(1)

    def disk_path(self, disk: DiskSpec) -> Path:
        return self.folder / f"{disk.uuid}.qcow2"

    def stop(self) -> None:
        self.hypervisor.stop()
        self.libvirtd.end_vms()
        self.libvirtd.stop()


class Guest:
    """One VM on the host, with a fresh overlay on the bundled guest."""

    def __init__(self, host: RealHost, image: Path) -> None:
        self.host, self.hypervisor, self.uuid = host, host.hypervisor, new_uuid()
        system = domain_spec().disks[0].model_copy(update={"uuid": self.uuid})
        overlay = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", str(image)]
        subprocess.run([*overlay, str(host.disk_path(system))], check=True)
        size = {"cpus": 1, "max_cpus": 4, "memory_mib": 256, "max_memory_mib": 512}
        self.definition = defined(uuid=self.uuid, disks=[system], nics=[], **size)
        self.hypervisor.ensure_defined(self.definition)

    @property
    def domain(self) -> libvirt.virDomain:
        return behind(self.hypervisor, self.uuid)

    @property
    def pid(self) -> int:
        return int((self.host.folder / "libvirt" / "run" / "qemu" / f"{self.uuid}.pid").read_text())

    def start(self, password: str = "first") -> None:
        self.hypervisor.ensure_running(self.uuid, running(password))
        self.asks("guest-ping")

    def remove(self) -> None:
        self.hypervisor.ensure_absent(self.uuid, fenced(1000))
        assert self.look().power is PowerState.ABSENT

    def look(self) -> PowerReport:
        return self.hypervisor.state_of(self.uuid)

    def seen(self, power: PowerState) -> PowerReport:
        """Wait for news of this domain until it shows this state: by events alone."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (report := self.look()).power is not power:
            while self.host.touched.get(timeout=deadline - time.monotonic()) != self.uuid:
                pass
        return report

    def asks(self, command: str, **arguments: Any) -> Any:
        """What the guest's agent answers, as soon as it is up."""
        return wait_for(lambda: [self._ask(command, **arguments)])[0]

    def runs(self, program: str) -> str:
        """What a program says inside the guest. Begun again if the guest restarts meanwhile."""
        return str(wait_for(lambda: [self._run(program)])[0])

    def _ask(self, command: str, **arguments: Any) -> Any:
        text = json.dumps({"execute": command, **({"arguments": arguments} if arguments else {})})
        return json.loads(libvirt_qemu.qemuAgentCommand(self.domain, text, 5, 0))["return"]

    def _run(self, program: str) -> str:
        how = {"path": "/bin/sh", "arg": ["-c", program], "capture-output": True}
        pid = self._ask("guest-exec", **how)["pid"]
        while not (told := self._ask("guest-exec-status", pid=pid))["exited"]:
            time.sleep(0.1)
        return base64.b64decode(told.get("out-data", "")).decode().strip()


def wait_for(attempt: Callable[[], Any]) -> Any:
    """The first true answer. Guests cannot call us, so this one asks again and again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if answer := attempt():
                return answer
        except libvirt.libvirtError:
            if time.monotonic() > deadline:
                raise
        assert time.monotonic() < deadline, "the guest did not get there"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def host() -> Iterator[RealHost]:
    folder = Path(tempfile.mkdtemp(prefix="kubeiaas-hv-"))  # short: the socket's path has an end
    real = RealHost(folder)
    yield real
    real.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def image() -> Path:
    return guest_image.build()


@pytest.fixture(scope="module")
def guest(host: RealHost, image: Path) -> Iterator[Guest]:
    """One for all tests that leave it as useful as they found it: booting takes its time where there is no KVM."""
    guest = Guest(host, image)
    yield guest
    guest.remove()


@pytest.fixture
def fresh(host: RealHost, image: Path) -> Iterator[Guest]:
    """One for this test alone."""
    guest = Guest(host, image)
    yield guest
    guest.remove()


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
    assert guest.hypervisor.ensure_stopped(guest.uuid, stopped("ask")).report.power is PowerState.RUNNING
    assert guest.seen(PowerState.STOPPED).reason == "shutdown"


def test_no_power(guest: Guest) -> None:
    guest.hypervisor.ensure_running(guest.uuid, running("next"))
    report = guest.hypervisor.ensure_stopped(guest.uuid, stopped()).report
    assert (report.power, report.reason, report.vnc_port) == (PowerState.STOPPED, "destroyed", None)
    assert guest.hypervisor.ensure_running(guest.uuid, running("last")).vnc_password == "last"
    guest.domain.managedSave(0)
    assert guest.hypervisor.ensure_stopped(guest.uuid, stopped()).report.power is PowerState.STOPPED


def test_reboot_once_per_fence(fresh: Guest) -> None:
    fresh.start()
    boot = fresh.runs(BOOT_ID)
    for _ in range(2):
        assert fresh.hypervisor.reboot(fresh.uuid, fenced(2)).report.power is PowerState.RUNNING
    wait_for(lambda: fresh.runs(BOOT_ID) != boot)
    assert fresh.look().power is PowerState.RUNNING


def test_what_happens_by_itself_is_news(fresh: Guest) -> None:
    fresh.start()
    fresh.asks("guest-exec", path="/bin/busybox", arg=["poweroff", "-f"])
    assert fresh.seen(PowerState.STOPPED).reason == "shutdown"
    fresh.hypervisor.ensure_running(fresh.uuid, running())
    os.kill(fresh.pid, signal.SIGKILL)
    assert fresh.seen(PowerState.CRASHED).reason == "crashed"
    assert fresh.hypervisor.ensure_running(fresh.uuid, running()).report.power is PowerState.RUNNING


def test_a_start_that_fails_says_why(fresh: Guest) -> None:
    fresh.host.disk_path(fresh.definition.domain.disks[0]).unlink()
    with pytest.raises(IaasError) as failed:
        fresh.hypervisor.ensure_running(fresh.uuid, running())
    assert failed.value.kind is ErrorKind.HYPERVISOR_FAILED
    assert "No such file or directory" in failed.value.message
    assert fresh.look().power is PowerState.STOPPED
