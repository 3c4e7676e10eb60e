"""What v1's crashes left half done where no host will ever tell how it is (D03): settled when the service starts.

VMs on a host are not looked at: its first inventory settles them (`observe`). Rows that an operation holds are the
operation's. This suite leaves nothing of the kind itself, so a later start finds nothing to do.
"""

from __future__ import annotations

import logging

from sqlalchemy import ColumnElement, and_, func, or_, select

from api_common.contract.states import ResourceType, VmStatus, VolumeStatus, VolumeUsage
from api_common.lifecycle.vm import RESTING
from db_proxy.commands.unit import Unit
from db_proxy.tables import HOST, VM, VOLUME

_LOG = logging.getLogger(__name__)
_NO_MOUNT_POINT = func.coalesce(VOLUME.c.mount_point, "") == ""


def settle_leftovers(unit: Unit) -> None:
    """Give VMs without a host, and data volumes, that are in between a status that stays."""
    settled = _vms_without_host(unit) + _unfinished_volumes(unit) + _half_attached_volumes(unit)
    if settled:
        _LOG.info("VMs and volumes that were left half done are settled", extra={"rows": settled})


def _vms_without_host(unit: Unit) -> int:
    known = select(HOST.c.uuid).where(HOST.c.uuid.is_not(None))
    nowhere = or_(VM.c.host_uuid.is_(None), VM.c.host_uuid.not_in(known))
    in_between = or_(VM.c.status.is_(None), VM.c.status.not_in([status.value for status in RESTING]))
    vms = unit.load(ResourceType.VM, and_(nowhere, in_between, VM.c.operation_uuid.is_(None)))
    for vm in vms:
        error = f"it was left {vm['status'] or 'without a status'} and is on no host; it can only be deleted"
        vm.set(status=VmStatus.ERROR.value, error=error)
    return len(vms)


def _unfinished_volumes(unit: Unit) -> int:
    """v1 made a data volume's file at once, so one that is still CREATING has none, or an empty one."""
    volumes = unit.load(ResourceType.VOLUME, and_(_left(VolumeStatus.CREATING), _NO_MOUNT_POINT))
    for volume in volumes:
        volume.set(status=VolumeStatus.ERROR_PREPARE.value, error="its creation was never finished; delete it")
    return len(volumes)


def _half_attached_volumes(unit: Unit) -> int:
    """v1 chose the mount point before it asked the host: without one the VM cannot have the disk, with one it may,
    and detaching finds out."""
    volumes = unit.load(ResourceType.VOLUME, _left(VolumeStatus.USED))
    for volume in volumes:
        if volume["mount_point"]:
            volume.set(status=VolumeStatus.ATTACHED.value)
        else:
            volume.set(status=VolumeStatus.AVAILABLE.value, instance_uuid="", mount_point="", bus="")
    return len(volumes)


def _left(status: VolumeStatus) -> ColumnElement[bool]:
    data = VOLUME.c.usage_type == VolumeUsage.DATA.value
    return and_(data, VOLUME.c.status == status.value, VOLUME.c.operation_uuid.is_(None))
