"""What v1 left half done: settled where nobody else ever would."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from api_common.contract.operation import Settlement
from api_common.contract.states import OperationStatus, ResourceType, VmStatus, VolumeStatus
from api_common.contract.volume import Volume
from api_common.identity import new_uuid
from api_common.lifecycle.vm import RESTING
from db_proxy.commands.leftovers import settle_leftovers
from db_proxy.commands.steps import settle_operation
from db_proxy.commands.unit import Writer
from db_proxy.queries.events import events_after
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm
from db_proxy.queries.volumes import volume
from db_proxy.tables import VM
from tests.helpers.db import Rows

BETWEEN = [status.value for status in VmStatus if status not in RESTING]


def disk(rows: Rows, **fields: Any) -> str:
    record = {"uuid": new_uuid(), "usageType": "DATA", "instanceUuid": "", "mountPoint": "", **fields}
    return str(rows.create(ResourceType.VOLUME, **record)["uuid"])


@pytest.mark.parametrize("status", [*BETWEEN, "FLYING", "", None])
@pytest.mark.parametrize("host", [None, "", "gone"])
def test_a_vm_on_no_host_is_broken_and_says_why(
    write: Writer, read: Reader, status: str | None, host: str | None
) -> None:
    uuid = new_uuid()
    values = {"id": 70, "uuid": uuid, "status": status, "host_uuid": host}
    write(lambda unit: unit.connection.execute(insert(VM), values) and None)
    write(settle_leftovers)
    found = read(vm, uuid).vm
    assert found.status is VmStatus.ERROR and (status or "without a status") in (found.error or "")
    assert (found.host_uuid, found.revision) == (host, 1)


@pytest.mark.parametrize("status", sorted(RESTING))
def test_a_vm_at_rest_stays_as_it_is(rows: Rows, write: Writer, read: Reader, status: VmStatus) -> None:
    uuid = rows.vm(status=status.value, hostUuid="")
    write(settle_leftovers)
    assert (read(vm, uuid).vm.status, read(vm, uuid).vm.error) == (status, None)


def test_a_vm_on_a_host_is_left_to_its_inventory(rows: Rows, write: Writer, read: Reader) -> None:
    uuid = rows.vm(status="BUILDING", hostUuid=rows.host().uuid)
    write(settle_leftovers)
    assert read(vm, uuid).vm.status is VmStatus.BUILDING


def test_what_an_operation_holds_is_left_to_it(rows: Rows, write: Writer, read: Reader) -> None:
    building = rows.vm(status="BUILDING")
    making = disk(rows, status="CREATING")
    holds = [{"type": "vm", "key": building}, {"type": "volume", "key": making}]
    operation = rows.started(building, holds=holds).operation
    write(settle_leftovers)
    assert (read(vm, building).vm.status, read(volume, making).status) == ("BUILDING", "CREATING")
    write(settle_operation, operation.uuid, Settlement(fence=operation.fence, status=OperationStatus.DONE))
    write(settle_leftovers)
    assert (read(vm, building).vm.status, read(volume, making).status) == ("ERROR", "ERROR_PREPARE")


def settled(rows: Rows, write: Writer, read: Reader, **fields: Any) -> Volume:
    uuid = disk(rows, **fields)
    write(settle_leftovers)
    return read(volume, uuid)


def test_a_volume_that_was_never_finished_can_be_deleted(rows: Rows, write: Writer, read: Reader) -> None:
    found = settled(rows, write, read, status="CREATING")
    assert found.status is VolumeStatus.ERROR_PREPARE and found.error


@pytest.mark.parametrize("usage", ["SYSTEM", "ISO", "NETWORK", None])
def test_disks_that_belong_to_their_vm_are_left_to_it(
    rows: Rows, write: Writer, read: Reader, usage: str | None
) -> None:
    for status in VolumeStatus:
        found = settled(rows, write, read, status=status, usageType=usage)
        assert (found.status, found.error, found.revision) == (status, None, 1)


def test_a_volume_without_a_mount_point_was_never_attached(rows: Rows, write: Writer, read: Reader) -> None:
    for place in ("", None):
        found = settled(rows, write, read, status="USED", instanceUuid=rows.vm(), mountPoint=place, bus=None)
        assert (found.status, found.instance_uuid, found.mount_point, found.bus) == ("AVAILABLE", "", "", "")


def test_a_volume_with_a_mount_point_may_be_attached(rows: Rows, write: Writer, read: Reader) -> None:
    owner = rows.vm()
    found = settled(rows, write, read, status="USED", instanceUuid=owner, mountPoint="vdb", bus="virtio")
    assert (found.status, found.instance_uuid, found.mount_point) == ("ATTACHED", owner, "vdb")
    half = settled(rows, write, read, status="CREATING", instanceUuid=owner, mountPoint="vdc")
    assert half.status is VolumeStatus.CREATING, "a VM may use its file"


def test_the_next_start_finds_nothing_to_do(rows: Rows, write: Writer, read: Reader) -> None:
    rows.vm(status="BUILDING")
    for status in VolumeStatus:
        disk(rows, status=status.value)
    write(settle_leftovers)
    end = read(events_after, -1, 1).last
    write(settle_leftovers)
    assert read(events_after, -1, 1).last == end
