"""An image that is being deleted and a VM that is being made of it do not miss each other."""

from __future__ import annotations

from api_common.contract.changes import Create
from api_common.contract.image import ImageLeaving
from api_common.contract.operation import OperationStart
from api_common.contract.states import ResourceType
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.images import LONGEST_MS, begin_leaving, end_leaving
from db_proxy.commands.operations import start_operation
from db_proxy.commands.owners import forget_image_owner
from db_proxy.commands.unit import Writer
from tests.helpers.clock import ManualClock
from tests.helpers.db import operation_start, refused


def creation(image: str = "i.yaml") -> OperationStart:
    record = {"uuid": new_uuid(), "status": "BUILDING", "imageUuid": image}
    return operation_start(str(record["uuid"]), changes=[Create(type=ResourceType.VM, record=record)])


def test_no_vm_is_made_of_it_any_more(write: Writer) -> None:
    assert write(begin_leaving, ImageLeaving(uuid="i.yaml")).vms == []
    with refused(ErrorKind.WRONG_STATE):
        write(start_operation, creation())
    write(start_operation, creation("other.yaml"))
    write(end_leaving, "i.yaml")
    write(start_operation, creation())


def test_one_that_vms_were_made_of_leaves_by_force_only(write: Writer) -> None:
    vm = write(start_operation, creation()).operation.target_uuid
    assert write(begin_leaving, ImageLeaving(uuid="i.yaml")).vms == [vm]
    write(start_operation, creation())
    for _ in range(2):
        write(begin_leaving, ImageLeaving(uuid="i.yaml", force=True))
    with refused(ErrorKind.WRONG_STATE):
        write(start_operation, creation())
    write(forget_image_owner, "i.yaml")
    write(start_operation, creation())


def test_the_mark_of_somebody_who_died_ends_by_itself(write: Writer, clock: ManualClock) -> None:
    write(begin_leaving, ImageLeaving(uuid="i.yaml", force=True))
    clock.advance(LONGEST_MS / 1000)
    write(start_operation, creation())
