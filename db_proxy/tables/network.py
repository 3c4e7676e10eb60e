"""Tables `ip_segment` and `ip_used`."""

from __future__ import annotations

from sqlalchemy import Index, Table

from db_proxy.tables.schema import METADATA, counter, moment, number, v1_id, words

IP_SEGMENT = Table(
    "ip_segment",
    METADATA,
    v1_id(),
    words("name"),
    words("netmask"),
    words("gateway"),
    words("dns"),
    words("type"),
    words("ip_range_start"),
    words("ip_range_end"),
    words("host_uuid"),
    words("bridge"),
    counter("revision"),  # not in v1
)

IP_USED = Table(
    "ip_used",
    METADATA,
    v1_id(),
    words("ip"),
    words("mac"),
    words("type"),
    number("ip_segment_id"),
    words("bridge"),
    words("instance_uuid"),
    words("status"),
    moment("create_time"),
    Index("uq_ip_used_address", "ip_segment_id", "ip", unique=True),
    Index("uq_ip_used_mac", "mac", unique=True),
    Index("ix_ip_used_instance_uuid", "instance_uuid"),
)
