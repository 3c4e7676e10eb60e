"""The line before a VM: oldest first, whoever ends tells the next, and nobody passes the others."""

from __future__ import annotations

from functools import partial
from typing import Any

from api_common.contract.changes import SetFields
from api_common.contract.operation import MAY_WAIT, Operation, OperationStart, Settlement, Turn
from api_common.contract.states import OperationStatus, ResourceType
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.operations import cancel_operation, start_operation
from db_proxy.commands.steps import settle_operation
from db_proxy.commands.turns import MOST_WAITING, take_turn
from db_proxy.commands.unit import Writer
from db_proxy.queries.operations import operation
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm
from tests.helpers.db import Rows, operation_start, refused, together

KIND = "volume_attach"


def waiter(vm_uuid: str, **options: Any) -> OperationStart:
    return operation_start(vm_uuid, kind=KIND, holds=[], waits_for=vm_uuid, **options)


def turn(begun: Operation, **options: Any) -> Turn:
    return Turn(fence=begun.fence, vm_uuid=begun.target_uuid, **options)


def end(write: Writer, begun: Operation, status: OperationStatus = OperationStatus.DONE) -> None:
    write(settle_operation, begun.uuid, Settlement(fence=begun.fence, status=status))


def test_turns_come_in_order(write: Writer, read: Reader, rows: Rows) -> None:
    uuid = rows.vm()
    first = rows.started(uuid, kind=KIND).operation
    second, third = (write(start_operation, waiter(uuid)).operation for _ in range(2))
    assert not write(take_turn, second.uuid, turn(second)).taken
    end(write, first)
    assert not write(take_turn, third.uuid, turn(third)).taken, "the older one is before it"
    rename = SetFields(type=ResourceType.VM, key=uuid, fields={"name": "mine"})
    for _ in range(2):
        assert write(take_turn, second.uuid, turn(second, changes=[rename])).taken
    assert (read(vm, uuid).vm.operation_uuid, read(vm, uuid).vm.name) == (second.uuid, "mine")
    assert read(operation, second.uuid).waits_for is None
    end(write, second)
    assert write(take_turn, third.uuid, turn(third)).taken


def test_whoever_ends_or_leaves_wakes_the_next(write: Writer, read: Reader, rows: Rows) -> None:
    """In a row that nobody claims waking is an event and no time to wait for."""
    uuid = rows.vm()
    first = rows.started(uuid, kind=KIND).operation
    second, third = (write(start_operation, waiter(uuid)).operation for _ in range(2))
    write(cancel_operation, second.uuid)
    assert not write(take_turn, second.uuid, turn(second)).taken
    end(write, first)
    end(write, second, OperationStatus.UNDONE)
    assert write(take_turn, third.uuid, turn(third)).taken


def test_brief_work_does_not_pass_those_who_wait_and_may_wait_itself(write: Writer, rows: Rows) -> None:
    uuid = rows.vm()
    first = rows.started(uuid, kind=KIND).operation
    with refused(ErrorKind.CONFLICT) as caught:
        write(start_operation, operation_start(uuid, kind=KIND))
    assert caught.value.detail[MAY_WAIT]
    write(start_operation, waiter(uuid))
    end(write, first)
    with refused(ErrorKind.CONFLICT) as caught:
        write(start_operation, operation_start(uuid, kind=KIND))
    assert caught.value.detail[MAY_WAIT]
    stop = rows.started(uuid, kind="vm_stop").operation
    with refused(ErrorKind.CONFLICT) as caught:
        write(start_operation, operation_start(uuid, kind=KIND))
    assert MAY_WAIT not in caught.value.detail, "what ends its power is not waited for"
    assert stop.status is OperationStatus.RUNNING


def test_one_turn_is_taken_by_one(write: Writer, write_elsewhere: Writer, rows: Rows) -> None:
    uuid = rows.vm()
    begun = [write(start_operation, waiter(uuid)).operation for _ in range(4)]
    calls = [
        partial(write_elsewhere if n % 2 else write, take_turn, one.uuid, turn(one)) for n, one in enumerate(begun)
    ]
    answers, _ = together(calls)
    assert sum(answer.taken for answer in answers) == 1


def test_a_line_has_an_end_and_a_vm(write: Writer, rows: Rows) -> None:
    uuid = rows.vm()
    for _ in range(MOST_WAITING):
        write(start_operation, waiter(uuid))
    with refused(ErrorKind.CONFLICT):
        write(start_operation, waiter(uuid))
    with refused(ErrorKind.NOT_FOUND):
        write(start_operation, waiter(new_uuid()))


def test_an_old_claim_takes_nothing(write: Writer, rows: Rows) -> None:
    begun = write(start_operation, waiter(rows.vm())).operation
    with refused(ErrorKind.FENCED):
        write(take_turn, begun.uuid, turn(begun).model_copy(update={"fence": begun.fence - 1}))
