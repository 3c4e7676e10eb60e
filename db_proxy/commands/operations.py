"""The life of an operation from outside its steps: start, claim, renew, cancel, retry, progress.

Asked by iaas_core. What a runner writes while it works is in `steps`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select, true, update

from api_common.contract.changes import Create
from api_common.contract.operation import (
    ClaimRequest,
    LeaseRenewal,
    Operation,
    OperationStart,
    Progress,
    StartedOperation,
)
from api_common.contract.states import OperationStatus, ResourceType, StepStatus
from api_common.errors import ErrorKind, IaasError
from api_common.lifecycle.operation import OPEN
from db_proxy.commands.addresses import allocate_addresses
from db_proxy.commands.audit import note_operation_entry
from db_proxy.commands.capacity import reserve_capacity
from db_proxy.commands.changes import stage_changes
from db_proxy.commands.holds import HOLDABLE, is_past_return, make_way, take
from db_proxy.commands.images import require_images_stay
from db_proxy.commands.operation_rows import (
    FINAL,
    LONGEST_LEASE_MS,
    LONGEST_WAIT_MS,
    change_status,
    load_operation,
    load_operations,
    load_steps,
    record_of,
    release_claim,
    wake,
)
from db_proxy.commands.owners import note_image_owner, require_same_group
from db_proxy.commands.quotas import require_owner, require_quotas
from db_proxy.commands.sequence import take_fences
from db_proxy.commands.turns import stand_in_line
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import OPERATION, OPERATION_STEP

CANCELLED = "cancelled"
NO_RETURN = "what cannot be taken back has begun, and goes on until it is done"


def start_operation(unit: Unit, start: OperationStart, *, heir_of: Row | None = None) -> StartedOperation:
    """Everything that begins with an operation, or nothing: its rows, changes, room, addresses and holds. An heir is
    the same people's as the operation before it, also where the target has gone."""
    if known := _started_before(unit, start):
        return known
    make_way(unit, start)
    stand_in_line(unit, start)
    created = stage_changes(unit, start.changes)
    plan = dict(start.input)
    if start.capacity:
        reserve_capacity(unit, start.capacity)
    if start.addresses:
        plan["ips"] = [address.wire() for address in allocate_addresses(unit, start.addresses)]
    take(unit, start.uuid, start.holds)
    images = [note_image_owner(unit, start.image_owner)] if start.image_owner else []
    require_owner(unit, [*created, *images])
    require_images_stay(unit, created)
    require_same_group(unit)
    operation = unit.add(ResourceType.OPERATION, _new_row(unit, start, plan, heir_of))
    if start.audited:
        note_operation_entry(unit, operation)
    require_quotas(unit)
    unit.flush()
    if start.steps:
        unit.connection.execute(OPERATION_STEP.insert(), operation["steps"])
    return StartedOperation(operation=record_of(operation), created=[row.wire() for row in created])


def claim_operations(unit: Unit, request: ClaimRequest) -> list[Operation]:
    """Claim what is due and free, oldest first; each gets a fence greater than any before."""
    column = OPERATION.c
    lease_ms = int(request.lease_seconds * 1000)
    ended = or_(column.lease_until <= unit.steady, column.lease_until > unit.steady + max(lease_ms, LONGEST_LEASE_MS))
    free = or_(column.claimed_by.is_(None), column.lease_until.is_(None), ended)
    if request.own or request.regain:
        wanted = true() if request.own else column.uuid.in_(request.regain)
        free = or_(free, and_(column.claimed_by == request.runner, wanted))
    attempt = column.next_attempt_at
    due = or_(attempt.is_(None), attempt <= unit.steady, attempt > unit.steady + LONGEST_WAIT_MS)
    statement = (
        select(column.uuid)
        .where(column.status.in_([status.value for status in sorted(OPEN)]), column.lent_to.is_(None), due, free)
        .order_by(column.id)
        .limit(request.limit)
    )
    uuids = list(unit.connection.execute(statement).scalars())
    if not uuids:
        return []
    operations = load_operations(unit, uuids)
    for operation, fence in zip(operations, take_fences(unit.connection, len(operations)), strict=True):
        operation.note(
            claimed_by=request.runner,
            lease_until=unit.steady + lease_ms,
            fence=fence,
            next_attempt_at=None,
            woken=0,
            cancel_unseen=0,
        )
    return [record_of(operation) for operation in operations]


def wake_all(unit: Unit) -> None:
    """At the start of the service: what waits is due. When it was to be due was said by a clock that is gone."""
    waiting = and_(OPERATION.c.status.in_(sorted(OPEN)), OPERATION.c.next_attempt_at.is_not(None))
    unit.connection.execute(update(OPERATION).where(waiting).values(next_attempt_at=None))


def renew_leases(unit: Unit, renewal: LeaseRenewal) -> list[str]:
    """Prolong what this runner still holds; the uuids of that."""
    column = OPERATION.c
    held = and_(
        column.uuid.in_(renewal.uuids),
        column.claimed_by == renewal.runner,
        column.status.in_([status.value for status in sorted(OPEN)]),
    )
    until = unit.steady + int(renewal.lease_seconds * 1000)
    statement = update(OPERATION).where(held).values(lease_until=until).returning(column.uuid)
    return sorted(unit.connection.execute(statement).scalars())


