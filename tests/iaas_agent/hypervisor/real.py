"""Real QEMU for tests: a libvirtd of the tests' own, emulated where there is no KVM, and guests that boot on it."""

from __future__ import annotations

import base64
import json
import os
import queue
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import libvirt
import libvirt_qemu
import pytest

from api_common.contract.agent_report import JobReport, PowerReport
from api_common.contract.agent_spec import DiskSpec
from api_common.contract.states import JobStatus, PowerState
from api_common.identity import new_uuid
from api_common.jobs import Jobs
from deploy.dev.hypervisor import OwnLibvirtd
from iaas_agent.domain_xml.devices import disk_device, find, identity
from iaas_agent.hypervisor import Hypervisor, ProfileOptions, plugging
from iaas_agent.hypervisor.plugging import Sides
from tests.iaas_agent.domain_xml.specs import domain_spec
from tests.iaas_agent.hypervisor.machine import behind, defined, fenced, running

NEEDS_QEMU = [
    pytest.mark.qemu,
    pytest.mark.skipif(os.geteuid() != 0 or shutil.which("libvirtd") is None, reason="needs root and libvirtd"),
]
PATIENCE_SECONDS = 90.0
SCREEN_PORTS = range(6000, 32000)
"""Above those that libvirt takes by itself, below those that connections take."""


class ApartLibvirtd(OwnLibvirtd):
    """One whose screens do not fight for ports with those of other tests on this machine."""

    def _prepare(self) -> None:
        super()._prepare()
        first = SCREEN_PORTS.start + secrets.randbelow(len(SCREEN_PORTS) // 100) * 100
        with (self._base / "etc" / "qemu.conf").open("a") as settings:
            settings.write(f"remote_display_port_min = {first}\nremote_display_port_max = {first + 99}\n")


class RealHost:
    """A libvirtd, and a hypervisor on it that stays connected over all tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.libvirtd = ApartLibvirtd(folder / "libvirt", folder / "run", folder / "log")
        self.touched: queue.Queue[str] = queue.Queue()
        self.connected: queue.Queue[bool] = queue.Queue()
        self.job_reports: queue.Queue[JobReport] = queue.Queue()
        self.usb = folder / "usb"
        self.libvirtd.start()
        self.hypervisor = Hypervisor(
            self.libvirtd.uri,
            state_dir=folder / "agent",
            profile_options=ProfileOptions(virt_type="auto", bridge_type="Linux", vnc_listen="127.0.0.1"),
            disk_path=self.disk_path,
            jobs=Jobs(self.job_reports.put),
            usb_devices_dir=self.usb,
        )
        self.hypervisor.on_domain_event(self.touched.put)
        self.hypervisor.on_connection(self.connected.put)
        self.hypervisor.start()
        assert self.connected.get(timeout=PATIENCE_SECONDS)
        self.hypervisor.set_epoch(1)

    def disk_path(self, disk: DiskSpec) -> Path:
        return self.folder / f"{disk.uuid}.qcow2"

    def make_disk(self, disk: DiskSpec) -> DiskSpec:
        """Its file, empty."""
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", str(self.disk_path(disk)), "64M"], check=True)
        return disk

    def job_ended(self, key: str) -> JobReport:
        """The end of a job, when it is told."""
        while True:
            report = self.job_reports.get(timeout=PATIENCE_SECONDS)
            if report.key == key and report.status is not JobStatus.RUNNING:
                return report

    def stop(self) -> None:
        self.hypervisor.stop()
        self.libvirtd.end_vms()
        self.libvirtd.stop()


class Guest:
    """One VM on the host, with a fresh overlay on the bundled guest."""

    def __init__(self, host: RealHost, image: Path, system: DiskSpec | None = None) -> None:
        self.host, self.hypervisor, self.uuid = host, host.hypervisor, new_uuid()
        self.system = (system or domain_spec().disks[0]).model_copy(update={"uuid": self.uuid})
        overlay = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", str(image)]
        subprocess.run([*overlay, str(host.disk_path(self.system))], check=True)
        size = {"cpus": 1, "max_cpus": 4, "memory_mib": 256, "max_memory_mib": 512}
        self.definition = defined(uuid=self.uuid, disks=[self.system], nics=[], **size)
        self.define()

    def define(self) -> None:
        """Let libvirt know it."""
        self.hypervisor.ensure_defined(self.definition)

    @property
    def domain(self) -> libvirt.virDomain:
        return behind(self.hypervisor, self.uuid)

    @property
    def pid(self) -> int:
        return int((self.host.folder / "libvirt" / "run" / "qemu" / f"{self.uuid}.pid").read_text())

    def has_a_keeper(self) -> bool:
        """Whether its QEMU's parent is a reaper, and not process 1, which may let its body lie."""
        parent = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[1]
        return b"reaper.py" in Path(f"/proc/{parent}/cmdline").read_bytes()

    def start(self, password: str = "first") -> None:
        self.hypervisor.ensure_running(self.uuid, running(password))
        self.asks("guest-ping")

    def remove(self) -> None:
        self.hypervisor.ensure_absent(self.uuid, fenced(1000))
        assert self.look().power is PowerState.ABSENT

    def look(self) -> PowerReport:
        return self.hypervisor.state_of(self.uuid)

    def sides(self) -> Sides:
        """What the guest has now, and what it will have at its next start."""
        return plugging.look(self.hypervisor._connection.session(), self.domain)

    def has(self, disk: DiskSpec) -> tuple[bool, bool]:
        """Whether a disk is there now, and at the next start."""
        sides, wanted = self.sides(), identity(disk_device(disk, self.host.disk_path))
        return sides.now_has(wanted), find(sides.definition, wanted) is not None

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
