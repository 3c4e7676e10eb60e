"""Table `service_beat`: the last sign of life of each service on each node."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from db_proxy.tables.schema import METADATA, counter

SERVICE_BEAT = Table(
    "service_beat",
    METADATA,
    Column("service_name", String, primary_key=True),
    Column("node_name", String, primary_key=True),
    counter("seen_at"),
)
