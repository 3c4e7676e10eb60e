"""Stand-ins for the two ends of reporting: a hypervisor with domains in a dictionary, and a core that remembers."""

from __future__ import annotations

import threading
from types import SimpleNamespace

from api_common.contract.agent_report import (
    AgentReport,
    DhcpPlan,
    Introduction,
    Inventory,
    PowerReport,
    Registration,
)
from api_common.contract.service import ServiceBeat
from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError

HOST = "f" * 32


class FakeHypervisor:
    """Answers as iaas_agent.hypervisor.Hypervisor does."""

    def __init__(self) -> None:
        self.power: dict[str, PowerState] = {}
        self.trouble: str | None = None
        self.epoch = 0
        self.sequence = 0

    def set_epoch(self, epoch: int) -> None:
        self.epoch = epoch

    def problem(self) -> str | None:
        return self.trouble

    def state_of(self, uuid: str) -> PowerReport:
        self._answering()
        power = self.power.get(uuid, PowerState.ABSENT)
        return PowerReport(uuid=uuid, power=power, epoch=self.epoch, sequence=self.sequence)

    def inventory(self) -> tuple[int, list[PowerReport]]:
        self._answering()
        sequence = self.sequence
        return sequence, [self.state_of(uuid) for uuid in self.power]

    def facts(self) -> SimpleNamespace:
        self._answering()
        return SimpleNamespace(
            virt_type="qemu",
            version="libvirt 9.0.0, QEMU 7.2.0",
            arch="x86_64",
            cpus=8,
            memory_mib=16384,
            warnings=["no KVM: VMs are emulated and slow"],
        )

    def _answering(self) -> None:
        self.sequence += 1
        if self.trouble:
            raise IaasError(ErrorKind.UNAVAILABLE, self.trouble)


class FakeCore:
    """Answers as CoreClient does; `failing` makes every call fail, `forgotten` all but registering."""

    def __init__(self) -> None:
        self.failing: ErrorKind | None = None
        self.forgotten = False
        self.plan = DhcpPlan()
        self.installation: str | None = None
        self.stranger = False
        self.registered: list[Introduction] = []
        self.reports: list[AgentReport] = []
        self.inventories: list[Inventory] = []
        self.beats: list[str] = []
        self.told = threading.Condition()

    def register(self, facts: Introduction) -> Registration:
        self.forgotten = False
        self._answering()
        with self.told:
            self.registered.append(facts)
            self.told.notify_all()
            told = {"installation": self.installation, "stranger": self.stranger}
            return Registration(host_uuid=HOST, epoch=len(self.registered), dhcp=self.plan, **told)

    def report(self, report: AgentReport) -> None:
        self._answering()
        with self.told:
            self.reports.append(report)
            self.told.notify_all()

    def inventory(self, inventory: Inventory) -> None:
        self._answering()
        with self.told:
            self.inventories.append(inventory)
            self.told.notify_all()

    def beat(self, beat: ServiceBeat) -> None:
        self._answering()
        self.beats.append(beat.service_name)

    def powers(self) -> list[tuple[str, PowerState]]:
        """Every state that was told, in order."""
        return [(domain.uuid, domain.power) for report in self.reports for domain in report.domains]

    def _answering(self) -> None:
        if self.forgotten:
            raise IaasError(ErrorKind.NOT_FOUND, "there is no such host")
        if self.failing:
            raise IaasError(self.failing, "the fake core does as it was told")
