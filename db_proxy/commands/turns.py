"""The line before a VM: brief work that wants it at the same time waits, oldest first, instead of being refused.

Who waits is an operation like others, claimed, cancelled and shown; its first step takes the turn. Power and deletion
do not stand in line: they are refused while the VM is held, and take it when it is free.
"""

from __future__ import annotations

from api_common.contract.operation import IN_LINE, MAY_WAIT, OperationStart, Turn, TurnAnswer
from api_common.contract.states import OperationStatus, ResourceType
from api_common.errors import ErrorKind, IaasError
from db_proxy.commands.changes import stage_changes
from db_proxy.commands.holds import holder_of, line_of, wake_next
from db_proxy.commands.operation_rows import load_operation, wake
from db_proxy.commands.owners import require_same_group
from db_proxy.commands.unit import Row, Unit

MOST_WAITING = 100
"""Before one VM."""


def stand_in_line(unit: Unit, start: OperationStart) -> None:
    """Whoever waits does so behind the others; whoever does not is refused while others wait."""
    if start.waits_for is not None:
        vm = unit.get(ResourceType.VM, start.waits_for)
        if len(line_of(unit, vm.key)) >= MOST_WAITING:
            raise IaasError(ErrorKind.CONFLICT, f"{MOST_WAITING} requests wait for this VM already; come back later")
        return
    vms = [hold.key for hold in start.holds if hold.type is ResourceType.VM]
    if start.kind in IN_LINE and any(line_of(unit, key) for key in vms):
        raise IaasError(ErrorKind.CONFLICT, "others wait for this VM", detail={MAY_WAIT: True})


def take_turn(unit: Unit, uuid: str, turn: Turn) -> TurnAnswer:
    """Hold the VM, if it is free and nobody older waits. Asked again by the one that has it: it has it."""
    operation = load_operation(unit, uuid)
    if operation["fence"] != turn.fence:
        raise IaasError(ErrorKind.FENCED, "the operation has been claimed again")
    vm = unit.get(ResourceType.VM, turn.vm_uuid)
    if vm["operation_uuid"] == uuid:
        return TurnAnswer(taken=True)
    if operation["status"] != OperationStatus.RUNNING.value or holder_of(unit, vm) is not None:
        return TurnAnswer(taken=False)
    first = next(iter(line_of(unit, vm.key)), None)
    if first is not None and first.key != uuid:
        load_operation(unit, first.key)
        wake(first)
        return TurnAnswer(taken=False)
    stage_changes(unit, turn.changes)
    vm.set(operation_uuid=uuid)
    operation.set(waits_for=None)
    require_same_group(unit)
    return TurnAnswer(taken=True)


def leave_line(unit: Unit, operation: Row) -> None:
    """It has ended without its turn: the next one may have it."""
    if vm_uuid := operation["waits_for"]:
        operation.note(waits_for=None)
        wake_next(unit, vm_uuid)
