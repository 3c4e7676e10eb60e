"""Observations: only newer ones, judged only at rest, told only when something is to be seen."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from api_common.contract.agent_report import Inventory, PowerReport
from api_common.contract.changes import ChangeStatus
from api_common.contract.host import Host, HostFacts
from api_common.contract.operation import ClaimRequest, StepRecord
from api_common.contract.states import HostStatus, PowerState, ResourceType, StepStatus, VmStatus
from api_common.contract.vm import Vm
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from api_common.lifecycle.vm import RESTING
from db_proxy.commands.changes import ABSENT_ERROR
from db_proxy.commands.hosts import mark_silent_hosts, register_host
from db_proxy.commands.observe import observe_inventory, observe_power
from db_proxy.commands.operations import claim_operations
from db_proxy.commands.steps import record_step
from db_proxy.commands.unit import Writer
from db_proxy.queries.events import events_after
from db_proxy.queries.hosts import hosts
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm
from db_proxy.tables import VM as TABLE
from tests.db_proxy.commands.reports import report
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows, refused

RUNNING, STOPPED, ABSENT = PowerState.RUNNING, PowerState.STOPPED, PowerState.ABSENT


@pytest.fixture
def host(rows: Rows) -> Host:
    return rows.host()


def seen(read: Reader, uuid: str) -> Vm:
    return read(vm, uuid).vm


def inventory(host: Host, *domains: PowerReport, sequence: int = 1, epoch: int = 1, **facts: Any) -> Inventory:
    return Inventory(host_uuid=host.uuid, epoch=epoch, sequence=sequence, domains=list(domains), **facts)


def last_event(read: Reader) -> int:
    return read(events_after, -1, 1).last


# --- single reports ---


def test_an_unexpected_stop_shows(rows: Rows, write: Writer, read: Reader, host: Host, clock: ManualClock) -> None:
    uuid = rows.vm(status="ACTIVE", hostUuid=host.uuid, vncPort="1")
    write(observe_power, host.uuid, [report(uuid, STOPPED)])
    found = seen(read, uuid)
    assert (found.status, found.power_state, found.vnc_port) == (VmStatus.STOPPED, STOPPED, None)
    assert (found.power_seen_at, found.revision) == (clock.now_ms(), 2)


def test_while_an_operation_works_only_the_power_shows(rows: Rows, write: Writer, read: Reader, host: Host) -> None:
    uuid = rows.vm(status="STOPPING", hostUuid=host.uuid)
    rows.started(uuid)
    write(observe_power, host.uuid, [report(uuid, STOPPED)])
    assert (seen(read, uuid).status, seen(read, uuid).power_state) == (VmStatus.STOPPING, STOPPED)


def test_an_operation_that_waits_for_its_vm_is_woken(rows: Rows, write: Writer, host: Host) -> None:
    uuid = rows.vm(status="STOPPING", hostUuid=host.uuid)
    started = rows.started(uuid).operation
    wait = StepRecord(fence=started.fence, number=0, status=StepStatus.RUNNING, wait_seconds=1000)
    claim = ClaimRequest(runner="r2", lease_seconds=30)
    write(record_step, started.uuid, wait)
    assert write(claim_operations, claim) == []
    write(observe_power, host.uuid, [report(uuid, STOPPED)])
    again = write(claim_operations, claim)
    assert [each.uuid for each in again] == [started.uuid]
    write(observe_power, host.uuid, [report(uuid, RUNNING, sequence=2)])
    write(record_step, started.uuid, wait.model_copy(update={"fence": again[0].fence}))
    assert write(claim_operations, claim), "what is seen between a look and the record of the wait is not lost"


@pytest.mark.parametrize(("epoch", "sequence"), [(2, 5), (2, 4), (1, 9)])
def test_what_is_not_newer_is_left_aside(
    rows: Rows, write: Writer, read: Reader, host: Host, epoch: int, sequence: int
) -> None:
    uuid = rows.vm(hostUuid=host.uuid)
    write(observe_power, host.uuid, [report(uuid, RUNNING, epoch=2, sequence=5)])
    before = last_event(read)
    write(observe_power, host.uuid, [report(uuid, STOPPED, epoch=epoch, sequence=sequence)])
    assert seen(read, uuid).power_state is RUNNING
    assert last_event(read) == before


def test_a_new_epoch_begins_with_any_sequence(rows: Rows, write: Writer, read: Reader, host: Host) -> None:
    uuid = rows.vm(hostUuid=host.uuid)
    write(observe_power, host.uuid, [report(uuid, RUNNING, epoch=2, sequence=500)])
    write(observe_power, host.uuid, [report(uuid, STOPPED, epoch=3, sequence=1)])
    assert seen(read, uuid).power_state is STOPPED


def test_seeing_the_same_again_is_not_told(
    rows: Rows, write: Writer, read: Reader, host: Host, clock: ManualClock
) -> None:
    uuid = rows.vm(status="ACTIVE", hostUuid=host.uuid)
    write(observe_power, host.uuid, [report(uuid, RUNNING)])
    before, revision = last_event(read), seen(read, uuid).revision
    clock.advance(30)
    write(observe_power, host.uuid, [report(uuid, RUNNING, sequence=2)])
    assert (last_event(read), seen(read, uuid).revision) == (before, revision)
    assert seen(read, uuid).power_seen_at == clock.now_ms()


def test_other_hosts_and_unknown_domains_are_left_aside(rows: Rows, write: Writer, read: Reader, host: Host) -> None:
    elsewhere, nowhere = rows.vm(hostUuid=rows.host().uuid), rows.vm()
    write(observe_power, host.uuid, [report(elsewhere), report(nowhere), report(new_uuid())])
    assert seen(read, elsewhere).power_state is None
    assert seen(read, nowhere).power_state is None


def test_an_error_comes_with_a_sentence_and_goes_with_recovery(
    rows: Rows, write: Writer, read: Reader, host: Host
) -> None:
    uuid = rows.vm(status="ACTIVE", hostUuid=host.uuid)
    write(observe_power, host.uuid, [report(uuid, ABSENT)])
    assert (seen(read, uuid).status, seen(read, uuid).error) == (VmStatus.ERROR, ABSENT_ERROR)
    write(observe_power, host.uuid, [report(uuid, RUNNING, sequence=2)])
    assert (seen(read, uuid).status, seen(read, uuid).error) == (VmStatus.ACTIVE, None)


def test_a_better_reason_is_kept(rows: Rows, write: Writer, read: Reader, host: Host) -> None:
    uuid = rows.vm(status="BUILDING", hostUuid=host.uuid)
    rows.apply(ChangeStatus(type=ResourceType.VM, key=uuid, to="ERROR", error="the disk is full"))
    write(observe_power, host.uuid, [report(uuid, ABSENT)])
    assert seen(read, uuid).error == "the disk is full"


def test_unknown_power_says_nothing_of_the_status(rows: Rows, write: Writer, read: Reader, host: Host) -> None:
    uuid = rows.vm(status="ACTIVE", hostUuid=host.uuid)
    write(observe_power, host.uuid, [report(uuid, PowerState.UNKNOWN)])
    assert (seen(read, uuid).status, seen(read, uuid).power_state) == (VmStatus.ACTIVE, PowerState.UNKNOWN)


# --- inventories ---


def test_an_inventory_shows_all_and_misses_the_missing(rows: Rows, write: Writer, read: Reader, host: Host) -> None:
    there, missing = (rows.vm(status="ACTIVE", hostUuid=host.uuid) for _ in range(2))
    write(observe_inventory, inventory(host, report(there, RUNNING)))
    assert seen(read, there).status is VmStatus.ACTIVE
    assert (seen(read, missing).status, seen(read, missing).power_state) == (VmStatus.ERROR, ABSENT)


def test_what_was_seen_since_the_listing_began_is_not_missing(
    rows: Rows, write: Writer, read: Reader, host: Host
) -> None:
    uuid = rows.vm(status="STARTING", hostUuid=host.uuid)
    write(observe_power, host.uuid, [report(uuid, RUNNING, sequence=8)])
    write(observe_inventory, inventory(host, sequence=7))
    assert seen(read, uuid).power_state is RUNNING


def test_an_inventory_is_a_sign_of_life(
    rows: Rows, write: Writer, read: Reader, host: Host, clock: ManualClock
) -> None:
    clock.advance(300)
    write(mark_silent_hosts, 100_000)
    write(observe_inventory, inventory(host))
    found = read(hosts)[0].host
    assert (found.status, found.last_seen_at) == (HostStatus.READY, clock.now_ms())
    before = last_event(read)
    clock.advance(30)
    write(observe_inventory, inventory(host, sequence=2))
    assert read(hosts)[0].host.last_seen_at == clock.now_ms()
    assert last_event(read) == before, "nobody sees that"


def test_facts_are_stored_when_given(rows: Rows, write: Writer, read: Reader, host: Host) -> None:
    facts = HostFacts(name=host.name or "", ip="10.9.9.9", agent_url="http://new", problem="libvirt does not answer")
    write(observe_inventory, inventory(host, facts=facts))
    found = read(hosts)[0].host
    assert (found.status, found.problem, found.ip) == (HostStatus.ERROR, "libvirt does not answer", "10.9.9.9")
    assert found.facts == facts
    write(observe_inventory, inventory(host, sequence=2))
    assert read(hosts)[0].host.status is HostStatus.ERROR, "until the agent says that it is over"


def test_a_replaced_agent_is_not_listened_to(rows: Rows, write: Writer, read: Reader, host: Host) -> None:
    uuid = rows.vm(status="ACTIVE", hostUuid=host.uuid)
    write(register_host, HostFacts(name=host.name or "", ip="10.9.0.1", agent_url="http://new"))
    with refused(ErrorKind.FENCED):
        write(observe_inventory, inventory(host, epoch=1, sequence=99))
    assert seen(read, uuid).status is VmStatus.ACTIVE


def test_an_unknown_host_must_register_first(rows: Rows, write: Writer, host: Host) -> None:
    with refused(ErrorKind.NOT_FOUND):
        write(observe_inventory, inventory(host.model_copy(update={"uuid": new_uuid()})))


def test_an_inventory_costs_the_same_for_few_and_for_many(
    rows: Rows, write: Writer, host: Host, statements: Any
) -> None:
    rows.vm(hostUuid=host.uuid, status="ACTIVE")
    one = statements(lambda: write(observe_inventory, inventory(host)))
    for _ in range(40):
        rows.vm(hostUuid=host.uuid, status="ACTIVE")
    assert statements(lambda: write(observe_inventory, inventory(host, sequence=2))) <= one + 1


# --- what v1 left ---


@pytest.mark.parametrize("left", [*(status.value for status in VmStatus if status not in RESTING), "FLYING", "", None])
@pytest.mark.parametrize(
    ("power", "status"),
    [(RUNNING, "ACTIVE"), (STOPPED, "STOPPED"), (PowerState.SAVED, "SUSPENDED"), (None, "ERROR")],
)
def test_the_first_inventory_settles_what_v1_left_in_between(
    write: Writer, read: Reader, host: Host, left: str | None, power: PowerState | None, status: str
) -> None:
    uuid = new_uuid()
    values = {"id": 900, "uuid": uuid, "status": left, "host_uuid": host.uuid}
    write(lambda unit: unit.connection.execute(insert(TABLE), values) and None)
    write(observe_inventory, inventory(host, *([report(uuid, power)] if power else [])))
    found = seen(read, uuid)
    assert (found.status, found.power_state) == (status, power or ABSENT)
    assert (found.error is not None) is (status == "ERROR")


# --- what a guest can take ---


def test_what_a_domain_has_is_kept_in_whole_gib(rows: Rows, write: Writer, read: Reader, host: Host) -> None:
    uuid = rows.vm(status="ACTIVE", hostUuid=host.uuid)
    write(observe_power, host.uuid, [report(uuid, RUNNING, cpus=2, memory_mib=3073)])
    found = seen(read, uuid)
    assert (found.domain_cpus, found.domain_memory, found.counted_cpus, found.counted_memory) == (2, 4, 2, 4)
    assert (found.cpus, found.memory) == (1, 1), "what was promised is another thing"


def test_what_nobody_looked_at_is_not_forgotten(rows: Rows, write: Writer, read: Reader, host: Host) -> None:
    """A silent host or a report that does not tell: the guest may still have it. A domain that is gone has nothing."""
    uuid = rows.vm(status="ACTIVE", hostUuid=host.uuid)
    write(observe_power, host.uuid, [report(uuid, RUNNING, cpus=2, memory_mib=4096)])
    write(mark_silent_hosts, -1)
    write(observe_power, host.uuid, [report(uuid, RUNNING, sequence=2)])
    assert (seen(read, uuid).domain_cpus, seen(read, uuid).domain_memory) == (2, 4)
    write(observe_inventory, inventory(host, sequence=3))
    assert (seen(read, uuid).domain_cpus, seen(read, uuid).domain_memory) == (None, None)
