"""Copies of the database that are put back, at any moment: what hosts say is true again with their next inventory."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from api_common.contract.agent_report import AgentMemory, Inventory, PowerReport
from api_common.contract.host import HostFacts
from api_common.contract.operation import ClaimRequest, OperationFilter
from api_common.contract.states import HostStatus, PowerState
from api_common.errors import ErrorKind, IaasError
from db_proxy.commands.hosts import register_host
from db_proxy.commands.installation import begin_anew, installation
from db_proxy.commands.observe import observe_inventory, observe_power
from db_proxy.commands.operations import claim_operations
from db_proxy.commands.unit import Writer
from db_proxy.queries.events import events_after
from db_proxy.queries.hosts import hosts
from db_proxy.queries.lists import installation_uuid
from db_proxy.queries.operations import operations
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm
from db_proxy.tables import FENCE, HOST, INSTALLATION, VM
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows, refused

FACTS = HostFacts(name="n1", ip="10.0.0.1", agent_url="http://n1")
TABLES = (HOST, VM, FENCE, INSTALLATION)


@dataclass
class Agent:
    """A host's agent: its disk (`memory`), its process (`epoch`, `sequence`), and what really runs."""

    write: Writer
    power: dict[str, PowerState]
    memory: AgentMemory = AgentMemory()
    host_uuid: str = ""
    epoch: int = 0
    sequence: int = 0
    loses_memory: bool = False

    def start(self) -> None:
        """A new process."""
        self.sequence = 0
        self.register()

    def register(self) -> None:
        memory = AgentMemory() if self.loses_memory else self.memory
        host = self.write(register_host, FACTS, memory)
        self.host_uuid, self.epoch = host.uuid, host.epoch
        if not host.stranger:
            self.memory = AgentMemory(installation=self.whose(), epoch=max(self.epoch, memory.epoch))

    def whose(self) -> str:
        return str(self.write(lambda unit: installation(unit).uuid))

    def report(self, uuid: str) -> None:
        self.write(observe_power, self.host_uuid, [self._look(uuid)])

    def tell_all(self) -> None:
        """An inventory; if it is refused the agent registers, and tells again."""
        try:
            self._inventory()
        except IaasError as error:
            assert error.kind is ErrorKind.FENCED
            self.register()
            self._inventory()

    def _inventory(self) -> None:
        self.sequence += 1
        sequence, domains = self.sequence, [self._look(uuid) for uuid in self.power]
        fence = self.memory.fence
        inventory = Inventory(
            host_uuid=self.host_uuid, epoch=self.epoch, sequence=sequence, domains=domains, fence=fence
        )
        self.write(observe_inventory, inventory)

    def _look(self, uuid: str) -> PowerReport:
        self.sequence += 1
        return PowerReport(uuid=uuid, power=self.power[uuid], epoch=self.epoch, sequence=self.sequence)


class Copies:
    """Takes a copy of the rows that matter here, and puts it back."""

    def __init__(self, read: Reader, write: Writer) -> None:
        self._read = read
        self._write = write

    def take(self) -> list[list[dict[str, object]]]:
        def rows(connection: Connection) -> list[list[dict[str, object]]]:
            return [[dict(row) for row in connection.execute(select(table)).mappings()] for table in TABLES]

        return self._read(rows)

    def put_back(self, copy: list[list[dict[str, object]]]) -> None:
        def work(connection: Connection) -> None:
            for table, rows in zip(TABLES, copy, strict=True):
                connection.execute(delete(table))
                if rows:
                    connection.execute(insert(table), rows)

        self._write(lambda unit: work(unit.connection))


@pytest.fixture
def copies(read: Reader, write: Writer) -> Copies:
    return Copies(read, write)


@pytest.mark.parametrize("loses_memory", [False, True])
def test_states_are_true_after_any_history(
    rows: Rows, write: Writer, read: Reader, copies: Copies, loses_memory: bool
) -> None:
    """Work, restarts of the agent, copies and copies put back, in any order."""
    dice = random.Random(20261127)
    agent = Agent(write, {}, loses_memory=False)
    agent.start()
    agent.power = {rows.vm(status="ACTIVE", hostUuid=agent.host_uuid): PowerState.RUNNING for _ in range(2)}
    agent.tell_all()
    kept = [copies.take()]
    for _ in range(120):
        uuid = dice.choice(sorted(agent.power))
        match dice.randrange(6):
            case 0 | 1:
                agent.power[uuid] = dice.choice([PowerState.RUNNING, PowerState.STOPPED])
                agent.report(uuid)
            case 2:
                agent.start()
            case 3:
                kept.append(copies.take())
            case 4:
                copies.put_back(dice.choice(kept))
            case 5 if loses_memory:
                agent.memory = AgentMemory(installation=agent.memory.installation)
        if dice.randrange(3) == 0:
            continue  # nothing is heard of the host before the next thing happens
        agent.tell_all()
        for uuid, power in agent.power.items():
            assert read(vm, uuid).vm.power_state is power
        assert agent.epoch >= max(load.host.epoch for load in read(hosts))


