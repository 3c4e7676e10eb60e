"""Runs queries, each in one transaction that writes nothing, and reads pages of tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import BigInteger, Column, ColumnElement, Connection, Select, Table, bindparam, cast, func, select, true

from api_common.contract.account import UserFilter
from api_common.contract.audit import AuditFilter
from api_common.contract.operation import OperationFilter
from api_common.contract.vm import VmFilter, VolumeFilter
from db_proxy.engine.database import Database

P = ParamSpec("P")
T = TypeVar("T")
Row = dict[str, Any]
PageQuery = VmFilter | VolumeFilter | OperationFilter | UserFilter | AuditFilter
"""Which page; counted from 1, `page_size` 0 means all rows."""
MOST_AT_ONCE = 10_000
"""Values in one condition; both databases take some tens of thousands."""


class Reader:
    """The one way in which routes ask queries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The query's answer."""
        return self._database.read(lambda connection: query(connection, *args, **kwargs))


def rows(connection: Connection, statement: Select[Any], values: dict[str, Any] | None = None) -> list[Row]:
    """What a statement finds, as plain dicts, which pydantic reads several times as fast as SQLAlchemy's rows."""
    found = connection.execute(statement, values)
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found.all()]


def count(connection: Connection, statement: Select[Any]) -> int:
    """Number of rows of a statement without limits."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    return int(connection.execute(counted).scalar_one())


def sum_of(column: ColumnElement[Any]) -> ColumnElement[int]:
    """The whole number that the values add up to; 0 for none. SQLite lets fractions stand in v1's columns."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def one_page(statement: Select[Any], query: PageQuery) -> Select[Any]:
    """The statement cut to one page."""
    if not query.page_size:
        return statement
    return statement.limit(query.page_size).offset(max(0, query.page_num - 1) * query.page_size)


def page_of(
    connection: Connection,
    table: Table,
    conditions: list[ColumnElement[bool]],
    query: PageQuery,
    order: Sequence[ColumnElement[Any]],
    *,
    costly: bool,
) -> tuple[list[Row], int]:
    """The rows of one page, and how many meet the conditions, with one statement. `order` ends with the id.

    Only ids are counted and skipped; whole rows are read for the page alone. When conditions are `costly`, or rows
    are sorted, each is looked at once, and what was found is kept; otherwise counting and skipping again is quicker.
    """
    place = func.row_number().over(order_by=order) if query.sort else table.c.id
    ids = select(table.c.id, place.label("place")).where(*conditions)
    met = ids.cte("met") if costly or query.sort else ids.subquery("met")
    page = one_page(select(met).order_by(met.c.place), query).subquery("page")
    total = select(func.count().label("total")).select_from(met).subquery("total")
    everything = total.outerjoin(page, true()).outerjoin(table, table.c.id == page.c.id)
    found = rows(connection, select(total.c.total, table).select_from(everything).order_by(page.c.place))
    return [row for row in found if row["id"] is not None], found[0]["total"]


def beside(connection: Connection, column: Column[Any], values: Iterable[str | None]) -> dict[str | None, list[Row]]:
    """The rows of a table that have one of the values in a column, by that value, oldest first. Nothing is beside
    null or an empty text, which v1 has for "none"."""
    wanted = sorted({value for value in values if value})
    found: dict[str | None, list[Row]] = defaultdict(list)
    for start in range(0, len(wanted), MOST_AT_ONCE):
        for row in rows(connection, _having(column), {"wanted": wanted[start : start + MOST_AT_ONCE]}):
            found[row[column.name]].append(row)
    return found


@cache
def _having(column: Column[Any]) -> Select[Any]:
    """Built once: building a statement costs as much as running it."""
    return select(column.table).where(column.in_(bindparam("wanted", expanding=True))).order_by(column.table.c.id)
