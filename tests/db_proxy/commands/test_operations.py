"""Operations from outside their steps: start, holds, takeover, claims, leases, cancel, retry, progress."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

from api_common.contract.changes import ChangeStatus, Create, ResourceRef
from api_common.contract.operation import (
    AddressRequest,
    CapacityRequest,
    ClaimRequest,
    LeaseRenewal,
    Operation,
    Progress,
    Settlement,
    StepRecord,
)
from api_common.contract.states import OperationStatus, ResourceType, StepStatus
from api_common.contract.vm import VmFilter
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands import operations as commands
from db_proxy.commands.steps import record_step, settle_operation
from db_proxy.commands.unit import Writer
from db_proxy.queries.events import events_after
from db_proxy.queries.network import segment_addresses
from db_proxy.queries.operations import operation
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm, vms
from db_proxy.tables import OPERATION
from tests.db_proxy.commands.stuck import stuck
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows, operation_start, refused, together

VM, VOLUME = ResourceType.VM, ResourceType.VOLUME


def claim(write: Writer, runner: str = "r2", limit: int = 16, **more: Any) -> list[Operation]:
    request = ClaimRequest(runner=runner, lease_seconds=30, limit=limit, **more)
    return write(commands.claim_operations, request)


# --- start ---


def test_a_start_writes_everything_at_once(rows: Rows, write: Writer, read: Reader, clock: ManualClock) -> None:
    host, segment, uuid, disk = rows.host(), rows.segment(), new_uuid(), new_uuid()
    start = operation_start(
        uuid,
        input={"image": "i"},
        holds=[ResourceRef(type=VM, key=uuid), ResourceRef(type=VOLUME, key=disk)],
        changes=[
            Create(type=VM, record={"uuid": uuid, "cpus": 1, "status": "BUILDING"}),
            Create(type=VOLUME, record={"uuid": disk, "instanceUuid": uuid}),
        ],
        capacity=CapacityRequest(vm_uuid=uuid, host_uuid=host.uuid),
        addresses=AddressRequest(vm_uuid=uuid, segment_ids=[segment]),
    )
    started = write(commands.start_operation, start)
    view = read(vm, uuid)
    assert (view.vm.operation_uuid, view.vm.host_uuid) == (start.uuid, host.uuid)
    assert view.volumes[0].operation_uuid == start.uuid
    assert [row["uuid"] for row in started.created] == [uuid, disk]
    assert started.created[0]["operationUuid"] == start.uuid
    ip = started.operation.input["ips"][0]
    assert (ip["id"], ip["ip"], ip["mac"]) == (view.ips[0].id, view.ips[0].ip, view.ips[0].mac)
    assert started.operation.input["image"] == "i"
    stored = read(operation, start.uuid)
    assert stored == started.operation
    assert [(step.number, step.name, step.status) for step in stored.steps] == [
        (0, "first", StepStatus.RUNNING),
        (1, "second", StepStatus.PENDING),
        (2, "third", StepStatus.PENDING),
    ]
    assert (stored.claimed_by, stored.fence, stored.lease_until) == ("r1", 1, clock.now_ms() + 30_000)


def test_a_start_without_a_runner_waits_for_one(rows: Rows) -> None:
    started = rows.started(runner=None).operation
    assert (started.claimed_by, started.fence) == (None, 0)
    assert {step.status for step in started.steps} == {StepStatus.PENDING}
    assert rows.started(steps=[]).operation.steps == []


def test_a_start_costs_few_statements(rows: Rows, write: Writer, statements: Any) -> None:
    host, segment, uuid = rows.host(), rows.segment(), new_uuid()
    start = operation_start(
        uuid,
        changes=[Create(type=VM, record={"uuid": uuid})],
        capacity=CapacityRequest(vm_uuid=uuid, host_uuid=host.uuid),
        addresses=AddressRequest(vm_uuid=uuid, segment_ids=[segment]),
        client_key="k",
    )
    assert statements(lambda: write(commands.start_operation, start)) <= 17


def test_its_event_shows_steps_and_hides_the_plan(rows: Rows, read: Reader) -> None:
    started = rows.started(input={"vncPassword": "x"}, client_key="k", input_digest="d")
    event = read(events_after, 0, 100).events[-1]
    assert (event.kind, event.resource_type, event.resource_key) == (
        "created",
        ResourceType.OPERATION,
        started.operation.uuid,
    )
    assert [step["name"] for step in event.summary["steps"]] == ["first", "second", "third"]
    assert not {"input", "clientKey", "inputDigest"} & event.summary.keys()
    assert "output" not in event.summary["steps"][0]


def test_nothing_is_written_when_anything_is_refused(rows: Rows, write: Writer, read: Reader) -> None:
    host, segment = rows.host(vCPU=1), rows.segment("10.1.0.1", "10.1.0.2")
    before = read(events_after, -1, 1).last
    for refusal, options in (
        (ErrorKind.NO_CAPACITY, {"cpus": 2, "segments": [segment]}),
        (ErrorKind.NO_CAPACITY, {"cpus": 1, "segments": [segment, rows.segment("10.2.0.1", "10.2.0.1")]}),
        (ErrorKind.NOT_FOUND, {"cpus": 1, "segments": [segment, 9999]}),
    ):
        uuid: str = new_uuid()
        start = operation_start(
            uuid,
            changes=[Create(type=VM, record={"uuid": uuid, "cpus": options["cpus"]})],
            capacity=CapacityRequest(vm_uuid=uuid, host_uuid=host.uuid),
            addresses=AddressRequest(vm_uuid=uuid, segment_ids=options["segments"]),
        )
        with refused(refusal):
            write(commands.start_operation, start)
    assert read(vms, VmFilter()).total_elements == 0
    assert read(segment_addresses, segment) == []
    assert {event.resource_type for event in read(events_after, before, 10).events} <= {ResourceType.IP_SEGMENT}


def test_the_same_start_again_is_one_start_with_the_same_answer(rows: Rows, write: Writer, read: Reader) -> None:
    uuid = new_uuid()
    start = operation_start(uuid, changes=[Create(type=VM, record={"uuid": uuid})], client_key="k", input_digest="d")
    first = write(commands.start_operation, start)
    last = read(events_after, -1, 1).last
    assert write(commands.start_operation, start) == first
    assert read(events_after, -1, 1).last == last


def test_a_client_key_answers_what_it_started(rows: Rows, write: Writer) -> None:
    first = rows.started(client_key="k", input_digest="d").operation
    again = rows.started(client_key="k", input_digest="d")
    assert again.existed and again.operation.uuid == first.uuid and again.created == []
    with refused(ErrorKind.CONFLICT):
        rows.started(client_key="k", input_digest="other")


@pytest.mark.parametrize("same_process", [True, False])
def test_of_many_starts_on_one_vm_exactly_one_wins(
    rows: Rows, write: Writer, write_elsewhere: Writer, read: Reader, same_process: bool
) -> None:
    uuid = rows.vm()
    writers = [write, write if same_process else write_elsewhere] * 4
    change = ChangeStatus(type=VM, key=uuid, to="STARTING")
    starts = [operation_start(uuid, changes=[change]) for _ in writers]
    won, lost = together(
        [partial(each, commands.start_operation, start) for each, start in zip(writers, starts, strict=True)]
    )
    assert len(won) == 1
    assert {error.kind for error in lost} == {ErrorKind.CONFLICT}
    assert read(vm, uuid).vm.operation_uuid == won[0].operation.uuid
    assert {error.detail["operationUuid"] for error in lost} == {won[0].operation.uuid}


def test_the_same_client_key_at_the_same_moment_starts_once(rows: Rows, write: Writer, write_elsewhere: Writer) -> None:
    uuid = rows.vm()
    starts = [operation_start(uuid, client_key="k", input_digest="d") for _ in range(8)]
    writers = [write, write_elsewhere] * 4
    answers, refusals = together(
        [partial(each, commands.start_operation, start) for each, start in zip(writers, starts, strict=True)]
    )
    assert not refusals
    assert len({answer.operation.uuid for answer in answers}) == 1
    assert sum(not answer.existed for answer in answers) == 1


# --- claims and leases ---


def test_an_unclaimed_operation_is_claimed_once(rows: Rows, write: Writer) -> None:
    started = rows.started(runner=None).operation
    assert started.claimed_by is None
    claimed = claim(write)
    assert [(each.uuid, each.claimed_by) for each in claimed] == [(started.uuid, "r2")]
    assert claimed[0].fence > started.fence
    assert len(claimed[0].steps) == 3
    assert claim(write, "r3") == []


def test_a_lease_ends_by_time(rows: Rows, write: Writer, clock: ManualClock) -> None:
    started = rows.started().operation
    clock.advance(29.9)
    assert claim(write) == []
    clock.advance(0.1)
    assert [each.uuid for each in claim(write)] == [started.uuid]


def test_a_renewed_lease_lasts(rows: Rows, write: Writer, clock: ManualClock) -> None:
    started = rows.started().operation
    clock.advance(20)
    renewal = LeaseRenewal(runner="r1", lease_seconds=30, uuids=[started.uuid, new_uuid()])
    assert write(commands.renew_leases, renewal) == [started.uuid]
    clock.advance(20)
    assert claim(write) == []
    clock.advance(20)
    assert claim(write)
    assert write(commands.renew_leases, renewal) == [], "somebody else has it now"


def test_a_restarted_runner_takes_its_own_at_once(rows: Rows, write: Writer) -> None:
    started = rows.started().operation
    assert claim(write, "r2", own=True) == []
    again = claim(write, "r1", own=True)
    assert [each.uuid for each in again] == [started.uuid]
    assert again[0].fence > started.fence


def test_a_runner_regains_what_it_let_go_of_and_nothing_else(rows: Rows, write: Writer) -> None:
    left, busy = rows.started().operation, rows.started().operation
    assert claim(write, "r2", regain=[left.uuid]) == []
    (again,) = claim(write, "r1", regain=[left.uuid])
    assert again.uuid == left.uuid and again.fence > busy.fence


def test_claims_come_oldest_first_and_no_more_than_asked_for(rows: Rows, write: Writer) -> None:
    uuids = [rows.started(runner=None).operation.uuid for _ in range(3)]
    assert [each.uuid for each in claim(write, limit=2)] == uuids[:2]
    assert [each.uuid for each in claim(write, limit=2)] == uuids[2:]


def test_two_claimers_never_get_the_same_operation(rows: Rows, write: Writer, write_elsewhere: Writer) -> None:
    uuids = {rows.started(runner=None).operation.uuid for _ in range(12)}
    claimers = [partial(claim, each, f"r{n}", limit=5) for n, each in enumerate([write, write_elsewhere] * 3)]
    answers, refusals = together(claimers)
    claimed = [each for answer in answers for each in answer]
    assert not refusals
    assert sorted(each.uuid for each in claimed) == sorted(uuids)
    assert len({each.fence for each in claimed}) == len(uuids)


def test_a_claim_costs_the_same_for_one_and_for_many(rows: Rows, write: Writer, statements: Any) -> None:
    rows.started(runner=None)
    one = statements(lambda: claim(write))
    for _ in range(10):
        rows.started(runner=None)
    assert statements(lambda: claim(write)) == one


# --- cancel, retry, progress ---


def test_cancelling_turns_a_running_operation(rows: Rows, write: Writer, read: Reader) -> None:
    started = rows.started().operation
    cancelled = write(commands.cancel_operation, started.uuid)
    assert (cancelled.status, cancelled.error) == (OperationStatus.UNDOING, commands.CANCELLED)
    assert write(commands.cancel_operation, started.uuid) == cancelled, "twice is once"
    assert claim(write) == [], "its runner is at work and will see it"
    ended = Settlement(fence=started.fence, status=OperationStatus.UNDONE)
    write(settle_operation, started.uuid, ended)
    with refused(ErrorKind.WRONG_STATE):
        write(commands.cancel_operation, started.uuid)


def test_a_waiting_operation_that_is_cancelled_is_due_at_once(rows: Rows, write: Writer) -> None:
    started = rows.started().operation
    wait = StepRecord(fence=started.fence, number=0, status=StepStatus.RUNNING, wait_seconds=1000)
    write(record_step, started.uuid, wait)
    assert claim(write) == []
    write(commands.cancel_operation, started.uuid)
    assert [each.status for each in claim(write)] == [OperationStatus.UNDOING]


def test_a_runner_that_waits_after_a_cancel_keeps_its_claim(rows: Rows, write: Writer) -> None:
    """It learns of the cancel from the answer, and goes on undoing at once."""
    started = rows.started().operation
    write(commands.cancel_operation, started.uuid)
    wait = StepRecord(fence=started.fence, number=0, status=StepStatus.RUNNING, wait_seconds=1)
    assert write(record_step, started.uuid, wait).status is OperationStatus.UNDOING
    assert claim(write) == []
    write(record_step, started.uuid, wait.model_copy(update={"error": "undo: away", "wait_seconds": 0}))
    assert claim(write), "from then on its waits are waits"


def test_retrying_a_stuck_operation_undoes_on_with_fresh_tries(rows: Rows, write: Writer) -> None:
    holder = stuck(rows, write, rows.vm())
    assert claim(write) == []
    retried = write(commands.retry_operation, holder.uuid)
    assert retried.status is OperationStatus.UNDOING
    assert [step.attempts for step in retried.steps] == [0, 0, 0]
    assert [each.uuid for each in claim(write)] == [holder.uuid]


def test_retrying_a_waiting_operation_makes_it_due(rows: Rows, write: Writer) -> None:
    started = rows.started().operation
    wait = StepRecord(fence=started.fence, number=0, status=StepStatus.RUNNING, wait_seconds=1000)
    write(record_step, started.uuid, wait)
    write(commands.retry_operation, started.uuid)
    assert claim(write)


def test_an_ended_operation_is_not_retried(rows: Rows, write: Writer) -> None:
    started = rows.started().operation
    write(settle_operation, started.uuid, Settlement(fence=started.fence, status=OperationStatus.DONE))
    with refused(ErrorKind.WRONG_STATE):
        write(commands.retry_operation, started.uuid)
    write(commands.report_progress, started.uuid, Progress(progress=50, wake=True))
    with refused(ErrorKind.NOT_FOUND):
        write(commands.report_progress, new_uuid(), Progress(wake=True))


def test_progress_is_shown_and_told(rows: Rows, write: Writer, read: Reader) -> None:
    started = rows.started().operation
    write(commands.report_progress, started.uuid, Progress(progress=40))
    assert read(operation, started.uuid).progress == 40
    last = read(events_after, -1, 1).last
    assert read(events_after, last - 1, 1).events[0].summary["progress"] == 40
    write(commands.report_progress, started.uuid, Progress(progress=40))
    assert read(events_after, -1, 1).last == last, "nothing new"


def test_waking_a_waiting_operation_makes_it_due_and_is_told(rows: Rows, write: Writer, read: Reader) -> None:
    started = rows.started().operation
    wait = StepRecord(fence=started.fence, number=0, status=StepStatus.RUNNING, wait_seconds=1000)
    write(record_step, started.uuid, wait)
    last = read(events_after, -1, 1).last
    write(commands.report_progress, started.uuid, Progress(wake=True))
    assert read(events_after, -1, 1).last == last + 1
    assert claim(write)


def test_waking_while_the_runner_is_at_work_is_not_lost(rows: Rows, write: Writer) -> None:
    """The job may end between the step's look at it and the record that says `wait`."""
    started = rows.started().operation
    write(commands.report_progress, started.uuid, Progress(wake=True))
    wait = StepRecord(fence=started.fence, number=0, status=StepStatus.RUNNING, wait_seconds=1000)
    write(record_step, started.uuid, wait)
    again = claim(write)
    assert len(again) == 1, "due at once"
    write(record_step, started.uuid, wait.model_copy(update={"fence": again[0].fence}))
    assert claim(write) == [], "the next wait is one"


