"""The hypervisor of this host as the rest of the agent knows it: looks, changes, facts, news.

Used by `routes/domains` (changes), `reporting` (looks and news) and `metrics` (figures). It only puts the parts of this
room together. Changes are refused until the agent is registered: without an epoch their answers could not be told from
older ones.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import libvirt

from api_common.contract.agent_report import PowerReport
from api_common.contract.agent_spec import (
    DomainAnswer,
    EnsureDefined,
    EnsureDisk,
    EnsureHostDevice,
    EnsureNoDisk,
    EnsureRunning,
    EnsureSized,
    EnsureStopped,
    Fenced,
    Holding,
    Restart,
)
from api_common.contract.device import Device
from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from api_common.jobs import Jobs
from iaas_agent.domain_xml.profile import DiskPath, HostProfile
from iaas_agent.hypervisor.asides import Asides
from iaas_agent.hypervisor.asking import Asking
from iaas_agent.hypervisor.clocks import GuestClocks
from iaas_agent.hypervisor.connection import Connection
from iaas_agent.hypervisor.disks import Disks
from iaas_agent.hypervisor.domains import Domains
from iaas_agent.hypervisor.events import DomainEvents
from iaas_agent.hypervisor.facts import HypervisorFacts, ProfileOptions, collect
from iaas_agent.hypervisor.host_devices import HostDevices
from iaas_agent.hypervisor.lines import Lines, opener
from iaas_agent.hypervisor.lives import Lives
from iaas_agent.hypervisor.locks import Fences, Hanging, wanted
from iaas_agent.hypervisor.looks import Looks
from iaas_agent.hypervisor.news import News
from iaas_agent.hypervisor.observer import Observer
from iaas_agent.hypervisor.reasons import Reasons
from iaas_agent.hypervisor.session import Session
from iaas_agent.hypervisor.simulated import SimulatedMachine
from iaas_agent.hypervisor.statistics import MOST_WAITING, Statistics
from iaas_agent.hypervisor.suspending import LANE, Suspending
from iaas_agent.hypervisor.turns import Machine, Turns
from iaas_agent.hypervisor.unplugging import Unplugging
from iaas_agent.hypervisor.usb import UsbBus

_LOG = logging.getLogger(__name__)
TURN_LINES, CUT_LINES, MOST_ASIDES = 11, 8, 2
"""Connections for calls to guests' QEMUs, for cutting power, and for what looks and clocks ask. With those that save
memory and tell figures, fewer may hang than libvirtd has workers; cutting power has workers of its own there."""


class Hypervisor:
    """One libvirt, opened in the background and again when it goes away."""

    def __init__(
        self,
        uri: str,
        *,
        state_dir: Path,
        profile_options: ProfileOptions,
        disk_path: DiskPath,
        jobs: Jobs,
        usb_devices_dir: Path = Path("/sys/bus/usb/devices"),
        detach_grace_seconds: float = 30,
    ) -> None:
        self._options = profile_options
        self._disk_path = disk_path
        self._simulated = SimulatedMachine(state_dir / "simulated") if uri.startswith("test:") else None
        self._domain_listener: Callable[[str], None] = lambda _: None
        self._connection_listener: Callable[[bool], None] = lambda _: None
        self._news = News()
        self._lives = Lives(state_dir / "lives")
        self._events = DomainEvents(
            self._happened,
            lambda uuid: self._asking.restarted(uuid),
            self._lives.signalled,
            lambda uuid, event, detail: self._clocks.lived(uuid, event, detail),
        )
        self._connection = Connection(
            uri, self._events, prepare=self._prepare, on_change=lambda came: self._connection_listener(came)
        )
        self._usb = UsbBus(usb_devices_dir)
        open_, session = opener(uri), self._connection.session
        asides = Asides(session, Lines(open_, MOST_ASIDES))
        self._clocks = GuestClocks(session, asides.ask)
        self._observer = Observer(session, Reasons(self._lives, asides.ask))
        self._looks = Looks()
        figures = Lines(open_, MOST_WAITING)
        self._statistics = Statistics(lambda: self._figures(figures))
        around, fences = Machine(self._registered_session, self._keep, self.state_of), Fences()
        turns = Turns(around, fences, Lines(open_, TURN_LINES, full=self._all_taken))
        # libvirt has no event for saved memory that is dropped
        telling = replace(around, note=lambda uuid: self._happened(uuid, None))
        cuts = Turns(telling, fences, Lines(open_, CUT_LINES))
        self._turns = (turns, cuts)
        self._asking = Asking(turns)
        suspending = Suspending(turns, Lines(open_, LANE.workers), session, jobs)
        unplugging = Unplugging(turns, self._news, jobs, grace_seconds=detach_grace_seconds)
        self._domains = Domains(turns, cuts, self._observer, suspending, self._asking, self._news)
        self._disks = Disks(turns, self._observer, unplugging)
        self._host_devices = HostDevices(turns, self._observer, self._usb)

    # --- life ---

    def start(self) -> None:
        """Connect, or go on trying in the background."""
        self._events.start()
        self._clocks.start()
        self._connection.start()

    def stop(self) -> None:
        """Close the connection; VMs run on."""
        self._connection.stop()
        self._events.stop()
        self._clocks.stop()

    def on_domain_event(self, listener: Callable[[str], None]) -> None:
        """Call with the uuid of a domain whose state may have changed."""
        self._domain_listener = listener

    def on_connection(self, listener: Callable[[bool], None]) -> None:
        """Call when libvirt comes (true) or goes (false)."""
        self._connection_listener = listener

    def set_epoch(self, epoch: int) -> None:
        """The agent is registered: reports carry this epoch, and changes are taken."""
        self._observer.epoch = epoch

    # --- looks ---

    def problem(self) -> str | None:
        """Why VMs cannot be worked on here, or null."""
        return self._connection.problem()

    def state_of(self, uuid: str) -> PowerReport:
        """The present state of one domain."""
        return self._looks.do(lambda: self._observer.state_of(uuid))

    def inventory(self) -> tuple[int, list[PowerReport]]:
        """All domains of ours, with the sequence number from before the listing."""
        return self._looks.do(self._observer.inventory)

    def holdings(self) -> list[Holding]:
        """All domains of ours with what they carry for recovery."""
        return self._looks.do(self._observer.holdings)

    def facts(self) -> HypervisorFacts:
        """What this hypervisor is; `unavailable` while it is away."""
        facts, foreign = self._connection.session().facts, self._observer.foreign
        more = [f"{foreign} VMs of others are here and left alone"] if foreign and self._simulated is None else []
        more += [
            f"VM {one.uuid} hangs: no answer from its QEMU since {one.since} ({wanted(one.doing)}); "
            "it goes on by itself, or stopping it with force cuts its power"
            for one in self.hanging()
        ]
        return replace(facts, warnings=(*facts.warnings, *more))

    def hanging(self) -> list[Hanging]:
        """Calls that have had no answer for long."""
        return [one for turns in self._turns for one in turns.hanging()]

    def statistics(self) -> list[dict[str, Any]]:
        """Figures of running guests."""
        return self._statistics.latest()

    def devices(self) -> list[Device]:
        """The host's USB devices; of these alone libvirt is not asked."""
        return self._usb.devices()

    # --- changes ---

    def ensure_defined(self, body: EnsureDefined) -> DomainAnswer:
        """The domain exists with this definition."""
        return self._domains.ensure_defined(body)

    def ensure_running(self, uuid: str, body: EnsureRunning) -> DomainAnswer:
        """The domain runs."""
        return self._domains.ensure_running(uuid, body)

    def ensure_stopped(self, uuid: str, body: EnsureStopped) -> DomainAnswer:
        """The domain is asked to stop, or is off."""
        answer = self._domains.ensure_stopped(uuid, body)
        if answer.report.power in (PowerState.STOPPED, PowerState.CRASHED):
            self._lives.turned_off(uuid)
        return answer

    def ensure_suspended(self, uuid: str, body: Fenced) -> DomainAnswer:
        """The domain's memory is on disk."""
        return self._domains.ensure_suspended(uuid, body)

    def highest_fence(self) -> int:
        """The newest fence that was let in."""
        return max(turns.fences.highest for turns in self._turns)

    def restart(self, uuid: str, body: Restart) -> DomainAnswer:
        """The guest is asked to go off for a restart, or reset."""
        return self._domains.restart(uuid, body)

    def ensure_sized(self, uuid: str, body: EnsureSized) -> DomainAnswer:
        """The domain has this size."""
        return self._domains.ensure_sized(uuid, body)

    def ensure_disk(self, uuid: str, body: EnsureDisk) -> DomainAnswer:
        """The domain has this disk."""
        return self._disks.ensure_disk(uuid, body)

    def ensure_no_disk(self, uuid: str, body: EnsureNoDisk) -> DomainAnswer:
        """The domain does not have this disk."""
        return self._disks.ensure_no_disk(uuid, body)

    def ensure_host_device(self, uuid: str, body: EnsureHostDevice) -> DomainAnswer:
        """The domain has this device of the host."""
        return self._host_devices.ensure_host_device(uuid, body)

    def ensure_no_host_device(self, uuid: str, body: EnsureHostDevice) -> DomainAnswer:
        """The domain does not have this device of the host."""
        return self._host_devices.ensure_no_host_device(uuid, body)

    def ensure_absent(self, uuid: str, body: Fenced) -> None:
        """There is no such domain."""
        self._domains.ensure_absent(uuid, body)

    # --- what the parts need of each other ---

    def _registered_session(self) -> Session:
        if self._observer.epoch == 0:
            raise IaasError(ErrorKind.UNAVAILABLE, "this host's agent is not registered with iaas-core yet")
        return self._connection.session()

    def _figures(self, lines: Lines) -> list[dict[str, Any]]:
        line = lines.acquire(0.0)
        try:
            return self._observer.statistics(line.session(self._connection.session()))
        finally:
            line.release()

    def _all_taken(self) -> str:
        names = ", ".join(one.uuid for one in self.hanging())
        return f"too many calls to QEMU hang on this host ({names or 'none for long'}); cut the power of these VMs"

    def _prepare(self, connection: libvirt.virConnect) -> Session:
        facts = collect(connection, self._options.virt_type)
        for warning in facts.warnings:
            _LOG.warning("%s", warning)
        profile = HostProfile(
            virt_type=facts.virt_type,
            bridge_type=self._options.bridge_type,
            vnc_listen=self._options.vnc_listen,
            disk_path=self._disk_path,
            emulator=facts.emulator,
        )
        if self._simulated is not None:
            self._simulated.restore(connection)
        self._lives.doubt()
        return Session(connection, facts, profile)

    def _happened(self, uuid: str, refused: str | None) -> None:
        self._news.heard(uuid, refused)
        self._clocks.heard(uuid)
        self._keep(uuid)
        self._domain_listener(uuid)

    def _keep(self, uuid: str) -> None:
        if self._simulated is not None:
            self._simulated.keep(self._connection.session().connection, uuid)
