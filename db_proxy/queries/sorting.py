"""The order of lists, the same on both databases: no value comes last, and ids decide between what is alike."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, ScalarSelect, String, Table, select

from api_common.contract.sorting import Order
from db_proxy.queries.reader import PageQuery
from db_proxy.queries.search import folded

Sorts = Mapping[StrEnum, ColumnElement[Any]]
"""What each word of a list's `sort` stands for."""


def name_in(table: Table, key: str, link: Column[Any]) -> ScalarSelect[Any]:
    """The name of what a row is linked to by the column `key` of the other table."""
    named = select(table.c.name).where(table.c[key] == link).order_by(table.c.id).limit(1)
    return named.scalar_subquery().correlate(link.table)


def order_by(
    connection: Connection, query: PageQuery, sorts: Sorts, usual: ColumnElement[Any]
) -> list[ColumnElement[Any]]:
    """What to order by. `usual` is the order when none is asked for; it has to tell all rows apart."""
    if query.sort is None:
        return [usual]
    key = sorts[query.sort]
    if isinstance(key.type, String):
        key = folded(connection, key)
    return [key.is_(None), key.desc() if query.order is Order.DESC else key.asc(), usual]
