"""Two VMs never hold one device of a host.

Revision 0002.
"""

from __future__ import annotations

from db_proxy.migrations.indexes import create_index

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """See above."""
    create_index("uq_device_place", "device", ["host_uuid", "type", "bus", "dev", "vendor", "product"], unique=True)
