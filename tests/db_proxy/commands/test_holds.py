"""Holds: one operation at a time per VM and volume, and who gives way to whom."""

from __future__ import annotations

from typing import Any

import pytest

from api_common.contract.changes import Remove, ResourceRef, SettleFromPower
from api_common.contract.operation import ClaimRequest, Operation, Settlement, StepRecord, Takeover
from api_common.contract.states import OperationStatus, ResourceType, StepStatus, VmStatus
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.holds import TAKEN_OVER
from db_proxy.commands.operations import cancel_operation, claim_operations
from db_proxy.commands.steps import record_step, settle_operation
from db_proxy.commands.unit import Writer
from db_proxy.queries.operations import operation
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm
from db_proxy.queries.volumes import volume
from tests.db_proxy.commands.starts import begins
from tests.db_proxy.commands.stuck import stuck
from tests.helpers.db import Rows, operation_start, refused

VM, VOLUME = ResourceType.VM, ResourceType.VOLUME


def test_a_held_vm_names_its_holder(rows: Rows) -> None:
    uuid = rows.vm()
    first = rows.started(uuid, kind="vm_stop").operation
    with refused(ErrorKind.CONFLICT) as caught:
        rows.started(uuid, takeover=Takeover.END)
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
    taken = rows.started(uuid, takeover=Takeover.END).operation
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


# --- those that give way ---


def undoing(rows: Rows, write: Writer, uuid: str, **options: Any) -> Operation:
    """An operation that is being undone by its runner, which holds the claim."""
    started = rows.started(uuid, **options).operation
    write(cancel_operation, started.uuid)
    return started


def claimed(write: Writer) -> list[str]:
    return [one.uuid for one in write(claim_operations, ClaimRequest(runner="r9", lease_seconds=30, own=True))]


@pytest.mark.parametrize("how", ["undoing", "stuck"])
def test_a_holder_that_is_being_undone_lends_to_a_power_verb_and_goes_on(
    rows: Rows, write: Writer, read: Reader, how: str
) -> None:
    uuid, disk = rows.vm(status="RESIZING", powerState=None), rows.create(VOLUME, uuid=new_uuid())["uuid"]
    both = [ResourceRef(type=VM, key=uuid), ResourceRef(type=VOLUME, key=disk)]
    holder = (undoing if how == "undoing" else stuck)(rows, write, uuid, holds=both)
    with refused(ErrorKind.CONFLICT):
        rows.started(uuid)
    borrower = rows.started(uuid, takeover=Takeover.LEND, changes=[begins(uuid, VmStatus.STOPPING)]).operation
    assert read(vm, uuid).vm.operation_uuid == borrower.uuid
    assert read(volume, disk).operation_uuid == holder.uuid, "only the VM is lent"
    assert read(operation, holder.uuid).lent_to == borrower.uuid and claimed(write) == []
    with refused(ErrorKind.FENCED):  # its runner was at work
        write(record_step, holder.uuid, StepRecord(fence=holder.fence, number=0, status=StepStatus.UNDONE))
    write(settle_operation, borrower.uuid, Settlement(fence=borrower.fence, status=OperationStatus.DONE))
    back = read(operation, holder.uuid)
    assert (back.status, back.lent_to) == (OperationStatus.UNDOING, None)
    assert read(vm, uuid).vm.operation_uuid == holder.uuid
    assert claimed(write) == [holder.uuid], "it goes on at once"


def test_one_that_runs_lends_nothing_and_neither_does_half_a_vm(rows: Rows, write: Writer) -> None:
    uuid = rows.vm()
    rows.started(uuid)
    with refused(ErrorKind.CONFLICT):
        rows.started(uuid, takeover=Takeover.LEND)
    for status in ("BUILDING", "DELETING"):
        half = rows.vm(status=status)
        undoing(rows, write, half)
        with refused(ErrorKind.CONFLICT):
            rows.started(half, takeover=Takeover.LEND)


