"""Holds: a VM or volume belongs to one operation at a time, named in its row.

Who holds gives way only to an operation that may take over (`Takeover`), and never in the middle of its work: its claim
is fenced off first, so that what it still sends or writes is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from api_common.contract.changes import ResourceRef
from api_common.contract.operation import IN_LINE, MAY_WAIT, OperationStart, Takeover
from api_common.contract.states import OperationStatus, ResourceType, StepStatus, VmStatus
from api_common.errors import ErrorKind, IaasError, invalid
from api_common.lifecycle.operation import OPEN
from api_common.lifecycle.vm import RESTING
from db_proxy.commands.changes import settled_from_power
from db_proxy.commands.operation_rows import change_status, load_steps, release_claim, wake
from db_proxy.commands.sequence import take_fences
from db_proxy.commands.unit import Row, Unit

HOLDABLE = (ResourceType.VM, ResourceType.VOLUME)
_GIVES_WAY = frozenset({OperationStatus.UNDOING.value, OperationStatus.STUCK.value})
_OUTLIVES = frozenset({"image_publish"})
"""What these leave behind is not the VM's, so its deletion does not clear it away: they go on after it."""
_UNSETTLED = frozenset({VmStatus.BUILDING.value, VmStatus.DELETING.value})
"""A VM that is half made or half gone has no power to speak of."""
TAKEN_OVER = "the VM is being deleted"


def make_way(unit: Unit, start: OperationStart) -> None:
    """All of `start`'s holds are free, or lent to it; `conflict` where that may not be asked."""
    for hold in start.holds:
        if hold.type not in HOLDABLE:
            raise invalid("holds", f"a {hold.type.value} cannot be held")
        while (row := unit.find(hold.type, hold.key)) and (holder := _holder(unit, row)):
            load_steps(unit, [holder])
            if start.takeover is Takeover.LEND and _may_lend(start, row, holder):
                _lend(unit, row, holder, start.uuid)
            elif start.takeover is Takeover.END and _may_end(holder):
                if holder["kind"] in _OUTLIVES:
                    _lend(unit, row, holder, start.uuid)
                else:
                    end_holder(unit, holder)
            else:
                raise _held(hold, holder)


def require_free(unit: Unit, rows: Sequence[Row]) -> None:
    """No operation holds any of these; `conflict` otherwise."""
    for row in rows:
        holder = _holder(unit, row)
        if holder is not None:
            raise _held(ResourceRef(type=row.resource.kind, key=row.key), holder)


def take(unit: Unit, operation_uuid: str, holds: Sequence[ResourceRef]) -> None:
    """Write the holder into the rows, which must exist by now."""
    for hold in holds:
        unit.get(hold.type, hold.key).set(operation_uuid=operation_uuid)


def give_back(unit: Unit, operation_uuid: str) -> None:
    """Everything that an operation holds is free again, or goes back to the one that lent it, which goes on."""
    lenders = unit.load_by(ResourceType.OPERATION, "lent_to", operation_uuid)
    vms = {lender["target_uuid"]: lender for lender in lenders}
    for type_ in HOLDABLE:
        for row in unit.load_by(type_, "operation_uuid", operation_uuid):
            lender = vms.get(row.key)
            row.set(operation_uuid=lender.key if lender else None)
            if lender is None and type_ is ResourceType.VM:
                wake_next(unit, row.key)
    for lender in lenders:
        load_steps(unit, [lender])
        lender.set(lent_to=None)
        if lender["status"] == OperationStatus.STUCK.value:
            change_status(unit, lender, OperationStatus.UNDOING)
        release_claim(lender)
        wake(lender)


def line_of(unit: Unit, vm_uuid: str) -> list[Row]:
    """Who waits for a VM, oldest first."""
    waiting = unit.load_by(ResourceType.OPERATION, "waits_for", vm_uuid)
    return [row for row in waiting if row["status"] == OperationStatus.RUNNING.value]


def wake_next(unit: Unit, vm_uuid: str) -> None:
    """The VM may be free: the next in line is told."""
    for waiting in line_of(unit, vm_uuid)[:1]:
        load_steps(unit, [waiting])
        wake(waiting)


def holder_of(unit: Unit, row: Row) -> Row | None:
    """The operation that holds a row, if any is to end still."""
    return _holder(unit, row)


def is_past_return(operation: Row) -> bool:
    """Whether an operation, loaded with its steps, has begun what it cannot take back. One that begins with that was
    begun so."""
    number = operation["no_return"]
    if operation["status"] != OperationStatus.RUNNING.value or number is None:
        return False
    return bool(number == 0 or operation["steps"][number]["status"] != StepStatus.PENDING.value)


def _may_lend(start: OperationStart, vm: Row, holder: Row) -> bool:
    """A VM's only; what is half made or half gone has no power to speak of."""
    only = len(start.holds) == 1 and vm.resource.kind is ResourceType.VM and holder["target_uuid"] == vm.key
    return only and holder["status"] in _GIVES_WAY and vm["status"] not in _UNSETTLED


def _may_end(holder: Row) -> bool:
    return holder["status"] in _GIVES_WAY or is_past_return(holder)


def _lend(unit: Unit, row: Row, holder: Row, to: str) -> None:
    """The holder rests until `to` has ended; the VM is what its host shows."""
    _fence_off(unit, holder)
    holder.set(lent_to=to)
    row.set(operation_uuid=None)
    if row.resource.kind is ResourceType.VM and row["status"] not in RESTING:
        row.set(**settled_from_power(row))


def end_holder(unit: Unit, holder: Row, why: str = TAKEN_OVER) -> None:
    """An open operation, loaded with its steps, is over; others clear away what it left."""
    _fence_off(unit, holder)
    if holder["status"] == OperationStatus.RUNNING.value:
        change_status(unit, holder, OperationStatus.UNDOING)
        holder.set(error=why)
    change_status(unit, holder, OperationStatus.UNDONE)
    give_back(unit, holder.key)


def _fence_off(unit: Unit, holder: Row) -> None:
    """Whoever works on it is refused from now on, here and (once the new one has been there) by agents."""
    release_claim(holder)
    holder.note(fence=take_fences(unit.connection, 1)[0])


def _holder(unit: Unit, row: Row) -> Row | None:
    """The operation that holds a row, if it is still to end."""
    uuid = row["operation_uuid"]
    holder = unit.find(ResourceType.OPERATION, uuid) if uuid else None
    if holder is None or holder["status"] not in {*OPEN, OperationStatus.STUCK}:
        return None
    return holder


def _held(hold: ResourceRef, holder: Row) -> IaasError:
    return IaasError(
        ErrorKind.CONFLICT,
        f"{hold.type.value} {hold.key} is in use by operation {holder['kind']} ({holder.key}), "
        f"which is {holder['status']}",
        detail={"operationUuid": holder.key, **({MAY_WAIT: True} if _is_brief(holder) else {})},
    )


def _is_brief(holder: Row) -> bool:
    return holder["kind"] in IN_LINE and holder["status"] in OPEN and not holder["lent_to"]
