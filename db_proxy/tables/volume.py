"""Table `volume`."""

from __future__ import annotations

from sqlalchemy import Index, Table, text

from db_proxy.tables.schema import METADATA, counter, moment, number, v1_id, words

MOUNTED = text("instance_uuid <> '' AND mount_point <> ''")
"""True for disks that occupy a place in a VM; null and empty mean none."""

VOLUME = Table(
    "volume",
    METADATA,
    v1_id(),
    words("uuid"),
    words("name"),
    words("description"),
    words("host_uuid"),
    words("image_uuid"),
    number("size"),
    words("provider_location"),
    words("format_type"),
    words("usage_type"),
    words("status"),
    words("instance_uuid"),
    words("bus"),
    words("mount_point"),
    moment("create_time"),
    # from here on: not in v1
    words("user_name"),
    number("user_id"),
    number("group_id"),
    words("operation_uuid"),
    words("error"),
    counter("revision"),
    Index("uq_volume_uuid", "uuid", unique=True),
    Index(
        "uq_volume_mount_point",
        "instance_uuid",
        "mount_point",
        unique=True,
        sqlite_where=MOUNTED,
        postgresql_where=MOUNTED,
    ),
    Index("ix_volume_instance_uuid", "instance_uuid"),
    Index("ix_volume_usage_type", "usage_type", "id"),
    Index("ix_volume_operation_uuid", "operation_uuid"),
    Index("ix_volume_user_id", "user_id", "id"),
    Index("ix_volume_group_id", "group_id", "id"),
)
