"""People: accounts, groups, tokens, the audit log; and whose each VM, volume and operation is.

What is there already stays nobody's, which means the super administrator's.

Revision 0003.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
OWNED = ("vm", "volume", "operation")


def upgrade() -> None:
    """See above."""
    for table in OWNED:
        for column in ("user_id", "group_id"):
            op.add_column(table, sa.Column(column, sa.Integer))
            op.create_index(f"ix_{table}_{column}", table, [column, "id"])
    _create_people()
    _create_tokens()
    _create_audit()


def _create_people() -> None:
    op.create_table(
        "user_group",
        _id(),
        _words("name", required=True),
        _words("description"),
        sa.Column("quota", sa.JSON),
        sa.Column("create_time", sa.BigInteger),
        _counter("revision"),
    )
    op.create_index("uq_user_group_name", "user_group", ["name"], unique=True)
    op.create_table(
        "user_account",
        _id(),
        _words("username", required=True),
        *[_words(name) for name in ("name", "telephone", "email")],
        _words("role", required=True),
        sa.Column("group_id", sa.Integer),
        _flag("enabled", "true"),
        _flag("must_change_password", "false"),
        _words("password_hash", required=True),
        *[sa.Column(name, sa.BigInteger) for name in ("create_time", "last_login_time")],
        _counter("revision"),
    )
    op.create_index("uq_user_account_username", "user_account", ["username"], unique=True)
    op.create_index("ix_user_account_group_id", "user_account", ["group_id"])
    op.create_table(
        "image_owner",
        _id(),
        _words("uuid", required=True),
        *[sa.Column(name, sa.Integer) for name in ("user_id", "group_id")],
        _flag("is_public", "false"),
    )
    op.create_index("uq_image_owner_uuid", "image_owner", ["uuid"], unique=True)


def _create_tokens() -> None:
    op.create_table(
        "credential",
        _id(),
        _words("kind", required=True),
        sa.Column("user_id", sa.Integer),
        _words("name"),
        _words("digest", required=True),
        *[sa.Column(name, sa.BigInteger) for name in ("create_time", "expires_at", "last_used_at")],
        sa.Column("parent_id", sa.Integer),
    )
    op.create_index("uq_credential_digest", "credential", ["digest"], unique=True)
    op.create_index("ix_credential_user_id", "credential", ["user_id"])
    op.create_index("ix_credential_expires_at", "credential", ["expires_at"])
    op.create_table(
        "sign_in_failure", sa.Column("key", sa.String, primary_key=True), _counter("failures"), _counter("last_at")
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", _LONG, primary_key=True, autoincrement=True),
        sa.Column("time", sa.BigInteger),
        _words("action", required=True),
        sa.Column("user_id", sa.Integer),
        *[_words(name) for name in ("username", "credential")],
        sa.Column("group_id", sa.Integer),
        *[_words(name) for name in ("address", "resource_type", "resource_key", "request_id")],
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_time", "audit", ["time"])
    op.create_index("ix_audit_username", "audit", ["username", "id"])
    op.create_index("ix_audit_resource_key", "audit", ["resource_key", "id"])
    op.create_table(
        "audit_end",
        sa.Column("id", _LONG, primary_key=True, autoincrement=True),
        sa.Column("audit_id", _LONG),
        _words("operation_uuid"),
        sa.Column("time", sa.BigInteger),
        sa.Column("code", sa.Float),
        *[_words(name) for name in ("kind", "reason", "resource_key")],
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_end_audit_id", "audit_end", ["audit_id"])
    op.create_index("ix_audit_end_operation_uuid", "audit_end", ["operation_uuid"])


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)


def _words(name: str, *, required: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String, nullable=not required)


def _counter(name: str) -> sa.Column[Any]:
    return sa.Column(name, _LONG, nullable=False, server_default=sa.text("0"))


def _flag(name: str, default: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.text(default))