def cancel_operation(unit: Unit, uuid: str) -> Operation:
    """Turn a running operation round: its runner sees it at its next record, or the next runner begins with it."""
    operation = load_operation(unit, uuid)
    if operation["status"] == OperationStatus.UNDOING.value:
        return record_of(operation)
    if operation["status"] != OperationStatus.RUNNING.value:
        message = f"the operation is {operation['status']}; only a running one can be cancelled"
        raise IaasError(ErrorKind.WRONG_STATE, message)
    if is_past_return(operation):
        step = operation["steps"][operation["no_return"]]["name"]
        message = f"{operation['kind']} cannot be cancelled any more: {NO_RETURN} ({step})"
        raise IaasError(ErrorKind.WRONG_STATE, message, detail={"reason": "no_return", "step": step})
    change_status(unit, operation, OperationStatus.UNDOING)
    operation.set(error=CANCELLED)
    operation.note(cancel_unseen=1 if operation["claimed_by"] else 0)
    wake(operation)
    return record_of(operation)


def retry_operation(unit: Unit, uuid: str) -> Operation:
    """Make a waiting operation due now; a stuck one goes on undoing."""
    operation = load_operation(unit, uuid)
    if operation["status"] in FINAL:
        raise IaasError(ErrorKind.WRONG_STATE, f"the operation is {operation['status']}; there is nothing to retry")
    if operation["status"] == OperationStatus.STUCK.value:
        change_status(unit, operation, OperationStatus.UNDOING)
        release_claim(operation)
    wake(operation)
    return record_of(operation)


def report_progress(unit: Unit, uuid: str, progress: Progress) -> None:
    """Note how far the present step is, or that it need not wait longer. Of ended operations it says nothing."""
    operation = load_operation(unit, uuid)
    if operation["status"] not in OPEN:
        return
    if progress.progress is not None:
        operation.set(progress=progress.progress)
    if progress.wake:
        wake(operation)


def _started_before(unit: Unit, start: OperationStart) -> StartedOperation | None:
    """The answer to a start that was written already: the same call again, or the same client key."""
    found = unit.load_by(ResourceType.OPERATION, "uuid", start.uuid)
    if not found and start.client_key is not None:
        found = unit.load_by(ResourceType.OPERATION, "client_key", start.client_key)
    if not found:
        return None
    load_steps(unit, found)
    operation = found[0]
    if operation.key == start.uuid:
        keys = [(c.type, c.record.get("uuid")) for c in start.changes if isinstance(c, Create)]
        rows = [unit.find(type_, str(key)) for type_, key in keys]
        return StartedOperation(operation=record_of(operation), created=[row.wire() for row in rows if row])
    if operation["input_digest"] != start.input_digest:
        raise IaasError(
            ErrorKind.CONFLICT,
            "this idempotency key was used for another request",
            detail={"operationUuid": operation.key},
        )
    return StartedOperation(operation=record_of(operation), existed=True)


def _new_row(unit: Unit, start: OperationStart, plan: dict[str, Any], heir_of: Row | None) -> dict[str, Any]:
    claim: dict[str, Any] = {"fence": 0, "claimed_by": None, "lease_until": None}
    if start.runner:
        claim = {
            "fence": take_fences(unit.connection, 1)[0],
            "claimed_by": start.runner,
            "lease_until": unit.steady + int(start.lease_seconds * 1000),
        }
    target = unit.find(start.target_type, start.target_uuid) if start.target_type in HOLDABLE else None
    whose = heir_of or target
    return {
        "uuid": start.uuid,
        "kind": start.kind,
        "version": start.version,
        "status": OperationStatus.RUNNING.value,
        "target_type": start.target_type.value,
        "target_uuid": start.target_uuid,
        "input": plan,
        "user_name": start.user_name,
        "user_id": whose["user_id"] if whose else None,
        "group_id": whose["group_id"] if whose else None,
        "client_key": start.client_key,
        "input_digest": start.input_digest,
        "no_return": start.no_return,
        "lent_to": None,
        "waits_for": start.waits_for,
        "progress": 0,
        "create_time": unit.now,
        "update_time": unit.now,
        **claim,
        "steps": _new_steps(start, unit.now),
    }


def _new_steps(start: OperationStart, now: int) -> list[dict[str, Any]]:
    """The steps' rows. A start that claims begins with its first step: that it runs is written before it is done."""
    steps: list[dict[str, Any]] = [
        {
            "operation_uuid": start.uuid,
            "number": number,
            "name": name,
            "status": StepStatus.PENDING.value,
            "attempts": 0,
            "started_at": None,
        }
        for number, name in enumerate(start.steps)
    ]
    if start.runner and steps:
        steps[0].update(status=StepStatus.RUNNING.value, attempts=1, started_at=now)
    return steps
