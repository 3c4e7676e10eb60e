"""Tables `spec_config`, `device` and `image` (the last is v1's, which never used it; it is kept for v1's data)."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, String, Table

from db_proxy.tables.schema import METADATA, counter, moment, number, v1_id, words

SPEC_CONFIG = Table(
    "spec_config",
    METADATA,
    v1_id(),
    words("type"),
    words("value"),
    words("description"),
    counter("revision"),  # not in v1
)

DEVICE = Table(
    "device",
    METADATA,
    v1_id(),
    words("type"),
    words("bus"),
    words("dev"),
    words("vendor"),
    words("product"),
    words("host_uuid"),
    words("name"),
    words("status"),
    words("instance_uuid"),
    Index("ix_device_instance_uuid", "instance_uuid"),
    Index("uq_device_place", "host_uuid", "type", "bus", "dev", "vendor", "product", unique=True),
)

IMAGE_LEAVING = Table(
    "image_leaving",
    METADATA,
    Column("uuid", String, primary_key=True),
    moment("since"),
)
"""Images that somebody is about to delete."""

IMAGE = Table(
    "image",
    METADATA,
    v1_id(),
    words("description"),
    words("directory"),
    words("format"),
    number("min_disk"),
    number("min_mem"),
    words("name"),
    words("os_arch"),
    words("os_mode"),
    words("os_type"),
    words("parent_image_uuid"),
    Column("size", Float),
    words("status"),
    words("uuid"),
)