def test_the_restore_of_the_manual(rows: Rows, write: Writer, read: Reader, copies: Copies) -> None:
    agent = Agent(write, {})
    agent.start()
    uuid = rows.vm(status="ACTIVE", hostUuid=agent.host_uuid)
    agent.power = {uuid: PowerState.RUNNING}
    agent.tell_all()
    copy = copies.take()
    for _ in range(5):
        agent.start()
        agent.tell_all()
    copies.put_back(copy)
    agent.tell_all()
    agent.start()
    agent.power[uuid] = PowerState.STOPPED
    agent.report(uuid)
    found = read(vm, uuid).vm
    assert (found.status, found.power_state) == ("STOPPED", PowerState.STOPPED)


def test_rows_that_were_ahead_before_this_release_are_healed(rows: Rows, write: Writer, read: Reader) -> None:
    agent = Agent(write, {})
    agent.start()
    uuid = rows.vm(status="ACTIVE", hostUuid=agent.host_uuid)
    agent.power = {uuid: PowerState.STOPPED}
    write(lambda unit: unit.connection.execute(update(VM).values(power_epoch=99, power_sequence=9)) and None)
    agent.tell_all()
    assert read(vm, uuid).vm.status == "STOPPED"
    write(lambda unit: unit.connection.execute(update(VM).values(power_epoch=99)) and None)
    agent.start()
    assert agent.epoch == 100


def test_fences_are_above_what_a_host_has_seen(rows: Rows, write: Writer) -> None:
    agent = Agent(write, {}, AgentMemory(fence=500))
    agent.start()
    assert rows.started().operation.fence == 501
    agent.memory = AgentMemory(fence=900)
    agent.tell_all()
    assert rows.started().operation.fence == 901


def test_a_start_of_the_service_begins_above_all_before(
    rows: Rows, write: Writer, read: Reader, clock: ManualClock, copies: Copies
) -> None:
    write(begin_anew)
    before = rows.started().operation.fence
    last = read(events_after, -1, 1).last
    clock.advance(1)
    write(begin_anew)
    clock.jump(-3600)
    write(begin_anew)
    rows.vm()
    batch = read(events_after, last, 10)
    assert [event.id > last + 900 for event in batch.events] == [True], "and a reader that was there goes on"
    assert rows.started().operation.fence > before + 900
    assert read(operations, OperationFilter()).total_elements == 2
    assert len(write(claim_operations, ClaimRequest(runner="r", lease_seconds=1))) == 0


# --- whose database it is ---


def other_database(write: Writer) -> None:
    """The database is another one: it has its own name and knows no host."""
    write(lambda unit: [unit.connection.execute(delete(table)) for table in (HOST, INSTALLATION)] and None)
    write(installation)


def test_a_host_of_another_installation_is_told_and_left_alone(rows: Rows, write: Writer, read: Reader) -> None:
    agent = Agent(write, {})
    agent.start()
    first = agent.whose()
    other_database(write)
    agent.start()
    (host,) = (load.host for load in read(hosts))
    assert (host.status, host.stranger) == (HostStatus.ERROR, first)
    assert first in (host.problem or "") and "/host/recover" in (host.problem or "")
    uuid = rows.vm(status="ACTIVE", hostUuid=host.uuid)
    agent.tell_all()
    agent.power[uuid] = PowerState.STOPPED
    agent.report(uuid)
    assert read(vm, uuid).vm.status == "ACTIVE", "what a strange host shows says nothing of our VMs"
    agent.memory = AgentMemory(installation=read(installation_uuid), epoch=agent.epoch)
    agent.start()
    agent.tell_all()
    assert read(hosts)[0].host.status is HostStatus.READY
    assert read(vm, uuid).vm.status == "STOPPED"


def test_the_right_database_put_back_needs_no_word(write: Writer, read: Reader, copies: Copies) -> None:
    agent = Agent(write, {})
    agent.start()
    copy = copies.take()
    other_database(write)
    agent.start()
    copies.put_back(copy)
    agent.start()
    assert read(hosts)[0].host.status is HostStatus.READY


def test_a_copy_from_before_it_had_a_name_takes_that_of_its_hosts(write: Writer, read: Reader) -> None:
    agent = Agent(write, {})
    agent.start()
    first = agent.whose()
    write(lambda unit: unit.connection.execute(delete(INSTALLATION)) and None)
    assert write(lambda unit: installation(unit).uuid) == ""
    agent.start()
    assert (agent.whose(), read(hosts)[0].host.stranger) == (first, None)


def test_an_inventory_of_an_epoch_that_is_over_is_refused(write: Writer) -> None:
    agent = Agent(write, {})
    agent.start()
    agent.start()
    agent.epoch -= 1
    with refused(ErrorKind.FENCED):
        agent._inventory()


def test_numbers_of_events_tell_of_another_life(rows: Rows, read: Reader, write: Writer, clock: ManualClock) -> None:
    for _ in range(3):
        rows.vm()
    followed = read(events_after, -1, 1).last
    clock.advance(5)
    write(begin_anew)
    rows.vm()
    assert len(read(events_after, followed, 10).events) == 1
    never = read(events_after, followed + 1, 10)
    assert (never.events, never.oldest) == ([], never.last + 1), "no event of this feed: everything was missed"
