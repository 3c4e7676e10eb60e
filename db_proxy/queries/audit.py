"""The audit log's reading side: entries, newest first, each with how it ended."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, literal, or_, select

from api_common.contract.audit import AuditEntry, AuditFilter, AuditView
from api_common.contract.envelope import Page, total_pages
from api_common.contract.sorting import AuditSort
from api_common.contract.states import AuditOutcome, OperationStatus
from db_proxy.mapping.reading import read_row
from db_proxy.queries.reader import count, one_page
from db_proxy.queries.sorting import Sorts, order_by
from db_proxy.tables import AUDIT, AUDIT_END

SUCCESS_CODE = 200.0
_SORTS: Sorts = {
    AuditSort.TIME: AUDIT.c.time,
    AuditSort.USERNAME: AUDIT.c.username,
    AuditSort.ACTION: AUDIT.c.action,
    AuditSort.ADDRESS: AUDIT.c.address,
}
_ANSWER = AUDIT_END.alias("answer")
_WORK = AUDIT_END.alias("work")
_LAST_OF_WORK = (
    select(func.max(_WORK.c.id)).where(_WORK.c.operation_uuid == _ANSWER.c.operation_uuid, _WORK.c.audit_id.is_(None))
).correlate(_ANSWER)
"""An operation that got stuck and was then taken further has two ends."""
_ENDED = AUDIT_END.alias("ended")
_JOINED = AUDIT.outerjoin(_ANSWER, _ANSWER.c.audit_id == AUDIT.c.id).outerjoin(
    _ENDED, _ENDED.c.id == _LAST_OF_WORK.scalar_subquery()
)
_OUTCOME = case(
    (_ANSWER.c.id.is_(None), AuditOutcome.UNKNOWN.value),
    (_ANSWER.c.code != SUCCESS_CODE, AuditOutcome.FAILURE.value),
    (_ANSWER.c.operation_uuid.is_(None), AuditOutcome.SUCCESS.value),
    (_ENDED.c.id.is_(None), AuditOutcome.OPEN.value),
    (_ENDED.c.kind == OperationStatus.DONE.value, AuditOutcome.SUCCESS.value),
    else_=literal(AuditOutcome.FAILURE.value),
)


def entries(connection: Connection, query: AuditFilter) -> Page[AuditView]:
    """A page of the log."""
    statement = (
        select(
            AUDIT,
            _OUTCOME.label("outcome"),
            _ANSWER.c.code,
            _ANSWER.c.operation_uuid,
            func.coalesce(_ENDED.c.reason, _ANSWER.c.reason).label("reason"),
            func.coalesce(AUDIT.c.resource_key, _ANSWER.c.resource_key).label("key"),
            func.coalesce(_ENDED.c.time, _ANSWER.c.time).label("end_time"),
        )
        .select_from(_JOINED)
        .where(*_conditions(query))
        .order_by(*order_by(connection, query, _SORTS, AUDIT.c.id.desc()))
    )
    total = count(connection, statement)
    found = connection.execute(one_page(statement, query)).all()
    return Page(
        content=[_view(row) for row in found],
        total_pages=total_pages(total, query.page_size),
        total_elements=total,
    )


def _view(row: Row[Any]) -> AuditView:
    values = row._mapping
    entry = read_row(AuditEntry, {**values, "resource_key": values["key"]})
    rest = ("outcome", "code", "reason", "operation_uuid", "end_time")
    return AuditView(entry=entry, **{name: values[name] for name in rest})


def _conditions(query: AuditFilter) -> list[ColumnElement[bool]]:
    exact = ("username", "action", "resource_type", "address")
    conditions = [AUDIT.c[name] == wanted for name in exact if (wanted := getattr(query, name)) is not None]
    if query.resource_key is not None:
        made = and_(AUDIT.c.resource_key.is_(None), _ANSWER.c.resource_key == query.resource_key)
        conditions.append(or_(AUDIT.c.resource_key == query.resource_key, made))
    if query.outcome is not None:
        conditions.append(_OUTCOME == query.outcome.value)
    if query.since is not None:
        conditions.append(AUDIT.c.time >= query.since)
    if query.until is not None:
        conditions.append(AUDIT.c.time <= query.until)
    return conditions
