"""What Kubernetes says of a host's node is kept on the host's row.

Revision 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """See above."""
    op.add_column("host", sa.Column("node", sa.JSON))
