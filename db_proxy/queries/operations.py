"""Operations with their steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from api_common.contract.envelope import Page, total_pages
from api_common.contract.operation import Operation, OperationFilter
from api_common.contract.sorting import OperationSort
from api_common.errors import not_found
from db_proxy.mapping.reading import read_row
from db_proxy.queries.reader import count, one_page
from db_proxy.queries.scopes import within
from db_proxy.queries.sorting import Sorts, order_by
from db_proxy.tables import OPERATION, OPERATION_STEP, VM, VOLUME

_SORTS: Sorts = {
    OperationSort.KIND: OPERATION.c.kind,
    OperationSort.STATUS: OPERATION.c.status,
    OperationSort.USERNAME: OPERATION.c.user_name,
    OperationSort.CREATE_TIME: OPERATION.c.create_time,
}
_TARGET_NAME = func.coalesce(
    *(
        select(table.c.name).where(table.c.uuid == OPERATION.c.target_uuid).scalar_subquery().correlate(OPERATION)
        for table in (VM, VOLUME)
    )
)
_WITH_NAME = select(OPERATION, _TARGET_NAME.label("target_name"))


def operation(connection: Connection, uuid: str) -> Operation:
    """One operation; `not_found` if there is none (any more)."""
    found = _with_steps(connection, connection.execute(_WITH_NAME.where(OPERATION.c.uuid == uuid)).mappings().all())
    if not found:
        raise not_found("operation", uuid)
    return found[0]


def operations(connection: Connection, query: OperationFilter) -> Page[Operation]:
    """A page of operations, newest first unless another order is asked for."""
    statement = _WITH_NAME.order_by(*order_by(connection, query, _SORTS, OPERATION.c.id.desc()))
    if query.status is not None:
        statement = statement.where(OPERATION.c.status == query.status.value)
    for name in ("kind", "user_name", "target_uuid", "client_key"):
        if (wanted := getattr(query, name)) is not None:
            statement = statement.where(OPERATION.c[name] == wanted)
    if query.scope is not None:
        statement = statement.where(within(OPERATION, query.scope))
    total = count(connection, statement)
    page = one_page(statement, query)
    found = _with_steps(connection, connection.execute(page).mappings().all())
    return Page(content=found, total_pages=total_pages(total, query.page_size), total_elements=total)


def _with_steps(connection: Connection, rows: Sequence[RowMapping]) -> list[Operation]:
    if not rows:
        return []
    column = OPERATION_STEP.c
    statement = select(OPERATION_STEP).where(column.operation_uuid.in_([row["uuid"] for row in rows]))
    steps: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for step in connection.execute(statement.order_by(column.operation_uuid, column.number)).mappings():
        steps[step["operation_uuid"]].append({**step, "output": step["output"] or {}})
    return [read_row(Operation, {**row, "steps": steps[row["uuid"]]}) for row in rows]
