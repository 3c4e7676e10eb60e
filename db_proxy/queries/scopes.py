"""Whose rows a query may show, as conditions."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, false, true

from api_common.contract.account import Scope


def within(table: Table, scope: Scope | None) -> ColumnElement[bool]:
    """The condition for rows of `table` that are meant; all are for a scope that is null."""
    if scope is None:
        return true()
    if scope.user_id is not None:
        return table.c.user_id == scope.user_id
    if scope.group_id is None:
        return false()  # comparing with null would find what is nobody's
    return table.c.group_id == scope.group_id
