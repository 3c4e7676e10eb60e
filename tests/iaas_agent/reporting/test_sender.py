"""The sender: registered first, news at once, the truth again after every trouble."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api_common.contract.agent_report import DhcpBinding, DhcpPlan, JobReport, VmBindings
from api_common.contract.host import HostFacts
from api_common.contract.states import JobStatus, PowerState
from api_common.errors import ErrorKind, IaasError
from iaas_agent.network.dhcp import DhcpServer
from iaas_agent.network.dnsmasq import Dnsmasq
from iaas_agent.network.interfaces import HostInterfaces
from iaas_agent.reporting.memory import Memory
from iaas_agent.reporting.outbox import Outbox
from iaas_agent.reporting.sender import Sender
from tests.helpers.clock import ManualClock
from tests.iaas_agent.reporting.fakes import HOST, FakeCore, FakeHypervisor

VM = "a" * 32


class World:
    """One sender with everything around it; `turn` is one turn of its thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fence = 0
        self.clock = ManualClock()
        self.core = FakeCore()
        self.hypervisor = FakeHypervisor()
        self.outbox = Outbox(stop_hold_seconds=0.3, gather_seconds=0, clock=self.clock)
        self.outbox.wait = lambda seconds: None  # type: ignore[method-assign]
        self.dhcp = DhcpServer(Dnsmasq(folder), HostInterfaces(macvtap=False), serves=False)
        self.dhcp.start()
        self.warnings: list[str] = []
        self.sender = self.make_sender()

    def make_sender(self) -> Sender:
        return Sender(
            self.core,  # type: ignore[arg-type]
            self.hypervisor,  # type: ignore[arg-type]
            self.dhcp,
            self.outbox,
            self.facts,
            inventory_seconds=30,
            memory=Memory(self.folder / "known.json"),
            highest_fence=lambda: self.fence,
            clock=self.clock,
        )

    def facts(self) -> HostFacts:
        return HostFacts(
            name="n1", ip="10.0.0.1", agent_url="http://n1", problem=self.hypervisor.trouble, warnings=self.warnings
        )

    def turn(self) -> None:
        self.sender.step()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_registration_then_the_whole_inventory(world: World) -> None:
    world.hypervisor.power[VM] = PowerState.RUNNING
    assert world.sender.problem()
    world.turn()
    assert world.sender.problem() is None and world.hypervisor.epoch == 1
    (inventory,) = world.core.inventories
    assert (inventory.host_uuid, inventory.epoch, inventory.facts) == (HOST, 1, None)
    assert [(report.uuid, report.power, report.epoch) for report in inventory.domains] == [(VM, PowerState.RUNNING, 1)]
    assert inventory.sequence < inventory.domains[0].sequence
    assert world.sender.domains_by_power()[PowerState.RUNNING] == 1


def test_news_do_not_wait_for_the_inventory(world: World) -> None:
    world.turn()
    world.hypervisor.power[VM] = PowerState.RUNNING
    world.outbox.touch(VM)
    world.outbox.note_job(JobReport(key="k", status=JobStatus.DONE))
    world.turn()
    (report,) = world.core.reports
    assert report.host_uuid == HOST and report.domains[0].power is PowerState.RUNNING
    assert report.jobs[0].status is JobStatus.DONE and len(world.core.inventories) == 1


def test_a_reboot_is_never_seen_as_a_stop(world: World) -> None:
    world.turn()
    for power in (PowerState.STOPPED, PowerState.RUNNING):
        world.hypervisor.power[VM] = power
        world.outbox.touch(VM)
        world.turn()
    assert world.core.powers() == [(VM, PowerState.RUNNING)]


def test_a_stop_is_told_within_a_second(world: World) -> None:
    world.turn()
    world.hypervisor.power[VM] = PowerState.STOPPED
    world.outbox.touch(VM)
    world.turn()
    world.clock.advance(0.5)
    world.turn()
    assert world.core.powers() == [(VM, PowerState.STOPPED)]


def test_the_inventory_comes_again_and_facts_only_when_changed(world: World) -> None:
    world.turn()
    for _ in range(2):
        world.clock.advance(31)
        world.turn()
    world.warnings = ["br9 is missing"]
    world.clock.advance(31)
    world.turn()
    told = [inventory.facts for inventory in world.core.inventories]
    assert told[:3] == [None, None, None] and told[3] is not None and told[3].warnings == ["br9 is missing"]


def test_an_unreachable_core_costs_nothing_but_time(world: World) -> None:
    world.turn()
    world.core.failing = ErrorKind.UNAVAILABLE
    for power in (PowerState.PAUSED, PowerState.RUNNING):
        world.hypervisor.power[VM] = power
        world.outbox.touch(VM)
        with pytest.raises(IaasError):
            world.turn()
    world.core.failing = None
    world.turn()
    assert world.core.powers() == [(VM, PowerState.RUNNING)]


