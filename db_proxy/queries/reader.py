"""Runs queries, each in one transaction that writes nothing, and cuts result sets into pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Select, func, select

from db_proxy.engine.database import Database

P = ParamSpec("P")
T = TypeVar("T")


class Reader:
    """The one way in which routes ask queries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The query's answer."""
        return self._database.read(lambda connection: query(connection, *args, **kwargs))


def count(connection: Connection, statement: Select[Any]) -> int:
    """Number of rows of a statement without limits."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    return int(connection.execute(counted).scalar_one())


def one_page(statement: Select[Any], page_num: int, page_size: int) -> Select[Any]:
    """The statement cut to one page; `page_size` 0 means all rows."""
    if not page_size:
        return statement
    return statement.limit(page_size).offset(max(0, page_num - 1) * page_size)
