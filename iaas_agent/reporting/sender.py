"""One thread that tells iaas_core about this host: registration, news at once, the whole inventory from time to time.

It is the only caller of iaas_core in the agent, so order is never a question. While iaas_core cannot be reached the
newest states wait in the outbox; the inventory after it repeats whatever was lost.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from api_common.clients.core import CoreClient
from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.contract.agent_report import AgentReport, Introduction, Inventory, Registration
from api_common.contract.host import HostFacts
from api_common.contract.service import ServiceBeat
from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor import Hypervisor
from iaas_agent.network.dhcp import DhcpServer
from iaas_agent.reporting.facts import same
from iaas_agent.reporting.memory import Memory
from iaas_agent.reporting.outbox import Outbox

_LOG = logging.getLogger(__name__)
_BACK_OFF = (0.2, 0.5, 1, 2, 5)
_STOP_SECONDS = 5


class Sender:
    """`collect` gives the facts of this host."""

    def __init__(
        self,
        core: CoreClient,
        hypervisor: Hypervisor,
        dhcp: DhcpServer,
        outbox: Outbox,
        collect: Callable[[], HostFacts],
        *,
        inventory_seconds: float,
        memory: Memory,
        highest_fence: Callable[[], int] = lambda: 0,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._core = core
        self._hypervisor = hypervisor
        self._dhcp = dhcp
        self._outbox = outbox
        self._collect = collect
        self._period = inventory_seconds
        self._memory = memory
        self._highest_fence = highest_fence
        self._clock = clock
        self._registration: Registration | None = None
        self._facts: HostFacts | None = None
        self._told_at = 0.0
        self._listed: Inventory | None = None
        self._inventory_due = 0.0
        self._failures = 0
        self._registers_again = threading.Event()
        self._registered = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)

    def start(self) -> None:
        """Begin to register and report."""
        self._thread.start()

    def stop(self) -> None:
        """End after the call that is under way."""
        self._ending.set()
        self._outbox.wake()
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS)

    def problem(self) -> str | None:
        """Why nobody knows this host, for /readyz."""
        return None if self._registration else "this host is not registered with iaas-core yet"

    def domains_by_power(self) -> dict[PowerState, int]:
        """How many domains of the last inventory were in each state, for metrics."""
        counts = dict.fromkeys(PowerState, 0)
        for report in self._listed.domains if self._listed else []:
            counts[report.power] += 1
        return counts

    def on_connection(self, connected: bool) -> None:
        """libvirt was lost or found: tell the whole truth anew. Called by the hypervisor's threads."""
        _LOG.info("libvirt connection %s", "opened" if connected else "lost")
        self._inventory_due = 0.0
        self._outbox.wake()

    def belong_to(self, installation: str) -> None:
        """The administrator has this host taken over by another installation; it registers there at once."""
        _LOG.warning("this host is taken over by installation %s", installation)
        self._memory.keep(installation, 0)
        self._registered.clear()
        self._registers_again.set()
        self._outbox.wake()
        self._registered.wait(_STOP_SECONDS)  # whoever asked goes on with a host that takes work

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self.step()
                self._failures = 0
            except IaasError as error:
                self._give_way(error)
            except Exception:
                _LOG.exception("reporting failed")
                self._give_way(None)

    def step(self) -> None:
        """Do what is due, then wait for the next thing. One turn of the thread."""
        if self._registration is None or self._registers_again.is_set():
            self._registers_again.clear()
            self._register()
            self._inventory_due = 0.0
        if self._clock.monotonic() >= self._inventory_due:
            self._dhcp.look_after()
            self._send_inventory()
            self._inventory_due = self._clock.monotonic() + self._period
            self._beat_for_others()
        self._look_at_touched()
        if self._send_news():
            return
        self._outbox.wait(self._inventory_due - self._clock.monotonic())

    def _give_way(self, error: IaasError | None) -> None:
        if error is not None:
            _LOG.info("iaas-core was not told: %s", error.describe())
            if error.kind in (ErrorKind.NOT_FOUND, ErrorKind.FENCED):
                self._registration = None  # the host's row is gone, or another life of the database has a newer epoch
        pause = _BACK_OFF[min(self._failures, len(_BACK_OFF) - 1)]
        self._failures += 1
        self._ending.wait(pause)

    def _register(self) -> None:
        facts = self._collect()
        asked_at = self._dhcp.mark()
        memory = self._memory.known().model_copy(update={"fence": self._highest_fence()})
        registration = self._core.register(Introduction(**facts.model_dump(), memory=memory))
        self._outbox.forget_domains()
        self._told(facts)
        self._registration = registration
        if registration.stranger:
            self._hypervisor.set_epoch(0)  # takes no changes
            _LOG.error("this host belongs to another installation, %s: it takes no work", memory.installation)
            return
        self._memory.keep(registration.installation, registration.epoch)
        self._hypervisor.set_epoch(registration.epoch)
        _LOG.info("registered", extra={"hostUuid": registration.host_uuid, "epoch": registration.epoch})
        self._dhcp.apply_plan(registration.dhcp, asked_at=asked_at)
        self._registered.set()

    def _send_inventory(self) -> None:
        """All domains, and the facts if they changed. It is also this host's sign of life."""
        assert self._registration is not None
        facts = self._collect()
        inventory = self._list(self._registration)
        changed = None if same(facts, self._facts) else facts
        if inventory is not None:
            self._core.inventory(inventory.model_copy(update={"facts": changed}))
            self._told(facts)
        elif changed or self._clock.monotonic() >= self._told_at + self._period:
            self._register()  # nothing was ever listed: this says that we live, and what is wrong

    def _told(self, facts: HostFacts) -> None:
        self._facts = facts
        self._told_at = self._clock.monotonic()

    def _list(self, registration: Registration) -> Inventory | None:
        """A new listing; without libvirt the last one again, which is too old to change anything but shows life."""
        try:
            sequence, domains = self._hypervisor.inventory()
        except IaasError as error:
            _LOG.warning("no inventory: %s", error.describe())
            return self._listed
        self._listed = Inventory(
            host_uuid=registration.host_uuid,
            epoch=registration.epoch,
            sequence=sequence,
            domains=domains,
            fence=self._highest_fence(),
        )
        return self._listed

    def _look_at_touched(self) -> None:
        for uuid in self._outbox.take_touched():
            try:
                self._outbox.note_domain(self._hypervisor.state_of(uuid))
            except IaasError as error:  # the inventory will tell; a lost libvirt announces itself
                _LOG.info("state of %s unknown: %s", uuid, error.describe())

    def _send_news(self) -> bool:
        assert self._registration is not None
        news = self._outbox.take_due()
        if news is None:
            return False
        try:
            self._core.report(AgentReport(host_uuid=self._registration.host_uuid, domains=news.domains, jobs=news.jobs))
        except BaseException:
            self._outbox.put_back(news)
            raise
        return True

    def _beat_for_others(self) -> None:
        """Signs of life of what cannot give them itself: libvirt and DHCP, by their real state."""
        assert self._facts is not None
        alive = {"Libvirt": self._hypervisor.problem() is None, "DHCP": self._dhcp.works()}
        for name in [name for name, works in alive.items() if works]:
            self._core.beat(ServiceBeat(service_name=name, node_name=self._facts.name))
