"""Holds: a VM or volume belongs to one operation at a time, named in its row."""

from __future__ import annotations

from collections.abc import Sequence

from api_common.contract.changes import ResourceRef
from api_common.contract.states import OperationStatus, ResourceType
from api_common.errors import ErrorKind, IaasError, invalid
from api_common.lifecycle.operation import OPEN
from db_proxy.commands.unit import Row, Unit

HOLDABLE = (ResourceType.VM, ResourceType.VOLUME)


def free_for(unit: Unit, holds: Sequence[ResourceRef], *, takeover: bool) -> list[Row]:
    """The operations that must end so that all of `holds` are free; `conflict` where that may not be asked."""
    stuck: dict[str, Row] = {}
    for hold in holds:
        if hold.type not in HOLDABLE:
            raise invalid("holds", f"a {hold.type.value} cannot be held")
        row = unit.find(hold.type, hold.key)
        holder = _holder(unit, row) if row else None
        if holder is None:
            continue
        if not (takeover and holder["status"] == OperationStatus.STUCK.value):
            raise _held(hold, holder)
        stuck[holder.key] = holder
    return list(stuck.values())


def take(unit: Unit, operation_uuid: str, holds: Sequence[ResourceRef]) -> None:
    """Write the holder into the rows, which must exist by now."""
    for hold in holds:
        unit.get(hold.type, hold.key).set(operation_uuid=operation_uuid)


def give_back(unit: Unit, operation_uuid: str) -> None:
    """Everything that an operation holds is free again."""
    for type_ in HOLDABLE:
        for row in unit.load_by(type_, "operation_uuid", operation_uuid):
            row.set(operation_uuid=None)


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
        detail={"operationUuid": holder.key},
    )
