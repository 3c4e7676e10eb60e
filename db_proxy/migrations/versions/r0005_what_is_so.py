"""Rows say what is so: why a guest is in its power state.

Revision 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """See above."""
    op.add_column("vm", sa.Column("power_reason", sa.String))
    op.create_table(
        "image_leaving",
        sa.Column("uuid", sa.String, primary_key=True),
        sa.Column("since", sa.BigInteger),
    )
