"""Why a VM is paused or off, and whether it is to run again: what an observation adds to the row beside the state.

A reason is written when a VM goes off or pauses, and stays until it runs: libvirt forgets its own when it restarts. A
VM that was lost with its host gets the uuid of the operation that is to start it again, in the transaction that sees
the loss. So it is started once, whoever starts it and however often (`iaas_core/observed/restarts`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from api_common.contract.agent_report import PowerReason, PowerReport
from api_common.contract.operation import SYSTEM_USER
from api_common.contract.states import PowerState, ReasonCode, VmStatus
from api_common.identity import new_uuid
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import OPERATION

OFTEN = 3
"""A VM that was started so often because of its host within `OFTEN_MS` may be what brings the host down."""
OFTEN_MS = 3_600_000
_OFF = (PowerState.STOPPED, PowerState.CRASHED)
_WAS_ON = {
    status.value
    for status in (
        VmStatus.ACTIVE,
        VmStatus.PAUSED,
        VmStatus.STARTING,
        VmStatus.RESUMING,
        VmStatus.REBOOTING,
        VmStatus.SUSPENDING,
        VmStatus.RESIZING,
        VmStatus.UNKNOWN,
    )
}
"""What its owner wanted on. One that was being stopped or deleted was wanted off."""
_OF_HOSTS = {ReasonCode.KILLED.value, ReasonCode.ENDED_BY_HOST.value}
"""The first sign of a host that goes down may be that its QEMUs are ended."""


def reason_columns(unit: Unit, row: Row, report: PowerReport) -> dict[str, Any]:
    """The columns that a report changes; to be asked before its power state is written into the row."""
    match report.power:
        case PowerState.UNKNOWN:
            return {}
        case PowerState.PAUSED:
            return {"power_reason": _document(report.why), "auto_start_uuid": None}
        case PowerState.STOPPED | PowerState.CRASHED:
            return _off(unit, row, report.why)
        case _:
            return {"power_reason": None, "auto_start_uuid": None}


def reason_of_failed_start(row: Row, error: str | None) -> dict[str, Any]:
    """An operation failed on a VM that was lost with its host: it is off because of both."""
    lost = _code(row) in (ReasonCode.HOST_LOST.value, ReasonCode.RESTART_FAILED.value)
    if not error or not lost or row["power_state"] not in _OFF or row["auto_start_uuid"]:
        return {}
    return {"power_reason": _document(PowerReason(code=ReasonCode.RESTART_FAILED, error=error))}


def _off(unit: Unit, row: Row, why: PowerReason | None) -> dict[str, Any]:
    was_off = row["power_state"] in _OFF
    if row["status"] == VmStatus.STOPPING.value:
        return {} if was_off else {"power_reason": _document(PowerReason(code=ReasonCode.STOPPED))}
    if why is not None and why.code is ReasonCode.HOST_LOST:
        return _lost(unit, row)
    if was_off or row["status"] == VmStatus.STOPPED.value:
        return {}  # it is off since before; what was known then is better than what is known now
    return {"power_reason": _document(why)}


def _lost(unit: Unit, row: Row) -> dict[str, Any]:
    went_first = row["status"] == VmStatus.STOPPED.value and _code(row) in _OF_HOSTS
    if row["auto_start_uuid"] or not (went_first or row["status"] in _WAS_ON):
        return {}
    if row["power_state"] in _OFF and not went_first:
        return {}  # of a start that is under way: its loss is known
    if not row["auto_start"]:
        return {"power_reason": _document(PowerReason(code=ReasonCode.HOST_LOST_STAYS))}
    if _started_often(unit, row):
        return {"power_reason": _document(PowerReason(code=ReasonCode.HOST_LOST_OFTEN))}
    return {"power_reason": _document(PowerReason(code=ReasonCode.HOST_LOST)), "auto_start_uuid": new_uuid()}


def _started_often(unit: Unit, row: Row) -> bool:
    column = OPERATION.c
    ours = select(func.count()).where(
        column.target_uuid == row.key, column.user_name == SYSTEM_USER, column.create_time > unit.now - OFTEN_MS
    )
    return unit.connection.execute(ours).scalar_one() >= OFTEN


def _code(row: Row) -> str | None:
    return (row.values.get("power_reason") or {}).get("code")


def _document(why: PowerReason | None) -> dict[str, Any] | None:
    return why.model_dump(mode="json", by_alias=True, exclude_none=True) if why else None
