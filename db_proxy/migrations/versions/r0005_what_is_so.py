"""Rows say what is so: why a guest is in its power state, the most that it can take, whether it is to run when its host
is back; from where on an operation cannot be cancelled; whose database this is and what time it knows of.

Revision 0005. VMs that are there are started again too: nobody who had them running wants them off.
"""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

from db_proxy.migrations.indexes import create_index

revision = "0005"
down_revision = "0004"

_LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")

_OPEN_DELETIONS = """
UPDATE operation SET no_return = 0 WHERE status = 'running'
AND kind IN ('vm_delete', 'vm_forget', 'vm_cleanup', 'volume_delete', 'volume_detach', 'device_detach')
"""
"""What has asked a host to take something away goes on to its end."""


def upgrade() -> None:
    """See above."""
    op.add_column("vm", sa.Column("power_reason", sa.JSON))
    op.add_column("vm", sa.Column("auto_start", sa.Boolean, nullable=False, server_default=sa.text("true")))
    op.add_column("vm", sa.Column("auto_start_uuid", sa.String))
    create_index("ix_vm_auto_start_uuid", "vm", ["auto_start_uuid"])
    for name in ("domain_cpus", "domain_memory"):  # null until the host shows it
        op.add_column("vm", sa.Column(name, sa.Integer))
    op.create_table(
        "image_leaving",
        sa.Column("uuid", sa.String, primary_key=True),
        sa.Column("since", sa.BigInteger),
    )
    op.add_column("operation", sa.Column("no_return", sa.Integer))
    op.add_column("operation", sa.Column("lent_to", sa.String))
    op.create_index("ix_operation_lent_to", "operation", ["lent_to"])
    op.add_column("operation", sa.Column("waits_for", sa.String))
    op.create_index("ix_operation_waits_for", "operation", ["waits_for"])
    op.execute(_OPEN_DELETIONS)
    op.add_column("host", sa.Column("quarantine", sa.String))
    op.create_table(
        "removed_host",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("user_name", sa.String),
        sa.Column("removed_at", sa.BigInteger),
    )
    _create_installation()
    _take_over_keys()
    op.add_column("host", sa.Column("stranger", sa.String))


def _create_installation() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("uuid", sa.String, nullable=False),
        *[sa.Column(name, sa.BigInteger) for name in ("create_time", "known_at", "history_at")],
        *[sa.Column(name, _LONG, nullable=False, server_default=sa.text("0")) for name in ("accepted", "proof")],
    )


def _take_over_keys() -> None:
    """Keys of requests of the last day, which older releases kept in the operations that they started."""
    keys = op.create_table(
        "request_key",
        sa.Column("key", sa.String, primary_key=True),
        *(sa.Column(name, sa.String) for name in ("digest", "claim", "holder", "boot")),
        sa.Column("lease_until", sa.BigInteger),
        sa.Column("effect", sa.JSON),
        sa.Column("answer", sa.Text),
        sa.Column("create_time", sa.BigInteger),
    )
    op.create_index("ix_request_key_create_time", "request_key", ["create_time"])
    of = sa.table("operation", *map(sa.column, ("uuid", "client_key", "create_time")))
    lately = of.c.create_time > int(time.time() * 1000) - 86_400_000
    found = op.get_bind().execute(sa.select(of).where(of.c.client_key.is_not(None), lately)).mappings().all()
    rows = [
        {"key": row["client_key"], "effect": {"operationUuid": row["uuid"]}, "create_time": row["create_time"]}
        for row in found
    ]
    op.bulk_insert(keys, rows)
