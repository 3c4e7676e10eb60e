"""What a runner writes: records of steps and the end, repeated, late, fenced off and rolled back."""

from __future__ import annotations

from typing import Any

from api_common.contract.changes import ChangeStatus, Create, SetFields, SettleFromPower
from api_common.contract.operation import ClaimRequest, Operation, Settlement, StepRecord
from api_common.contract.states import OperationStatus, PowerState, ResourceType, StepStatus, VmStatus
from api_common.contract.vm import VmFilter
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.operations import cancel_operation, claim_operations
from db_proxy.commands.steps import record_step, settle_operation
from db_proxy.commands.unit import Writer
from db_proxy.queries.events import events_after
from db_proxy.queries.operations import operation
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm, vms
from tests.db_proxy.commands.reports import report
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows, refused

VM = ResourceType.VM
RUNNING, DONE, FAILED, UNDONE = StepStatus.RUNNING, StepStatus.DONE, StepStatus.FAILED, StepStatus.UNDONE


def record(started: Operation, number: int, status: StepStatus, **facts: Any) -> StepRecord:
    return StepRecord(fence=started.fence, number=number, status=status, **facts)


def test_a_step_runs_and_is_done(rows: Rows, write: Writer, read: Reader, clock: ManualClock) -> None:
    started = rows.started().operation
    begun = clock.now_ms()
    write(record_step, started.uuid, record(started, 0, RUNNING))
    clock.advance(2)
    answer = write(record_step, started.uuid, record(started, 0, DONE, output={"a": 1}, next_step=1))
    assert answer.status is OperationStatus.RUNNING
    first, second, third = read(operation, started.uuid).steps
    assert (first.status, first.output, first.started_at, first.ended_at) == (DONE, {"a": 1}, begun, clock.now_ms())
    assert (second.status, second.started_at, second.attempts) == (RUNNING, clock.now_ms(), 1)
    assert third.status is StepStatus.PENDING


def test_every_record_is_told(rows: Rows, write: Writer, read: Reader) -> None:
    started = rows.started().operation
    write(record_step, started.uuid, record(started, 0, DONE, output={"secret": 1}, next_step=1))
    event = read(events_after, 0, 100).events[-1]
    assert event.resource_key == started.uuid
    assert [step["status"] for step in event.summary["steps"]] == ["done", "running", "pending"]
    assert "secret" not in str(event.summary)


def test_the_same_record_twice_has_the_effect_of_one(rows: Rows, write: Writer, read: Reader) -> None:
    started = rows.started().operation
    volume = Create(type=ResourceType.VOLUME, record={"name": "no uuid clash: its id is new"} | {"uuid": new_uuid()})
    for each in (
        record(started, 0, RUNNING),
        record(started, 0, DONE, output={"a": 1}, changes=[volume], next_step=1),
        record(started, 1, FAILED, operation_status=OperationStatus.UNDOING, operation_error="no"),
        record(started, 1, UNDONE),
    ):
        answer = write(record_step, started.uuid, each)
        after, last = read(operation, started.uuid), read(events_after, -1, 1).last
        assert write(record_step, started.uuid, each) == answer
        assert (read(operation, started.uuid), read(events_after, -1, 1).last) == (after, last)


def test_a_late_record_does_not_begin_a_done_step_again(rows: Rows, write: Writer, read: Reader) -> None:
    started = rows.started().operation
    write(record_step, started.uuid, record(started, 0, RUNNING))
    write(record_step, started.uuid, record(started, 0, DONE, output={"a": 1}))
    write(record_step, started.uuid, record(started, 0, RUNNING))
    first = read(operation, started.uuid).steps[0]
    assert (first.status, first.output) == (DONE, {"a": 1})


def test_a_done_step_keeps_its_output_while_it_is_undone(rows: Rows, write: Writer, read: Reader) -> None:
    started = rows.started().operation
    write(record_step, started.uuid, record(started, 0, DONE, output={"path": "p"}))
    write(cancel_operation, started.uuid)
    write(record_step, started.uuid, record(started, 0, DONE, error="undo: away", wait_seconds=0))
    first = read(operation, started.uuid).steps[0]
    assert (first.status, first.output, first.error, first.attempts) == (DONE, {"path": "p"}, "undo: away", 1)


def test_an_older_fence_is_refused(rows: Rows, write: Writer, read: Reader, clock: ManualClock) -> None:
    uuid = rows.vm()
    started = rows.started(uuid).operation
    clock.advance(60)
    assert write(claim_operations, ClaimRequest(runner="r2", lease_seconds=30))
    rename = SetFields(type=VM, key=uuid, fields={"name": "zombie"})
    with refused(ErrorKind.FENCED):
        write(record_step, started.uuid, record(started, 0, DONE, changes=[rename]))
    with refused(ErrorKind.FENCED):
        ending = Settlement(fence=started.fence, status=OperationStatus.DONE, changes=[rename])
        write(settle_operation, started.uuid, ending)
    assert read(vm, uuid).vm.name == "vm"


def test_a_refused_change_leaves_the_step_as_it_was(rows: Rows, write: Writer, read: Reader) -> None:
    started = rows.started(rows.vm(status="STOPPED")).operation
    bad = ChangeStatus(type=VM, key=started.target_uuid, to="SUSPENDING")
    with refused(ErrorKind.WRONG_STATE):
        write(record_step, started.uuid, record(started, 0, DONE, changes=[bad], next_step=1))
    assert read(operation, started.uuid).steps == started.steps


def test_a_step_that_does_not_exist_is_refused(rows: Rows, write: Writer) -> None:
    started = rows.started().operation
    for each in (record(started, 3, RUNNING), record(started, -1, RUNNING), record(started, 2, DONE, next_step=3)):
        with refused(ErrorKind.INVALID_REQUEST):
            write(record_step, started.uuid, each)
    with refused(ErrorKind.NOT_FOUND):
        write(record_step, new_uuid(), record(started, 0, RUNNING))


