"""A hypervisor for tests, the bodies of its verbs, and the way behind its back.

`test:///<file>` is a machine of its own for each connection, so tests cannot meet.
"""

from __future__ import annotations

import queue
from pathlib import Path
from typing import Any

import libvirt

from api_common.contract.agent_report import JobReport, PowerReport
from api_common.contract.agent_spec import (
    DiskSpec,
    EnsureDefined,
    EnsureDisk,
    EnsureHostDevice,
    EnsureNoDisk,
    EnsureRunning,
    EnsureSized,
    EnsureStopped,
    Fenced,
    HostDeviceSpec,
    Restart,
    WantedSize,
)
from api_common.jobs import Jobs
from iaas_agent.hypervisor import Hypervisor, ProfileOptions
from tests.iaas_agent.domain_xml.specs import VM, disk_path, domain_spec

OPERATION = "0" * 32
PATIENCE_SECONDS = 20.0
_NODE = """<node><cpu><mhz>2000</mhz><model>x86_64</model><active>64</active><nodes>1</nodes><sockets>1</sockets>
<cores>32</cores><threads>2</threads></cpu><memory>268435456</memory></node>"""


class Machine:
    """One simulated host; `start` it as often as its agent would be."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        node = folder / "node.xml"
        node.write_text(_NODE)
        self.uri = f"test://{node}"
        self.usb = folder / "usb"
        self.touched: queue.Queue[str] = queue.Queue()
        self.connected: queue.Queue[bool] = queue.Queue()
        self.job_reports: queue.Queue[JobReport] = queue.Queue()
        self.jobs = Jobs(self.job_reports.put)

    def agent(self, *, epoch: int = 1) -> Hypervisor:
        """A hypervisor that is connected and, unless the epoch is 0, registered."""
        hypervisor = Hypervisor(
            self.uri,
            state_dir=self._folder,
            profile_options=ProfileOptions(virt_type="auto", bridge_type="Linux", vnc_listen="127.0.0.1"),
            disk_path=disk_path,
            jobs=self.jobs,
            usb_devices_dir=self.usb,
        )
        hypervisor.on_domain_event(self.touched.put)
        hypervisor.on_connection(self.connected.put)
        hypervisor.start()
        if epoch:
            hypervisor.set_epoch(epoch)
        return hypervisor


def behind(hypervisor: Hypervisor, uuid: str = VM) -> libvirt.virDomain:
    """A domain as libvirt has it: for what somebody else does to it."""
    return connection_of(hypervisor).lookupByUUIDString(uuid)


def connection_of(hypervisor: Hypervisor) -> libvirt.virConnect:
    """The connection that the hypervisor works on."""
    return hypervisor._connection.session().connection


def defined(fence: int = 1, **changes: Any) -> EnsureDefined:
    return EnsureDefined(operation_uuid=OPERATION, fence=fence, domain=domain_spec(**changes))


def running(password: str = "first", fence: int = 1, **size: int) -> EnsureRunning:
    return EnsureRunning(operation_uuid=OPERATION, fence=fence, vnc_password=password, size=WantedSize(**size))


def stopped(mode: Any = "force", fence: int = 1) -> EnsureStopped:
    return EnsureStopped(operation_uuid=OPERATION, fence=fence, mode=mode)


def restart(mode: Any = "ask", fence: int = 1, operation: str = OPERATION) -> Restart:
    return Restart(operation_uuid=operation, fence=fence, mode=mode)


def sized(cpus: int | None = None, memory_mib: int | None = None, fence: int = 1, **more: Any) -> EnsureSized:
    return EnsureSized(operation_uuid=OPERATION, fence=fence, cpus=cpus, memory_mib=memory_mib, **more)


def with_disk(disk: DiskSpec, fence: int = 1, operation: str = OPERATION) -> EnsureDisk:
    return EnsureDisk(operation_uuid=operation, fence=fence, disk=disk)


def without_disk(disk: DiskSpec, fence: int = 1, operation: str = OPERATION) -> EnsureNoDisk:
    return EnsureNoDisk(operation_uuid=operation, fence=fence, disk=disk)


def host_device(device: HostDeviceSpec, fence: int = 1) -> EnsureHostDevice:
    return EnsureHostDevice(operation_uuid=OPERATION, fence=fence, device=device)


def fenced(fence: int = 1, operation: str = OPERATION) -> Fenced:
    return Fenced(operation_uuid=operation, fence=fence)


def news_of(touched: queue.Queue[str], hypervisor: Hypervisor, *, until: Any, uuid: str = VM) -> PowerReport:
    """Look at the domain each time there is news of it, until its state is the one that is waited for."""
    while True:
        assert touched.get(timeout=PATIENCE_SECONDS)
        report = hypervisor.state_of(uuid)
        if report.power is until:
            return report
