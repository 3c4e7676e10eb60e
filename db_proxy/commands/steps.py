"""What a runner writes while it works: the fate of each step, and the end of the operation.

Every write carries the fence of the runner's claim; an older one is refused. A record that arrives twice (its answer
was lost) is recognised by its digest and has the effect of one.
"""

from __future__ import annotations

import hashlib
from typing import Any

from api_common.contract.operation import Operation, Settlement, StepAnswer, StepRecord
from api_common.contract.states import OperationStatus, StepStatus
from api_common.errors import ErrorKind, IaasError, invalid
from db_proxy.commands.changes import stage_changes
from db_proxy.commands.holds import give_back
from db_proxy.commands.observe import observe_in_operation
from db_proxy.commands.operation_rows import (
    FINAL,
    LONGEST_WAIT_MS,
    change_status,
    load_operation,
    record_of,
    release_claim,
    write_steps,
)
from db_proxy.commands.operations import start_operation
from db_proxy.commands.turns import leave_line
from db_proxy.commands.unit import Row, Unit

_ENDINGS = frozenset({OperationStatus.DONE, OperationStatus.UNDONE, OperationStatus.STUCK})
_ENDED_STEP = frozenset({StepStatus.DONE, StepStatus.FAILED, StepStatus.UNDONE})


def record_step(unit: Unit, uuid: str, record: StepRecord) -> StepAnswer:
    """Write what became of a step, its changes and observations, and what is next."""
    operation = load_operation(unit, uuid)
    _require_fence(operation, record.fence)
    if record.number not in range(len(operation["steps"])):
        raise invalid("number", f"operation {uuid} has no step {record.number}")
    digest = hashlib.sha256(record.model_dump_json().encode()).hexdigest()
    step = operation["steps"][record.number]
    if step["last_record"] == digest or _came_late(step, record):
        return StepAnswer(status=OperationStatus(operation["status"]))
    if operation["status"] in FINAL or operation["status"] == OperationStatus.STUCK.value:
        raise IaasError(ErrorKind.FENCED, f"the operation has ended as {operation['status']}")
    observe_in_operation(unit, record.observations)
    stage_changes(unit, record.changes)
    _note_step(unit, operation, record, digest)
    _note_operation(unit, operation, record)
    return StepAnswer(status=OperationStatus(operation["status"]))


def settle_operation(unit: Unit, uuid: str, settlement: Settlement) -> Operation:
    """End an operation and give its holds back; a stuck one keeps them until somebody takes it further."""
    if settlement.status not in _ENDINGS:
        raise invalid("status", f"{settlement.status.value} is no end of an operation")
    operation = load_operation(unit, uuid)
    _require_fence(operation, settlement.fence)
    if operation["status"] == settlement.status.value:
        return record_of(operation)
    if operation["status"] in FINAL:
        raise IaasError(ErrorKind.FENCED, f"the operation has ended as {operation['status']}")
    if settlement.step is not None:
        record_step(unit, uuid, settlement.step)
        if settlement.status is OperationStatus.DONE and operation["status"] != OperationStatus.RUNNING.value:
            return record_of(operation)  # cancelled meanwhile: its runner sees it and undoes
    change_status(unit, operation, settlement.status, settlement.error)
    stage_changes(unit, settlement.changes)
    if settlement.error is not None:
        operation.set(error=settlement.error)
    release_claim(operation)
    if settlement.status is not OperationStatus.STUCK:
        give_back(unit, uuid)
        leave_line(unit, operation)
    if settlement.heir is not None:
        start_operation(unit, settlement.heir, heir_of=operation)
    return record_of(operation)


def _require_fence(operation: Row, fence: int) -> None:
    if operation["fence"] != fence:
        raise IaasError(
            ErrorKind.FENCED, f"the operation has been claimed again (fence {operation['fence']}, not {fence})"
        )


def _came_late(step: dict[str, Any], record: StepRecord) -> bool:
    """Whether the record was overtaken by a later one of the same step: nothing done is begun again."""
    done = {StepStatus.DONE.value, StepStatus.UNDONE.value}
    return record.status is StepStatus.RUNNING and step["status"] in done


def _note_step(unit: Unit, operation: Row, record: StepRecord, digest: str) -> None:
    step = operation["steps"][record.number]
    values: dict[str, Any] = {"status": record.status.value, "error": record.error, "last_record": digest}
    if record.status is StepStatus.RUNNING or record.error:
        values["attempts"] = step["attempts"] + 1
    if step["started_at"] is None:
        values["started_at"] = unit.now
    if record.output is not None:
        values["output"] = record.output
    if record.status in _ENDED_STEP:
        values["ended_at"] = unit.now
    changed = {record.number: values}
    if record.next_step is not None and operation["status"] == OperationStatus.RUNNING.value:
        changed[record.next_step] = _begun(unit, operation, record.next_step)
    told = {"status", "error", "output"} & values.keys()
    news = len(changed) > 1 or any(step.get(name) != values[name] for name in told) or record.error is None
    write_steps(unit, operation, changed, tell=news)


def _begun(unit: Unit, operation: Row, number: int) -> dict[str, Any]:
    if number not in range(len(operation["steps"])):
        raise invalid("nextStep", f"the operation has no step {number}")
    return {"status": StepStatus.RUNNING.value, "attempts": 1, "started_at": unit.now}


def _note_operation(unit: Unit, operation: Row, record: StepRecord) -> None:
    if record.operation_status:
        change_status(unit, operation, record.operation_status)
    if record.operation_error is not None:
        operation.set(error=record.operation_error)
    if record.progress is not None:
        operation.set(progress=record.progress)
    elif record.status is not StepStatus.RUNNING:
        operation.set(progress=0)
    if record.wait_seconds is not None and not operation["cancel_unseen"]:
        release_claim(operation, unit.steady + min(int(record.wait_seconds * 1000), LONGEST_WAIT_MS))
    operation.note(update_time=unit.now, cancel_unseen=0)