def test_a_failed_step_turns_the_operation(rows: Rows, write: Writer, read: Reader) -> None:
    started = rows.started().operation
    for _ in range(2):
        write(record_step, started.uuid, record(started, 0, RUNNING, error="busy"))
    failed = record(
        started, 0, FAILED, error="x", operation_status=OperationStatus.UNDOING, operation_error="the disk is full"
    )
    assert write(record_step, started.uuid, failed).status is OperationStatus.UNDOING
    turned = read(operation, started.uuid)
    assert (turned.status, turned.error, turned.steps[0].attempts) == (OperationStatus.UNDOING, "the disk is full", 0)


def test_a_wait_puts_the_operation_back(rows: Rows, write: Writer, read: Reader, clock: ManualClock) -> None:
    started = rows.started().operation
    write(record_step, started.uuid, record(started, 0, RUNNING, wait_seconds=5, progress=30))
    waiting = read(operation, started.uuid)
    assert (waiting.claimed_by, waiting.progress) == (None, 30)
    assert waiting.next_attempt_at == clock.now_ms() + 5000
    due = ClaimRequest(runner="r2", lease_seconds=30)
    assert write(claim_operations, due) == []
    clock.advance(5)
    assert [step.attempts for step in write(claim_operations, due)[0].steps] == [2, 0, 0]


def test_observations_are_written_and_used_by_the_changes_beside_them(rows: Rows, write: Writer, read: Reader) -> None:
    host = rows.host()
    uuid = rows.vm(status="STARTING", hostUuid=host.uuid)
    started = rows.started(uuid).operation
    seen = [report(uuid, PowerState.RUNNING, vnc_port="3"), report(new_uuid())]
    write(record_step, started.uuid, record(started, 0, DONE, observations=seen))
    assert read(vm, uuid).vm.status is VmStatus.STARTING
    assert (read(vm, uuid).vm.power_state, read(vm, uuid).vm.vnc_port) == (PowerState.RUNNING, "3")
    ending = Settlement(fence=started.fence, status=OperationStatus.DONE, changes=[SettleFromPower(key=uuid)])
    write(settle_operation, started.uuid, ending)
    assert (read(vm, uuid).vm.status, read(vm, uuid).vm.operation_uuid) == (VmStatus.ACTIVE, None)


def test_settling_twice_is_settling_once(rows: Rows, write: Writer, read: Reader) -> None:
    started = rows.started().operation
    create = Create(type=VM, record={"uuid": new_uuid()})
    ending = Settlement(fence=started.fence, status=OperationStatus.DONE, changes=[create])
    first = write(settle_operation, started.uuid, ending)
    assert write(settle_operation, started.uuid, ending) == first
    assert read(vms, VmFilter()).total_elements == 2
    assert (first.claimed_by, first.lease_until) == (None, None)


def test_a_cancel_during_the_last_step_is_answered_and_not_overrun(rows: Rows, write: Writer, read: Reader) -> None:
    """The runner, which believes itself done, hears at once that it has to undo; what it did is noted all the same."""
    started = rows.started().operation
    for number in (0, 1):
        write(record_step, started.uuid, record(started, number, DONE, next_step=number + 1))
    write(cancel_operation, started.uuid)
    last = record(started, 2, DONE, output={"made": "it"})
    settlement = Settlement(fence=started.fence, status=OperationStatus.DONE, step=last)
    answer = write(settle_operation, started.uuid, settlement)
    assert answer.status is OperationStatus.UNDOING
    noted = read(operation, started.uuid)
    assert (noted.status, noted.steps[2].status, noted.steps[2].output) == (
        OperationStatus.UNDOING,
        DONE,
        {"made": "it"},
    )
    assert write(settle_operation, started.uuid, settlement).status is OperationStatus.UNDOING, (
        "also when it asks again"
    )


def test_an_end_that_does_not_follow_is_refused(rows: Rows, write: Writer) -> None:
    started = rows.started().operation
    write(cancel_operation, started.uuid)
    with refused(ErrorKind.WRONG_STATE):
        write(settle_operation, started.uuid, Settlement(fence=started.fence, status=OperationStatus.DONE))
    for status in (OperationStatus.RUNNING, OperationStatus.UNDOING):
        with refused(ErrorKind.INVALID_REQUEST):
            write(settle_operation, started.uuid, Settlement(fence=started.fence, status=status))


def test_a_stuck_operation_keeps_what_it_holds(rows: Rows, write: Writer, read: Reader) -> None:
    started = rows.started().operation
    write(cancel_operation, started.uuid)
    ending = Settlement(fence=started.fence, status=OperationStatus.STUCK, error="cannot be undone")
    settled = write(settle_operation, started.uuid, ending)
    assert (settled.status, settled.error) == (OperationStatus.STUCK, "cannot be undone")
    assert read(vm, started.target_uuid).vm.operation_uuid == started.uuid


def test_after_the_end_nothing_is_recorded(rows: Rows, write: Writer) -> None:
    started = rows.started().operation
    write(settle_operation, started.uuid, Settlement(fence=started.fence, status=OperationStatus.DONE))
    with refused(ErrorKind.FENCED):
        write(record_step, started.uuid, record(started, 0, RUNNING))


def test_a_record_costs_few_statements(rows: Rows, write: Writer, clock: ManualClock, statements: Any) -> None:
    started = rows.started().operation
    clock.advance(1)
    done = record(started, 0, DONE, output={"a": 1}, next_step=1)
    assert statements(lambda: write(record_step, started.uuid, done)) == 6
