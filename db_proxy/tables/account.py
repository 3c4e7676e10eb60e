"""Tables of people: `user_group`, `user_account`, `credential`, `sign_in_failure`, `image_owner`. None is v1's."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table

from db_proxy.tables.schema import METADATA, counter, document, flag, moment, number, v1_id, words

USER_GROUP = Table(
    "user_group",
    METADATA,
    v1_id(),
    Column("name", String, nullable=False),
    words("description"),
    document("quota"),
    moment("create_time"),
    counter("revision"),
    Index("uq_user_group_name", "name", unique=True),
)

USER_ACCOUNT = Table(
    "user_account",
    METADATA,
    v1_id(),
    Column("username", String, nullable=False),
    words("name"),
    words("telephone"),
    words("email"),
    Column("role", String, nullable=False),
    number("group_id"),
    flag("enabled", "true"),
    flag("must_change_password", "false"),
    Column("password_hash", String, nullable=False),
    moment("create_time"),
    moment("last_login_time"),
    counter("revision"),
    Index("uq_user_account_username", "username", unique=True),
    Index("ix_user_account_group_id", "group_id"),
)

CREDENTIAL = Table(
    "credential",
    METADATA,
    v1_id(),
    Column("kind", String, nullable=False),
    number("user_id"),
    words("name"),
    Column("digest", String, nullable=False),
    moment("create_time"),
    moment("expires_at"),
    moment("last_used_at"),
    number("parent_id"),
    Index("uq_credential_digest", "digest", unique=True),
    Index("ix_credential_user_id", "user_id"),
    Index("ix_credential_expires_at", "expires_at"),
)

SIGN_IN_FAILURE = Table(
    "sign_in_failure",
    METADATA,
    Column("key", String, primary_key=True),
    counter("failures"),
    counter("last_at"),
)
"""`key` is a digest of an account's name, existing or not, or of an address."""

IMAGE_OWNER = Table(
    "image_owner",
    METADATA,
    v1_id(),
    Column("uuid", String, nullable=False),
    number("user_id"),
    number("group_id"),
    flag("is_public", "false"),
    Index("uq_image_owner_uuid", "uuid", unique=True),
)
