"""What a group has, as sums over its rows: looked at when people ask, and when something is to be added."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from api_common.contract.account import GroupUse
from api_common.contract.states import IpType, VolumeUsage
from db_proxy.tables import IP_USED, VM, VOLUME


def group_use(connection: Connection, group_id: int) -> GroupUse:
    """What a group has in total, whatever its status."""
    vm, volume = VM.c.group_id == group_id, VOLUME.c.group_id == group_id
    sums = [func.coalesce(func.sum(VM.c[name]), 0) for name in ("cpus", "memory", "disk_size")]
    vms, cpus, memory, disks = connection.execute(select(func.count(), *sums).where(vm)).one()
    data = select(func.coalesce(func.sum(VOLUME.c.size), 0)).where(
        volume, VOLUME.c.usage_type == VolumeUsage.DATA.value
    )
    public = (
        select(func.count())
        .select_from(IP_USED.join(VM, IP_USED.c.instance_uuid == VM.c.uuid))
        .where(vm, IP_USED.c.type == IpType.PUBLIC.value)
    )
    return GroupUse(
        vms=vms,
        cpus=int(cpus),
        memory=int(memory),
        system_storage=int(disks),
        data_storage=int(connection.execute(data).scalar_one()),
        public_ips=connection.execute(public).scalar_one(),
    )
