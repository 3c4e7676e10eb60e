"""Search as v1 had it, but for wildcards: a keyword is a part of a text, letters of ASCII are alike in both cases.

Every row is looked at, which costs some milliseconds with 10,000 VMs. An index over parts of words (FTS5, pg_trgm)
would have to be kept by triggers, in which v1 would run too when one goes back to it, with an older SQLite.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Connection, func

_IN_ADDRESSES = re.compile(r"[0-9a-f.:]+", re.IGNORECASE | re.ASCII)


def holds(connection: Connection, column: ColumnElement[Any], keyword: str) -> ColumnElement[bool]:
    """Whether a text has the keyword in it. Each database's quick way; both know the letters of ASCII only."""
    if connection.dialect.name == "sqlite":  # whose LIKE is so by itself
        return column.contains(keyword, autoescape=True)
    return folded(connection, column).contains(keyword.encode().lower().decode(), autoescape=True)


def folded(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A text with its letters of ASCII small, in the order of its bytes."""
    return func.lower(column if connection.dialect.name == "sqlite" else column.collate("C"))


def may_be_address(keyword: str) -> bool:
    """Whether the keyword can be a part of an address at all."""
    return _IN_ADDRESSES.fullmatch(keyword) is not None
