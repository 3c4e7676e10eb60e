"""Table `request_key`: what became of requests that came with an `Idempotency-Key`."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text

from db_proxy.tables.schema import METADATA, document, moment, words

REQUEST_KEY = Table(
    "request_key",
    METADATA,
    Column("key", String, primary_key=True),
    words("digest"),
    words("claim"),
    words("holder"),
    words("boot"),
    moment("lease_until"),
    document("effect"),
    Column("answer", Text),
    moment("create_time"),
    Index("ix_request_key_create_time", "create_time"),
)
"""`key` begins with its user. A row without `digest` was taken over from an operation of an older release."""
