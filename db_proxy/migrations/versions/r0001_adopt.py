"""Creates what is missing: everything in an empty database, our columns and tables beside v1's in one of v1.

Rows and ids of v1 stay as they are.

Revision 0001.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from db_proxy.migrations.indexes import create_index
from db_proxy.migrations.v1_seed import FIRST_ID, SEQUENCE_ROWS, SPEC_CONFIGS

revision = "0001"
down_revision = None

_LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOUNTED = sa.text("instance_uuid <> '' AND mount_point <> ''")

_KINDS: dict[str, Any] = {
    "words": lambda name: sa.Column(name, sa.String),
    "number": lambda name: sa.Column(name, sa.Integer),
    "real": lambda name: sa.Column(name, sa.Float),
    "moment": lambda name: sa.Column(name, sa.BigInteger),
    "counter": lambda name: sa.Column(name, _LONG, nullable=False, server_default=sa.text("0")),
    "document": lambda name: sa.Column(name, sa.JSON),
}

V1_TABLES: dict[str, str] = {
    "vm": """uuid name description password number:cpus number:memory number:disk_size vnc_port vnc_password status
        host_uuid image_uuid moment:create_time
        user_name os_type os_mode number:max_cpus number:max_memory power_state moment:power_seen_at
        counter:power_epoch counter:power_sequence operation_uuid error counter:revision""",
    "volume": """uuid name description host_uuid image_uuid number:size provider_location format_type usage_type status
        instance_uuid bus mount_point moment:create_time
        user_name operation_uuid error counter:revision""",
    "host": """uuid name ip config status role number:vcpu number:memory number:storage
        agent_url document:facts moment:last_seen_at problem counter:epoch counter:revision""",
    "ip_segment": """name netmask gateway dns type ip_range_start ip_range_end host_uuid bridge
        counter:revision""",
    "ip_used": """ip mac type number:ip_segment_id bridge instance_uuid status moment:create_time""",
    "spec_config": """type value description
        counter:revision""",
    "device": """type bus dev vendor product host_uuid name status instance_uuid""",
    "image": """description directory format number:min_disk number:min_mem name os_arch os_mode os_type
        parent_image_uuid real:size status uuid""",
}
"""v1's tables and the columns they have now; what has no kind is text."""

INDEXES: list[tuple[str, str, list[str], bool]] = [
    ("uq_vm_uuid", "vm", ["uuid"], True),
    ("ix_vm_host_uuid", "vm", ["host_uuid"], False),
    ("ix_vm_operation_uuid", "vm", ["operation_uuid"], False),
    ("uq_volume_uuid", "volume", ["uuid"], True),
    ("ix_volume_instance_uuid", "volume", ["instance_uuid"], False),
    ("ix_volume_operation_uuid", "volume", ["operation_uuid"], False),
    ("uq_host_uuid", "host", ["uuid"], True),
    ("uq_host_name", "host", ["name"], True),
    ("uq_ip_used_address", "ip_used", ["ip_segment_id", "ip"], True),
    ("uq_ip_used_mac", "ip_used", ["mac"], True),
    ("ix_ip_used_instance_uuid", "ip_used", ["instance_uuid"], False),
    ("ix_device_instance_uuid", "device", ["instance_uuid"], False),
]


def upgrade() -> None:
    """See above."""
    existing = set(sa.inspect(op.get_bind()).get_table_names())
    for table, words in V1_TABLES.items():
        _ensure_table(table, [_column(word) for word in words.split()], existing)
    for name, table, columns, unique in INDEXES:
        create_index(name, table, columns, unique=unique)
    create_index("uq_volume_mount_point", "volume", ["instance_uuid", "mount_point"], unique=True, where=_MOUNTED)
    if "spec_config" not in existing:
        _seed_spec_configs()
    _ensure_sequence(existing)
    _create_our_tables()


def _column(word: str) -> sa.Column[Any]:
    kind, _, name = word.rpartition(":")
    column: sa.Column[Any] = _KINDS[kind or "words"](name)
    return column


def _ensure_table(table: str, columns: list[sa.Column[Any]], existing: set[str]) -> None:
    if table not in existing:
        op.create_table(table, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False), *columns)
        return
    present = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
    for column in columns:
        if column.name not in present:
            op.add_column(table, column)


def _seed_spec_configs() -> None:
    table = sa.table("spec_config", *[sa.column(name) for name in ("id", "type", "value", "description")])
    rows = [
        {"id": number, "type": type_, "value": value, "description": description}
        for number, (type_, value, description) in enumerate(SPEC_CONFIGS, start=1)
    ]
    op.bulk_insert(table, rows)


def _ensure_sequence(existing: set[str]) -> None:
    """Six equal rows that stand above every id in use."""
    if "hibernate_sequence" not in existing:
        op.create_table("hibernate_sequence", sa.Column("next_val", sa.BigInteger))
    bind = op.get_bind()
    table = sa.table("hibernate_sequence", sa.column("next_val", sa.BigInteger))
    present = list(bind.execute(sa.select(table.c.next_val)).scalars())
    used = [bind.execute(sa.select(sa.func.max(sa.column("id"))).select_from(sa.table(n))).scalar() for n in V1_TABLES]
    following = max(FIRST_ID, max(id_ or 0 for id_ in used) + 1, *[value or 0 for value in present], 0)
    missing = [{"next_val": following}] * (SEQUENCE_ROWS - len(present))
    if missing:
        op.bulk_insert(table, missing)
    bind.execute(table.update().values(next_val=following))


def _create_our_tables() -> None:
    op.create_table(
        "operation",
        sa.Column("id", _LONG, primary_key=True, autoincrement=True),
        sa.Column("uuid", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("status", sa.String, nullable=False),
        *[_column(word) for word in "target_type target_uuid document:input user_name client_key".split()],
        *[_column(word) for word in "input_digest counter:progress error counter:fence claimed_by".split()],
        *[_column(word) for word in "moment:lease_until moment:next_attempt_at counter:woken".split()],
        *[_column(word) for word in "counter:cancel_unseen moment:create_time moment:update_time".split()],
        sqlite_autoincrement=True,
    )
    op.create_index("uq_operation_uuid", "operation", ["uuid"], unique=True)
    op.create_index("uq_operation_client_key", "operation", ["client_key"], unique=True)
    op.create_index("ix_operation_status", "operation", ["status", "next_attempt_at"])
    op.create_index("ix_operation_target_uuid", "operation", ["target_uuid"])
    op.create_table(
        "operation_step",
        sa.Column("operation_uuid", sa.String, sa.ForeignKey("operation.uuid", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        *[_column(word) for word in "counter:attempts document:output error moment:started_at".split()],
        *[_column(word) for word in "moment:ended_at last_record".split()],
    )
    op.create_table(
        "event",
        sa.Column("id", _LONG, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("resource_type", sa.String, nullable=False),
        sa.Column("resource_key", sa.String, nullable=False),
        _column("counter:revision"),
        sa.Column("summary", sa.Text, nullable=False),
        _column("moment:create_time"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "service_beat",
        sa.Column("service_name", sa.String, primary_key=True),
        sa.Column("node_name", sa.String, primary_key=True),
        _column("counter:seen_at"),
    )
    fence = op.create_table(
        "fence", sa.Column("id", sa.Integer, primary_key=True, autoincrement=False), _column("counter:value")
    )
    op.bulk_insert(fence, [{"id": 1, "value": 0}])