@pytest.mark.parametrize("column", ["next_attempt_at", "lease_until"])
def test_what_lies_too_far_ahead_is_due(rows: Rows, write: Writer, clock: ManualClock, column: str) -> None:
    """A clock that was an hour ahead wrote it."""
    started = rows.started().operation
    far = {"claimed_by": "gone" if column == "lease_until" else None, column: clock.now_ms() + 3_600_000}
    write(lambda unit: unit.connection.execute(update(OPERATION).values(far)) and None)
    assert [each.uuid for each in claim(write)] == [started.uuid]


@pytest.mark.parametrize("jump", [-3600, 3600])
def test_waits_and_leases_know_no_jump(rows: Rows, write: Writer, clock: ManualClock, jump: int) -> None:
    first = rows.started().operation
    clock.jump(jump)
    assert claim(write) == [], "its lease is as long as it was"
    write(record_step, first.uuid, waiting(first))
    clock.advance(5)
    assert claim(write) == []
    clock.advance(6)
    assert [each.uuid for each in claim(write)] == [first.uuid]


def test_what_waits_is_due_when_the_service_starts(rows: Rows, write: Writer) -> None:
    first = rows.started().operation
    write(record_step, first.uuid, waiting(first))
    assert claim(write) == []
    write(commands.wake_all)
    assert [each.uuid for each in claim(write)] == [first.uuid]


def waiting(operation: Operation) -> StepRecord:
    return StepRecord(fence=operation.fence, number=0, status=StepStatus.RUNNING, wait_seconds=10)
