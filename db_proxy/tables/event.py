"""Table `event`: the change feed."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from db_proxy.tables.schema import LONG, METADATA, counter, moment

EVENT = Table(
    "event",
    METADATA,
    Column("id", LONG, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("resource_type", String, nullable=False),
    Column("resource_key", String, nullable=False),
    counter("revision"),
    Column("summary", Text, nullable=False),
    moment("create_time"),
    sqlite_autoincrement=True,  # an id is never given twice, not even after old events were removed
)
"""`summary` is JSON kept as text: it is made once and handed on as it is."""
