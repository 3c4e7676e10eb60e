"""Brief work on a VM that others work on: wait in line, and decide what is to be done when the turn has come.

What was planned when the request came may not hold any more by then: the place of a disk, the VM's status.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api_common.contract.changes import CHANGED, Change, ChangeStatus, SetFields
from api_common.contract.operation import Turn
from api_common.contract.states import ResourceType, VmStatus, VolumeStatus
from api_common.contract.vm import Vm, VmView
from api_common.contract.volume import Volume
from api_common.errors import ErrorKind, IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.seen import parts, same
from iaas_core.workflow.flow import Done, Outcome, StepContext, Wait

WAIT_TURN = "wait_turn"
LOOK_AGAIN_SECONDS = 30.0
"""Whoever leaves the VM wakes the next in line; this is for the case that nobody could."""
TRIES = 6
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PLACES = (*LETTERS, *(f"a{letter}" for letter in LETTERS))
"""v1's letters first."""
ATTACHABLE = (VmStatus.ACTIVE, VmStatus.STOPPED, VmStatus.SUSPENDED, VmStatus.PAUSED)

Planner = Callable[[VmView, Volume], tuple[Volume, list[Change]]]
"""What is done with a disk now, and what is written with it; raises where nothing can be."""


def wait_turn(context: StepContext[Doors]) -> Outcome:
    """The VM is held by this operation, and the disk has its place."""
    disk = Volume.model_validate(context.input["volume"])
    for _ in range(TRIES):
        try:
            return _try(context, disk)
        except IaasError as error:
            if not error.detail.get(CHANGED):
                raise
    return Wait(1.0)


def leave_turn(_: StepContext[Doors]) -> Done:
    """The partner of `wait_turn`: the end of the operation gives the VM back, or takes it out of the line."""
    return Done()


def had_turn(context: StepContext[Doors]) -> bool:
    """Whether the operation held its VM: at once, or when its turn had come."""
    waited = any(step.name == WAIT_TURN for step in context.operation.steps)
    return not waited or bool(context.outputs.get(WAIT_TURN))


def disk_of(context: StepContext[Doors]) -> Volume:
    """The disk as it was planned at the start, or when the turn came."""
    planned = context.outputs.get(WAIT_TURN, {}).get("volume")
    return Volume.model_validate(planned or context.input["volume"])


def free_place(view: VmView) -> str:
    """v1's rule: the first letter that no mount point of the VM has, whatever its prefix; then two letters."""
    taken = {(volume.mount_point or "")[2:] for volume in view.volumes}
    for place in PLACES:
        if place not in taken:
            return f"vd{place}"
    raise IaasError(
        ErrorKind.WRONG_STATE, f"the VM has {len(view.volumes)} disks; no device letter is left for another"
    )


def stays(vm: Vm) -> ChangeStatus:
    """The VM keeps its status, and has it still."""
    assert vm.status is not None
    return ChangeStatus(type=ResourceType.VM, key=vm.uuid, to=vm.status, expected=[vm.status.value])


def _try(context: StepContext[Doors], disk: Volume) -> Outcome:
    operation, db = context.operation, context.doors.db
    view = db.vm(context.input["vmUuid"])
    changes: list[Change] = []
    refusal: IaasError | None = None
    planned = disk
    if view.vm.operation_uuid == operation.uuid:  # the answer was lost
        planned = next((one for one in view.volumes if one.uuid == disk.uuid), disk)
        planned = planned.model_copy(update={"status": VolumeStatus.ATTACHED})
    else:
        try:
            planned, changes = _PLANNERS[operation.kind](view, disk)
        except IaasError as error:
            refusal = error
    turn = Turn(fence=operation.fence, vm_uuid=view.vm.uuid, changes=changes)
    if not db.take_turn(operation.uuid, turn).taken:
        return Wait(LOOK_AGAIN_SECONDS)
    if refusal is not None:
        raise refusal
    output: dict[str, Any] = {"volume": planned.to_wire()}
    return Done(output=output)


def _attached(view: VmView, disk: Volume) -> tuple[Volume, list[Change]]:
    if view.vm.status not in ATTACHABLE:
        raise IaasError(ErrorKind.WRONG_STATE, f"the VM is {view.vm.status}; a volume cannot be attached now")
    place = {"instanceUuid": view.vm.uuid, "mountPoint": free_place(view), "bus": "virtio"}
    planned = Volume.model_validate({**disk.to_wire(), **place, "status": VolumeStatus.ATTACHED})
    there = SetFields(type=ResourceType.VOLUME, key=disk.uuid, fields=place)
    return planned, [same(view.vm, "host_uuid", "status"), parts(view), there, stays(view.vm)]


def _detached(view: VmView, disk: Volume) -> tuple[Volume, list[Change]]:
    if view.vm.status is VmStatus.SUSPENDED:
        raise IaasError(ErrorKind.WRONG_STATE, "the VM's saved memory knows the disk; resume the VM first")
    seen = [same(disk, "status", "instance_uuid", "mount_point"), same(view.vm, "host_uuid", "status")]
    return disk, [*seen, stays(view.vm)]


_PLANNERS: dict[str, Planner] = {"volume_attach": _attached, "volume_detach": _detached}
