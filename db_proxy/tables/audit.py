"""Tables `audit` and `audit_end`: rows are added, and removed when they are old; nothing changes them.

A request has one row in `audit`; its answer, and the end of the operation that it started, have rows in `audit_end`.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, String, Table

from db_proxy.tables.schema import LONG, METADATA, moment, number, words

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", LONG, primary_key=True, autoincrement=True),
    moment("time"),
    Column("action", String, nullable=False),
    number("user_id"),
    words("username"),
    words("credential"),
    number("group_id"),
    words("address"),
    words("resource_type"),
    words("resource_key"),
    words("request_id"),
    Index("ix_audit_time", "time"),
    Index("ix_audit_username", "username", "id"),
    Index("ix_audit_resource_key", "resource_key", "id"),
    sqlite_autoincrement=True,
)

AUDIT_END = Table(
    "audit_end",
    METADATA,
    Column("id", LONG, primary_key=True, autoincrement=True),
    Column("audit_id", LONG),
    words("operation_uuid"),
    moment("time"),
    Column("code", Float),
    words("kind"),
    words("reason"),
    words("resource_key"),
    Index("ix_audit_end_audit_id", "audit_id"),
    Index("ix_audit_end_operation_uuid", "operation_uuid"),
    sqlite_autoincrement=True,
)
"""Of an operation's end `audit_id` is null and `kind` the operation's last status."""
