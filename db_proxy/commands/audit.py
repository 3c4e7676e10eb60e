"""The audit log's writing side: an entry before the work, its end after it, and the ends of operations."""

from __future__ import annotations

from sqlalchemy import insert, select

from api_common.contract.audit import AuditEnd, AuditEntry
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import AUDIT, AUDIT_END

LONGEST_REASON = 500
SUCCESS = 200.0
"""v1's code of an answer that is no failure."""


def begin_entry(unit: Unit, entry: AuditEntry) -> int:
    """Write who is about to do what; the entry's id."""
    values = {**entry.model_dump(exclude={"id"}), "time": unit.now}
    return int(unit.connection.execute(insert(AUDIT).values(values).returning(AUDIT.c.id)).scalar_one())


def end_entry(unit: Unit, end: AuditEnd) -> None:
    """Write how it was answered. The first answer stands: the same call may arrive twice."""
    known = select(AUDIT_END.c.id).where(AUDIT_END.c.audit_id == end.audit_id)
    if end.audit_id is None or unit.connection.execute(known).first():
        return
    reason = end.reason and end.reason[:LONGEST_REASON]
    unit.connection.execute(insert(AUDIT_END), {**end.model_dump(), "reason": reason, "time": unit.now})


def note_operation_entry(unit: Unit, operation: Row) -> None:
    """Write that an operation was begun for which there was no request."""
    entry = AuditEntry(
        action=operation["kind"],
        username=operation["user_name"],
        group_id=operation["group_id"],
        resource_type=operation["target_type"],
        resource_key=operation["target_uuid"],
        request_id=operation.key,
    )
    end_entry(unit, AuditEnd(audit_id=begin_entry(unit, entry), code=SUCCESS, operation_uuid=operation.key))


def end_operation_entry(unit: Unit, operation_uuid: str, status: str, error: str | None) -> None:
    """Write how an operation ended, whoever asked for it."""
    values = {"operation_uuid": operation_uuid, "kind": status, "reason": error and error[:LONGEST_REASON]}
    unit.connection.execute(insert(AUDIT_END), {**values, "time": unit.now})
