"""The hypervisor of this host as the rest of the agent knows it: verbs, looks, facts, news.

Used by `routes/domains` (verbs), `reporting` (looks and news) and `metrics` (figures). Verbs are refused until the
agent is registered: without an epoch their answers could not be told from older ones.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import libvirt

from api_common.clock import SYSTEM_CLOCK
from api_common.contract.agent_report import PowerReport
from api_common.contract.agent_spec import (
    DomainAnswer,
    EnsureDefined,
    EnsureRunning,
    EnsureSized,
    EnsureStopped,
    Fenced,
    Holding,
)
from api_common.errors import ErrorKind, IaasError
from api_common.jobs import Jobs
from iaas_agent.domain_xml.profile import DiskPath, HostProfile
from iaas_agent.hypervisor.changes import Changes
from iaas_agent.hypervisor.connection import Connection
from iaas_agent.hypervisor.facts import HypervisorFacts, ProfileOptions, collect
from iaas_agent.hypervisor.locks import DomainLocks
from iaas_agent.hypervisor.observer import Observer
from iaas_agent.hypervisor.simulated import SimulatedMachine

_LOG = logging.getLogger(__name__)


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
    ) -> None:
        self._options = profile_options
        self._disk_path = disk_path
        self._facts: HypervisorFacts | None = None
        self._profile: HostProfile | None = None
        self._domain_listener: Callable[[str], None] = lambda _: None
        self._connection_listener: Callable[[bool], None] = lambda _: None
        self._simulated = SimulatedMachine(state_dir / "simulated") if uri.startswith("test:") else None
        self._connection = Connection(
            uri, SYSTEM_CLOCK, on_open=self._opened, on_domain=self._touched, on_change=self._changed
        )
        self._observer = Observer(self._connection.get)
        self._changes = Changes(self._observer, DomainLocks(), jobs)

    def start(self) -> None:
        """Begin to connect."""
        self._connection.start()

    def stop(self) -> None:
        """Close the connection; VMs run on."""
        self._connection.stop()

    def on_domain_event(self, listener: Callable[[str], None]) -> None:
        """Call with the uuid of a domain whose state may have changed."""
        self._domain_listener = listener

    def on_connection(self, listener: Callable[[bool], None]) -> None:
        """Call when libvirt comes (true) or goes (false)."""
        self._connection_listener = listener

    def set_epoch(self, epoch: int) -> None:
        """The agent is registered: reports carry this epoch, and verbs are taken."""
        self._observer.epoch = epoch

    def problem(self) -> str | None:
        """Why VMs cannot be worked on here, or null."""
        return self._connection.problem()

    # --- looks ---

    def state_of(self, uuid: str) -> PowerReport:
        """The present state of one domain."""
        return self._observer.state_of(uuid)

    def inventory(self) -> tuple[int, list[PowerReport]]:
        """All domains of ours, with the sequence number from before the listing."""
        return self._observer.inventory()

    def holdings(self) -> list[Holding]:
        """All domains of ours with what they carry for recovery."""
        return self._observer.holdings()

    def facts(self) -> HypervisorFacts:
        """What this hypervisor is; `unavailable` before it was reached once."""
        if self._facts is None:
            raise IaasError(ErrorKind.UNAVAILABLE, self.problem() or "libvirt was not reached yet")
        return self._facts

    def statistics(self) -> list[dict[str, Any]]:
        """Figures of running guests."""
        return self._observer.statistics()

    # --- verbs ---

    def ensure_defined(self, body: EnsureDefined) -> DomainAnswer:
        """The domain exists with this definition."""
        connection = self._ready()
        assert self._profile is not None
        answer = self._changes.ensure_defined(connection, body, self._profile)
        if self._simulated is not None:  # the driver tells of a first definition only
            self._simulated.keep(connection, body.domain.uuid)
        return answer

    def ensure_running(self, uuid: str, body: EnsureRunning) -> DomainAnswer:
        """The domain runs."""
        return self._changes.ensure_running(self._ready(), uuid, body)

    def ensure_stopped(self, uuid: str, body: EnsureStopped) -> DomainAnswer:
        """The domain is asked to stop, or is off."""
        self._ready()
        return self._changes.ensure_stopped(uuid, body, simulated=self._simulated is not None)

    def ensure_suspended(self, uuid: str, body: Fenced) -> DomainAnswer:
        """The domain's memory is on disk."""
        self._ready()
        return self._changes.ensure_suspended(uuid, body)

    def reboot(self, uuid: str, body: Fenced) -> DomainAnswer:
        """The guest is asked to restart."""
        self._ready()
        return self._changes.reboot(uuid, body, simulated=self._simulated is not None)

    def ensure_sized(self, uuid: str, body: EnsureSized) -> DomainAnswer:
        """The domain has this size."""
        self._ready()
        answer = self._changes.ensure_sized(uuid, body)
        if self._simulated is not None:
            self._simulated.keep(self._connection.get(), uuid)
        return answer

    def ensure_absent(self, uuid: str, body: Fenced) -> None:
        """There is no such domain."""
        self._ready()
        self._changes.ensure_absent(uuid, body, simulated=self._simulated is not None)

    # --- the connection's calls ---

    def _ready(self) -> libvirt.virConnect:
        if self._observer.epoch == 0:
            raise IaasError(ErrorKind.UNAVAILABLE, "this host's agent is not registered with iaas-core yet")
        return self._connection.get()

    def _opened(self, connection: libvirt.virConnect) -> None:
        self._facts = collect(connection, self._options.virt_type)
        self._profile = HostProfile(
            virt_type=self._facts.virt_type,
            bridge_type=self._options.bridge_type,
            vnc_listen=self._options.vnc_listen,
            disk_path=self._disk_path,
            emulator=self._facts.emulator,
        )
        for warning in self._facts.warnings:
            _LOG.warning("%s", warning)
        if self._simulated is not None:
            self._simulated.restore(connection)

    def _touched(self, uuid: str) -> None:
        if self._simulated is not None:
            self._simulated.keep(self._connection.get(), uuid)
        self._domain_listener(uuid)

    def _changed(self, connected: bool) -> None:
        self._connection_listener(connected)
