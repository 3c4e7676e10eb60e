"""Holds: one operation at a time per VM and volume, and who gives way to whom."""

from __future__ import annotations

from api_common.contract.changes import Remove, ResourceRef
from api_common.contract.operation import Settlement
from api_common.contract.states import OperationStatus, ResourceType
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.steps import settle_operation
from db_proxy.commands.unit import Writer
from db_proxy.queries.operations import operation
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm
from db_proxy.queries.volumes import volume
from tests.db_proxy.commands.stuck import stuck
from tests.helpers.db import Rows, refused

VM, VOLUME = ResourceType.VM, ResourceType.VOLUME


def test_a_held_vm_names_its_holder(rows: Rows) -> None:
    uuid = rows.vm()
    first = rows.started(uuid, kind="vm_stop").operation
    with refused(ErrorKind.CONFLICT) as caught:
        rows.started(uuid, takeover=True)
    assert "vm_stop" in caught.value.message and first.uuid in caught.value.message
    assert caught.value.detail == {"operationUuid": first.uuid}


def test_a_hold_needs_its_row(rows: Rows) -> None:
    with refused(ErrorKind.NOT_FOUND):
        rows.started(new_uuid())
    with refused(ErrorKind.INVALID_REQUEST):
        rows.started(holds=[ResourceRef(type=ResourceType.HOST, key=rows.host().uuid)])


def test_a_stuck_holder_gives_way_only_when_asked(rows: Rows, write: Writer, read: Reader) -> None:
    uuid, disk = rows.vm(), rows.create(VOLUME, uuid=new_uuid())["uuid"]
    both = [ResourceRef(type=VM, key=uuid), ResourceRef(type=VOLUME, key=disk)]
    holder = stuck(rows, write, uuid, holds=both)
    with refused(ErrorKind.CONFLICT):
        rows.started(uuid)
    taken = rows.started(uuid, takeover=True).operation
    assert read(operation, holder.uuid).status is OperationStatus.UNDONE
    assert read(vm, uuid).vm.operation_uuid == taken.uuid
    assert read(volume, disk).operation_uuid is None, "everything else it held is free"


def test_what_an_ended_operation_left_behind_holds_nothing(rows: Rows, write: Writer, read: Reader) -> None:
    uuid = rows.vm()
    first = rows.started(uuid).operation
    write(settle_operation, first.uuid, Settlement(fence=first.fence, status=OperationStatus.DONE))
    second = rows.started(uuid).operation
    assert second.fence > first.fence
    assert read(vm, uuid).vm.operation_uuid == second.uuid


def test_a_hold_can_be_on_a_row_that_the_end_removes(rows: Rows, write: Writer) -> None:
    uuid = rows.vm()
    first = rows.started(uuid).operation
    ending = Settlement(fence=first.fence, status=OperationStatus.DONE, changes=[Remove(type=VM, key=uuid)])
    assert write(settle_operation, first.uuid, ending).status is OperationStatus.DONE
