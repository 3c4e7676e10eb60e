"""Alembic's hook: runs the revisions in the connection and transaction that `upgrade` prepared."""

from __future__ import annotations

from alembic import context

from db_proxy.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