def test_what_was_lent_and_lent_again_comes_back_in_order(rows: Rows, write: Writer, read: Reader) -> None:
    uuid = rows.vm()
    first = undoing(rows, write, uuid)
    second = rows.started(uuid, takeover=Takeover.LEND).operation
    write(cancel_operation, second.uuid)
    third = rows.started(uuid, takeover=Takeover.LEND).operation
    done, undone = OperationStatus.DONE, OperationStatus.UNDONE
    for borrower, lender, status in ((third, second, done), (second, first, undone)):
        fence = read(operation, borrower.uuid).fence
        write(settle_operation, borrower.uuid, Settlement(fence=fence, status=status))
        assert read(vm, uuid).vm.operation_uuid == lender.uuid


def test_a_deletion_ends_whoever_holds_the_vm_and_whoever_lent_it(rows: Rows, write: Writer, read: Reader) -> None:
    uuid = rows.vm()
    first = undoing(rows, write, uuid)
    second = rows.started(uuid, takeover=Takeover.LEND).operation
    write(cancel_operation, second.uuid)
    deletion = rows.started(uuid, takeover=Takeover.END).operation
    assert {read(operation, one.uuid).status for one in (first, second)} == {OperationStatus.UNDONE}
    assert read(vm, uuid).vm.operation_uuid == deletion.uuid


def test_a_deletion_ends_one_that_cannot_be_cancelled_and_no_other_that_runs(
    rows: Rows, write: Writer, read: Reader
) -> None:
    uuid, other = rows.vm(), rows.vm()
    first, _ = rows.started(uuid, no_return=0).operation, rows.started(other, no_return=1)
    rows.started(uuid, takeover=Takeover.END)
    assert read(operation, first.uuid).error == TAKEN_OVER
    with refused(ErrorKind.FENCED):
        write(settle_operation, first.uuid, Settlement(fence=first.fence, status=OperationStatus.DONE))
    with refused(ErrorKind.CONFLICT):
        rows.started(other, takeover=Takeover.END)


def test_publishing_outlives_the_vm(rows: Rows, write: Writer, read: Reader) -> None:
    """What it leaves in the catalogue is not the VM's: it is undone after the VM's deletion."""
    uuid = rows.vm()
    publishing = undoing(rows, write, uuid, kind="image_publish")
    deletion = rows.started(uuid, takeover=Takeover.END).operation
    ending = Settlement(fence=deletion.fence, status=OperationStatus.DONE, changes=[Remove(type=VM, key=uuid)])
    write(settle_operation, deletion.uuid, ending)
    assert claimed(write) == [publishing.uuid]
    fence = read(operation, publishing.uuid).fence
    settled = Settlement(fence=fence, status=OperationStatus.UNDONE, changes=[SettleFromPower(key=uuid)])
    assert write(settle_operation, publishing.uuid, settled).status is OperationStatus.UNDONE


def test_an_heir_takes_over_what_is_left(rows: Rows, write: Writer, read: Reader) -> None:
    uuid, disk = rows.vm(), rows.create(VOLUME, uuid=new_uuid(), status="ATTACHED")["uuid"]
    holds = [ResourceRef(type=VM, key=uuid), ResourceRef(type=VOLUME, key=disk)]
    first = rows.started(uuid, holds=holds).operation
    heir = operation_start(uuid, kind="heir", holds=holds[1:], runner=None, no_return=0)
    gone = Remove(type=VM, key=uuid)
    ending = Settlement(fence=first.fence, status=OperationStatus.DONE, changes=[gone], heir=heir)
    for _ in range(2):  # a lost answer is asked for again
        write(settle_operation, first.uuid, ending)
    assert read(volume, disk).operation_uuid == heir.uuid
    assert claimed(write) == [heir.uuid]
    with refused(ErrorKind.WRONG_STATE):
        write(cancel_operation, heir.uuid)
