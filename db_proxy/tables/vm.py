"""Table `vm`."""

from __future__ import annotations

from sqlalchemy import Index, Table

from db_proxy.tables.schema import METADATA, counter, document, flag, moment, number, v1_id, words

VM = Table(
    "vm",
    METADATA,
    v1_id(),
    words("uuid"),
    words("name"),
    words("description"),
    words("password"),
    number("cpus"),
    number("memory"),
    number("disk_size"),
    words("vnc_port"),
    words("vnc_password"),
    words("status"),
    words("host_uuid"),
    words("image_uuid"),
    moment("create_time"),
    # from here on: not in v1
    words("user_name"),
    number("user_id"),
    number("group_id"),
    words("os_type"),
    words("os_mode"),
    number("max_cpus"),
    number("max_memory"),
    number("domain_cpus"),
    number("domain_memory"),
    flag("auto_start", "true"),
    words("auto_start_uuid"),
    words("power_state"),
    document("power_reason"),
    moment("power_seen_at"),
    counter("power_epoch"),
    counter("power_sequence"),
    words("operation_uuid"),
    words("error"),
    counter("revision"),
    Index("uq_vm_uuid", "uuid", unique=True),
    Index("ix_vm_host_uuid", "host_uuid"),
    Index("ix_vm_operation_uuid", "operation_uuid"),
    Index("ix_vm_auto_start_uuid", "auto_start_uuid"),
    Index("ix_vm_user_id", "user_id", "id"),
    Index("ix_vm_group_id", "group_id", "id"),
)
