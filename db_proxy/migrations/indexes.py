"""Indexes as revisions make them: v1 had none, so its rows may already break a unique one.

A plain index takes its place then, and the log says so; commands that allocate look for duplicates themselves.
"""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa
from alembic import op

_LOG = logging.getLogger(__name__)


def create_index(
    name: str, table: str, columns: list[str], *, unique: bool = False, where: sa.TextClause | None = None
) -> None:
    """Create an index, over the rows that meet `where`; unique only if those that are there allow it."""
    if unique and (broken := _duplicates(table, columns, where)):
        _LOG.warning("rows of v1 stand in the way of a unique index", extra={"index": name, "values": broken})
        unique = False
    partial: dict[str, Any] = {} if where is None else {"sqlite_where": where, "postgresql_where": where}
    op.create_index(name, table, columns, unique=unique, **partial)


def _duplicates(table: str, columns: list[str], where: sa.TextClause | None) -> list[str]:
    """Values that occur more than once where they should not, as text for the log."""
    parts: list[sa.ColumnElement[Any]] = [sa.column(name) for name in columns]
    statement = sa.select(*parts).select_from(sa.table(table)).where(*[part.is_not(None) for part in parts])
    if where is not None:
        statement = statement.where(where)
    statement = statement.group_by(*parts).having(sa.func.count() > 1).limit(20)
    return ["/".join(map(str, row)) for row in op.get_bind().execute(statement)]
