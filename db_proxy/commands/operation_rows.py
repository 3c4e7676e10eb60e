"""The rows of operations and their steps, as the commands of this room share them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Update, bindparam, select, update

from api_common.contract.operation import Operation
from api_common.contract.states import OperationStatus, ResourceType
from api_common.lifecycle.operation import OPERATION as LIFE
from db_proxy.commands.audit import end_operation_entry
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import OPERATION, OPERATION_STEP

FINAL = frozenset({OperationStatus.DONE.value, OperationStatus.UNDONE.value})
LONGEST_LEASE_MS = 10 * 60_000
LONGEST_WAIT_MS = 15 * 60_000
"""Nobody waits longer. A time further ahead was written by a clock that was wrong, or in another life of this database,
and is over."""
ENDS = FINAL | {OperationStatus.STUCK.value}
_NUMBER = OPERATION_STEP.c.number
_STEPS = (
    select(OPERATION_STEP)
    .where(OPERATION_STEP.c.operation_uuid.in_(bindparam("operations", expanding=True)))
    .order_by(OPERATION_STEP.c.operation_uuid, _NUMBER)
)


def load_operation(unit: Unit, uuid: str) -> Row:
    """An operation with its steps; `not_found` if there is none."""
    row = unit.get(ResourceType.OPERATION, uuid)
    load_steps(unit, [row])
    return row


def load_operations(unit: Unit, uuids: Sequence[str]) -> list[Row]:
    """Those operations that exist, oldest first, each with its steps."""
    rows = unit.load(ResourceType.OPERATION, OPERATION.c.uuid.in_(uuids))
    load_steps(unit, rows)
    return rows


def load_steps(unit: Unit, rows: Sequence[Row]) -> None:
    """Read the steps of operations where they are not known yet."""
    missing = [row for row in rows if "steps" not in row.values]
    if not missing:
        return
    steps: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for step in unit.connection.execute(_STEPS, {"operations": [row.key for row in missing]}).mappings():
        steps[step["operation_uuid"]].append({**step, "output": step["output"] or {}})
    for row in missing:
        row.values["steps"] = steps[row.key]


def write_steps(unit: Unit, operation: Row, changed: dict[int, dict[str, Any]], *, tell: bool = True) -> None:
    """Change steps, given by their numbers, at once and in the operation's picture. One more try that went wrong as
    the one before is no news: what waits for a host for hours is silent."""
    for number, values in changed.items():
        operation["steps"][number].update(values)
        given = {"this_operation": operation.key, "this_number": number, **values}
        unit.connection.execute(_update_step(frozenset(values)), given)
    if tell:
        operation.touch()


@cache
def _update_step(names: frozenset[str]) -> Update:
    this_step = (OPERATION_STEP.c.operation_uuid == bindparam("this_operation"), _NUMBER == bindparam("this_number"))
    return update(OPERATION_STEP).where(*this_step).values({name: bindparam(name) for name in names})


def change_status(unit: Unit, operation: Row, status: OperationStatus, error: str | None = None) -> None:
    """Move an operation on in its life; tries are counted afresh when it turns round. Its end is for the audit log."""
    LIFE.require(operation["status"], status.value)
    if status is OperationStatus.UNDOING and operation["status"] != status.value:
        unit.connection.execute(
            update(OPERATION_STEP).where(OPERATION_STEP.c.operation_uuid == operation.key).values(attempts=0)
        )
        for step in operation.values.get("steps", []):
            step["attempts"] = 0
    if status.value in ENDS and operation["status"] != status.value:
        end_operation_entry(unit, operation.key, status.value, error or operation["error"])
    operation.set(status=status.value, update_time=unit.now)


def release_claim(operation: Row, next_attempt_at: int | None = None) -> None:
    """Nobody works on it; anybody may from `next_attempt_at` (steady time) on, or at once if it was woken meanwhile."""
    due = None if operation["woken"] else next_attempt_at
    operation.note(claimed_by=None, lease_until=None, next_attempt_at=due, woken=0, cancel_unseen=0)


def wake(operation: Row) -> None:
    """Due now, which the feed tells the runners; if one is at work on it, its next wait will end at once."""
    if operation["claimed_by"]:
        operation.note(woken=1)
    else:
        operation.note(next_attempt_at=None)
        operation.touch()


def record_of(operation: Row) -> Operation:
    """The wire record."""
    return cast(Operation, operation.resource.record(operation.values))
