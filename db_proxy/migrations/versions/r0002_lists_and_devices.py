"""Two VMs never hold one device of a host; pages of data volumes are found without looking at the other volumes.

Revision 0002.
"""

from __future__ import annotations

from db_proxy.migrations.indexes import create_index

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """See above."""
    create_index("uq_device_place", "device", ["host_uuid", "type", "bus", "dev", "vendor", "product"], unique=True)
    create_index("ix_volume_usage_type", "volume", ["usage_type", "id"])
