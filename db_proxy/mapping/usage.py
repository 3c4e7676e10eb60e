"""What groups and hosts have, as sums over rows: looked at when people ask, and when something is to be added.

Of vCPUs and memory the most counts that a guest can take: its row is what it was promised, its domain may have more.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, case, func, select

from api_common.contract.account import GroupUse
from api_common.contract.states import IpType, VolumeUsage
from db_proxy.tables import IP_USED, VM, VOLUME

SEEN = ("cpus", "memory")
"""What a domain may have more of than its row says."""


def counted(name: str) -> ColumnElement[int]:
    """What counts of a VM: of `cpus` and `memory` its row's number or its domain's, whichever is more."""
    row = func.coalesce(VM.c[name], 0)
    if name not in SEEN:
        return row
    domain = func.coalesce(VM.c[f"domain_{name}"], 0)
    return case((domain > row, domain), else_=row)


DATA = VOLUME.c.usage_type == VolumeUsage.DATA.value
"""True for the volumes that are storage of their own; system disks count with their VMs, CDs are images."""


def group_use(connection: Connection, group_id: int) -> GroupUse:
    """What a group has in total, whatever its status."""
    return group_uses(connection, group_id).get(group_id, GroupUse())


def group_uses(connection: Connection, only: int | None = None) -> dict[int, GroupUse]:
    """The same of every group that has something, or of one, with as many statements."""
    sums = [func.coalesce(func.sum(counted(name)), 0) for name in ("cpus", "memory", "disk_size")]
    vms = select(VM.c.group_id, func.count(), *sums).where(_of(VM.c.group_id, only)).group_by(VM.c.group_id)
    data = (
        select(VOLUME.c.group_id, func.coalesce(func.sum(VOLUME.c.size), 0))
        .where(_of(VOLUME.c.group_id, only), DATA)
        .group_by(VOLUME.c.group_id)
    )
    public = (
        select(VM.c.group_id, func.count())
        .select_from(IP_USED.join(VM, IP_USED.c.instance_uuid == VM.c.uuid))
        .where(_of(VM.c.group_id, only), IP_USED.c.type == IpType.PUBLIC.value)
        .group_by(VM.c.group_id)
    )
    columns = (
        (vms, ("vms", "cpus", "memory", "system_storage")),
        (data, ("data_storage",)),
        (public, ("public_ips",)),
    )
    found: dict[int, dict[str, int]] = {}
    for statement, names in columns:
        for group_id, *values in connection.execute(statement):
            found.setdefault(group_id, {}).update(zip(names, map(int, values), strict=True))
    return {group_id: GroupUse(**use) for group_id, use in found.items()}


def _of(column: ColumnElement[int | None], only: int | None) -> ColumnElement[bool]:
    return column.is_not(None) if only is None else column == only
