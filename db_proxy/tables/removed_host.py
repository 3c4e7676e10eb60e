"""Table `removed_host`: hosts that were declared dead, so that one that comes back all the same is met with care."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from db_proxy.tables.schema import METADATA, moment, words

REMOVED_HOST = Table(
    "removed_host",
    METADATA,
    Column("name", String, primary_key=True),
    words("user_name"),
    moment("removed_at"),
)
