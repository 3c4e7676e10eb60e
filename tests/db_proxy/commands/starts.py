"""Starts of operations as iaas_core sends them for people: the rows, holds, room and addresses of each request."""

from __future__ import annotations

from typing import Any

from api_common.contract.account import User
from api_common.contract.changes import ChangeStatus, Create, ResourceRef, SetFields
from api_common.contract.operation import AddressRequest, CapacityRequest, OperationStart
from api_common.contract.states import ResourceType, VmStatus, VolumeStatus, VolumeUsage
from api_common.contract.vm import Vm
from api_common.contract.volume import Volume
from api_common.identity import new_uuid
from api_common.lifecycle.vm import begins_from
from tests.db_proxy.people import owned_by
from tests.helpers.db import operation_start

VM, VOLUME = ResourceType.VM, ResourceType.VOLUME


def vm_create(user: User, host_uuid: str, segments: list[int], **sizes: int) -> OperationStart:
    """A VM of 2 vCPUs, 4 GiB of memory and 20 GiB of disk, unless `sizes` says otherwise, with a CD."""
    owner = {"user_id": user.id, "group_id": user.group_id, "user_name": user.username}
    values: dict[str, Any] = {"cpus": 2, "memory": 4, "disk_size": 20, **sizes}
    vm = Vm(uuid=new_uuid(), name="vm", status=VmStatus.BUILDING, host_uuid=host_uuid, **values, **owner)
    disks = [
        Volume(uuid=new_uuid(), size=size, usage_type=usage, status=status, instance_uuid=vm.uuid, **owner)
        for size, usage, status in (
            (vm.disk_size, VolumeUsage.SYSTEM, VolumeStatus.CREATING),
            (None, VolumeUsage.ISO, VolumeStatus.ATTACHED),
        )
    ]
    records = [(VM, vm.to_wire()), *((VOLUME, disk.to_wire()) for disk in disks)]
    return operation_start(
        vm.uuid,
        kind="vm_create",
        holds=[ResourceRef(type=type_, key=record["uuid"]) for type_, record in records],
        changes=[Create(type=type_, record=record) for type_, record in records],
        capacity=CapacityRequest(vm_uuid=vm.uuid, host_uuid=host_uuid),
        addresses=AddressRequest(vm_uuid=vm.uuid, segment_ids=segments),
    )


def volume_create(user: User, size: int) -> OperationStart:
    """A data volume."""
    record = {"uuid": new_uuid(), "size": size, "usageType": "DATA", "status": "CREATING", **owned_by(user)}
    return operation_start(
        record["uuid"],
        kind="volume_create",
        target_type=VOLUME,
        holds=[ResourceRef(type=VOLUME, key=record["uuid"])],
        changes=[Create(type=VOLUME, record=record)],
    )


def resize(vm_uuid: str, host_uuid: str, *, grows: bool, **fields: int) -> OperationStart:
    """A stopped VM gets other sizes; room is asked for when it grows."""
    return operation_start(
        vm_uuid,
        kind="vm_update" if grows else "vm_reduce",
        changes=[begins(vm_uuid, VmStatus.RESIZING), SetFields(type=VM, key=vm_uuid, fields=dict(fields))],
        capacity=CapacityRequest(vm_uuid=vm_uuid, host_uuid=host_uuid) if grows else None,
    )


def begins(vm_uuid: str, meanwhile: VmStatus) -> ChangeStatus:
    """The change that a power verb or a resize begins with."""
    expected = [status.value for status in begins_from(meanwhile)]
    return ChangeStatus(type=VM, key=vm_uuid, to=meanwhile, expected=expected)
