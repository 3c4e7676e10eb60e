"""Change sets: the one way in which rows of v1's tables are written on behalf of other services.

`apply_changes` is a command of its own; operations apply the changes of their start, steps and end with it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api_common.contract.changes import (
    CHANGED,
    Change,
    ChangeResult,
    ChangeStatus,
    Create,
    Expect,
    ExpectParts,
    Remove,
    SetFields,
    SettleFromPower,
)
from api_common.contract.states import PowerState, ResourceType, VmStatus
from api_common.errors import ErrorKind, IaasError, invalid, not_found
from api_common.lifecycle.vm import RESTING, status_from_power
from db_proxy.commands.power_reasons import reason_of_failed_start
from db_proxy.commands.segments import require_sound_segments
from db_proxy.commands.unit import Row, Unit
from db_proxy.mapping.resources import resource_of

ABSENT_ERROR = "the VM's domain does not exist on its host any more"


def apply_changes(unit: Unit, changes: Sequence[Change]) -> ChangeResult:
    """Write a change set as a whole; the answer holds the rows it created."""
    created = stage_changes(unit, changes)
    require_sound_segments(unit)
    unit.flush()
    return ChangeResult(created=[row.wire() for row in created])


def stage_changes(unit: Unit, changes: Sequence[Change]) -> list[Row]:
    """Make the changes part of a unit of work; the rows created, in order."""
    created: list[Row] = []
    for change in sorted(changes, key=lambda change: not isinstance(change, Expect | ExpectParts)):
        match change:
            case Expect():
                _expect(unit, change)
            case ExpectParts():
                _expect_parts(unit, change)
            case Create():
                created.append(_create(unit, change))
            case ChangeStatus():
                _change_status(unit, change)
            case SettleFromPower():
                _settle(unit, change)
            case SetFields():
                _set_fields(unit, change)
            case Remove():
                _remove(unit, change)
    return created


def settled_from_power(row: Row, error: str | None = None) -> dict[str, Any]:
    """Status and error of a VM that nobody works on (any more), given its observed power state.

    A transitional status that the power state says nothing about becomes UNKNOWN, because nobody will end it.
    """
    before, power = _word(VmStatus, row["status"]), _word(PowerState, row["power_state"])
    status = status_from_power(before, power)
    if status not in RESTING:
        status = VmStatus.UNKNOWN
    if status is not VmStatus.ERROR:
        return {"status": status.value, "error": None}
    kept = row["error"] if before is VmStatus.ERROR else None
    return {"status": status.value, "error": error or kept or ABSENT_ERROR}


def _create(unit: Unit, change: Create) -> Row:
    resource = resource_of(change.type)
    values = resource.parse_new(change.record)
    if "create_time" in resource.columns and values.get("create_time") is None:
        values["create_time"] = unit.now
    key = values.get(resource.key)
    if key is not None and unit.find(change.type, str(key)) is not None:
        raise IaasError(ErrorKind.CONFLICT, f"there is a {change.type.value} {key!r} already")
    return unit.add(change.type, values)


def _expect(unit: Unit, change: Expect) -> None:
    row = unit.find(change.type, change.key)
    if row is None:
        gone = not_found(change.type.value, change.key)
        raise IaasError(gone.kind, gone.message, detail={**gone.detail, CHANGED: True})
    has = row.wire()
    if any(has.get(name) != value for name, value in change.fields.items()):
        raise _changed(f"the {change.type.value}")


def _expect_parts(unit: Unit, change: ExpectParts) -> None:
    """Disks of v1 may share a uuid; then each counts."""
    vm = unit.get(ResourceType.VM, change.key)
    for type_, column, expected in (
        (ResourceType.VOLUME, "uuid", change.volumes),
        (ResourceType.IP_USED, "id", change.ips),
        (ResourceType.DEVICE, "id", change.devices),
    ):
        has = [row[column] for row in unit.load_by(type_, "instance_uuid", vm.key)]
        if sorted(has) != sorted(expected):
            raise _changed(f"what the VM has ({type_.value})")


def _changed(what: str) -> IaasError:
    return IaasError(ErrorKind.CONFLICT, f"{what} was changed meanwhile; read it again", detail={CHANGED: True})


def _change_status(unit: Unit, change: ChangeStatus) -> None:
    resource = resource_of(change.type)
    if "status" not in resource.columns:
        raise invalid("type", f"a {change.type.value} has no status")
    status = resource.parse_value("status", change.to)
    row = unit.get(change.type, change.key)
    if change.expected is not None and row["status"] not in change.expected:
        wanted = " or ".join(change.expected)
        raise IaasError(ErrorKind.WRONG_STATE, f"the {change.type.value} is {row['status']}, not {wanted}")
    if resource.machine:
        resource.machine.require(row["status"], status)
    row.set(status=status)
    if resource.reason_column:
        row.set(**{resource.reason_column: change.error})


def _settle(unit: Unit, change: SettleFromPower) -> None:
    row = unit.find(ResourceType.VM, change.key)
    if row is not None:  # deleted meanwhile, by one that its operation gave way to
        row.set(**settled_from_power(row, change.error), **reason_of_failed_start(row, change.error))


def _set_fields(unit: Unit, change: SetFields) -> None:
    values = resource_of(change.type).parse_fields(change.fields)
    row = unit.get(change.type, change.key)
    if change.revision is not None and row.values.get("revision", 0) != change.revision:
        raise IaasError(
            ErrorKind.CONFLICT,
            f"the {change.type.value} was changed meanwhile; read it again",
            detail={CHANGED: True, "revision": row.values.get("revision", 0)},
        )
    if change.type is ResourceType.VM and values.get("host_uuid", row["host_uuid"]) != row["host_uuid"]:
        forget_power(row)
    row.set(**values)


def _remove(unit: Unit, change: Remove) -> None:
    resource_of(change.type)
    row = unit.find(change.type, change.key)
    if row is not None:
        unit.remove(row)


def forget_power(row: Row) -> None:
    """What one host said of a VM cannot be compared with what another says; what is known begins anew."""
    row.note(power_epoch=0, power_sequence=0)
    row.set(power_state=None, power_seen_at=None, power_reason=None, auto_start_uuid=None)
    row.set(domain_cpus=None, domain_memory=None)


def _word(enum: Any, text: Any) -> Any:
    """The member for a stored word; null for none and for words of old rows that are none."""
    return enum._value2member_map_.get(text)
