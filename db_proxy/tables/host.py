"""Table `host`."""

from __future__ import annotations

from sqlalchemy import Index, Table

from db_proxy.tables.schema import METADATA, counter, document, moment, number, v1_id, words

HOST = Table(
    "host",
    METADATA,
    v1_id(),
    words("uuid"),
    words("name"),
    words("ip"),
    words("config"),
    words("status"),
    words("role"),
    number("vcpu"),
    number("memory"),
    number("storage"),
    # from here on: not in v1
    words("agent_url"),
    document("facts"),
    document("node"),
    moment("last_seen_at"),
    words("problem"),
    words("quarantine"),
    counter("epoch"),
    words("stranger"),
    counter("revision"),
    Index("uq_host_uuid", "uuid", unique=True),
    Index("uq_host_name", "name", unique=True),
)