def test_a_failed_inventory_is_repeated(world: World) -> None:
    world.turn()
    world.clock.advance(31)
    world.core.failing = ErrorKind.TIMED_OUT
    with pytest.raises(IaasError):
        world.turn()
    world.core.failing = None
    world.turn()
    assert len(world.core.inventories) == 2


def test_the_connection_coming_back_brings_an_inventory(world: World) -> None:
    world.turn()
    world.sender.on_connection(True)
    world.turn()
    assert len(world.core.inventories) == 2


def test_a_lost_libvirt_makes_no_vm_absent(world: World) -> None:
    world.hypervisor.power[VM] = PowerState.RUNNING
    world.turn()
    world.hypervisor.trouble = "libvirt cannot be reached"
    world.clock.advance(31)
    world.turn()
    before, after = world.core.inventories
    assert after.domains == before.domains and after.sequence == before.sequence
    assert after.facts is not None and after.facts.problem == "libvirt cannot be reached"
    assert world.core.beats == ["Libvirt", "DHCP", "DHCP"], "libvirt's once, while it lived"


def test_without_any_listing_the_host_registers_to_show_life(world: World) -> None:
    world.hypervisor.trouble = "libvirt cannot be reached"
    world.turn()
    world.turn()
    assert len(world.core.registered) == 1
    world.clock.advance(31)
    world.turn()
    assert len(world.core.registered) == 2
    assert world.core.registered[-1].problem == "libvirt cannot be reached" and not world.core.inventories
    world.hypervisor.trouble = None
    world.sender.on_connection(True)
    world.turn()
    assert world.core.inventories[-1].facts is not None and world.core.inventories[-1].facts.problem is None


def test_the_dhcp_plan_is_kept(world: World, tmp_path: Path) -> None:
    binding = DhcpBinding(mac="00:30:01:02:0A:0F", ip="10.9.0.10")
    world.core.plan = DhcpPlan(bindings=[VmBindings(vm_uuid=VM, bindings=[binding])])
    world.turn()
    assert (tmp_path / "hosts" / VM).exists()


@pytest.fixture
def running(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The sender's own thread, with real time."""
    world.outbox = Outbox(stop_hold_seconds=0.05, gather_seconds=0)
    monkeypatch.setattr("iaas_agent.reporting.sender._BACK_OFF", (0.01,))
    world.sender = world.make_sender()
    yield world
    world.sender.stop()


def eventually(core: FakeCore, holds: Callable[[], bool]) -> None:
    with core.told:
        assert core.told.wait_for(holds, 10)


def test_the_thread_registers_as_soon_as_the_core_is_there(running: World) -> None:
    running.core.failing = ErrorKind.UNAVAILABLE
    running.sender.start()
    running.core.failing = None
    eventually(running.core, lambda: bool(running.core.inventories))


def test_a_host_that_was_forgotten_registers_again(running: World) -> None:
    running.sender.start()
    eventually(running.core, lambda: bool(running.core.inventories))
    running.core.forgotten = True
    running.outbox.touch(VM)
    eventually(running.core, lambda: len(running.core.registered) == 2 and running.core.inventories[-1].epoch == 2)


# --- what the host remembers ---


def test_what_was_told_at_registration_is_told_by_the_next_process(world: World) -> None:
    world.core.installation = "1" * 32
    for _ in range(2):
        world.fence += 7
        world.sender = world.make_sender()
        world.turn()
    first, second = (facts.memory for facts in world.core.registered)
    assert (first.installation, first.epoch, first.fence) == (None, 0, 7)
    assert (second.installation, second.epoch, second.fence) == ("1" * 32, 1, 14)
    assert world.core.inventories[-1].fence == 14


def test_an_epoch_that_is_over_makes_it_register_again(world: World) -> None:
    world.turn()
    world.core.failing = ErrorKind.FENCED
    world.clock.advance(31)
    with pytest.raises(IaasError) as error:
        world.turn()
    world.sender._give_way(error.value)
    world.core.failing = None
    world.turn()
    assert (len(world.core.registered), world.core.inventories[-1].epoch) == (2, 2)


def test_a_host_of_another_installation_takes_no_work_until_it_is_taken_over(world: World) -> None:
    world.core.installation = "1" * 32
    world.turn()
    world.core.installation, world.core.stranger = "2" * 32, True
    world.sender = world.make_sender()
    world.turn()
    assert world.hypervisor.epoch == 0, "changes are refused"
    assert world.core.inventories[-1].epoch == 2, "it is alive, though"
    world.core.stranger = False
    asking = threading.Thread(target=world.sender.belong_to, args=("2" * 32,))
    asking.start()
    while world.hypervisor.epoch == 0:
        world.turn()
    asking.join(60)
    assert (world.core.registered[-1].memory.installation, world.hypervisor.epoch) == ("2" * 32, 3)
