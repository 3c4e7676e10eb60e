"""Tables `operation` and `operation_step`: what is being done, and how far it is."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from db_proxy.tables.schema import LONG, METADATA, counter, document, moment, number, words

OPERATION = Table(
    "operation",
    METADATA,
    Column("id", LONG, primary_key=True, autoincrement=True),
    Column("uuid", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("status", String, nullable=False),
    words("target_type"),
    words("target_uuid"),
    document("input"),
    words("user_name"),
    number("user_id"),
    number("group_id"),
    words("client_key"),
    words("input_digest"),
    counter("progress"),
    words("error"),
    counter("fence"),
    words("claimed_by"),
    moment("lease_until"),
    moment("next_attempt_at"),
    counter("woken"),
    counter("cancel_unseen"),
    number("no_return"),
    words("lent_to"),
    words("waits_for"),
    moment("create_time"),
    moment("update_time"),
    Index("uq_operation_uuid", "uuid", unique=True),
    Index("uq_operation_client_key", "client_key", unique=True),
    Index("ix_operation_status", "status", "next_attempt_at"),
    Index("ix_operation_target_uuid", "target_uuid"),
    Index("ix_operation_lent_to", "lent_to"),
    Index("ix_operation_waits_for", "waits_for"),
    Index("ix_operation_user_id", "user_id", "id"),
    Index("ix_operation_group_id", "group_id", "id"),
    sqlite_autoincrement=True,
)
"""`woken` is 1 when somebody woke the operation while its runner was at work: its next wait ends at once.
`cancel_unseen` is 1 when it was cancelled meanwhile: the runner, told by its next answer, goes on with its claim.
"""

OPERATION_STEP = Table(
    "operation_step",
    METADATA,
    Column("operation_uuid", String, ForeignKey("operation.uuid", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False),
    Column("status", String, nullable=False),
    counter("attempts"),
    document("output"),
    words("error"),
    moment("started_at"),
    moment("ended_at"),
    words("last_record"),
)
"""`last_record` is a digest of what was last recorded of the step, by which a repeated record is recognised."""
