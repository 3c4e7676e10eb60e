"""Create, delete, attach and detach data volumes."""

from __future__ import annotations

from api_common.contract.changes import Change, ChangeStatus, Remove, SetFields
from api_common.contract.states import ResourceType, VolumeStatus
from iaas_core.flows.endings import nothing, settle_from_power
from iaas_core.steps import disks, looks, turns, volumes
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Flow, Step, StepContext


def _not_made(context: StepContext[Doors], error: str | None) -> list[Change]:
    """The row stays and says why; it can be deleted."""
    return [_volume_is(context, VolumeStatus.ERROR, error)]


def _row_gone(context: StepContext[Doors], _: str | None) -> list[Change]:
    return [Remove(type=ResourceType.VOLUME, key=context.input["volume"]["uuid"])]


def _as_seen(context: StepContext[Doors], error: str | None) -> list[Change]:
    """As before if nothing was asked of the host, or if the file is still there."""
    if context.outputs.get("remove_data_volume", {}).get("present", True):
        return [_volume_is(context, VolumeStatus(context.input["before"]), error)]
    return [_volume_is(context, VolumeStatus.ERROR, f"its file is gone, though its removal failed: {error}; delete it")]


def _attached(context: StepContext[Doors], error: str | None) -> list[Change]:
    return [_volume_is(context, VolumeStatus.ATTACHED), *settle_from_power(context, error)]


def _left_to_others(context: StepContext[Doors]) -> list[Change]:
    """The VM's status, unless somebody else works on it: this operation never had its turn."""
    return settle_from_power(context, None) if turns.had_turn(context) else []


def _freed(context: StepContext[Doors], error: str | None) -> list[Change]:
    key = context.input["volume"]["uuid"]
    free = SetFields(type=ResourceType.VOLUME, key=key, fields=disks.FREE)
    return [free, _volume_is(context, VolumeStatus.AVAILABLE), *_left_to_others(context)]


def _kept(context: StepContext[Doors], _: str | None) -> list[Change]:
    """The guest did not let go: the volume stays attached. Why is in the operation."""
    return _left_to_others(context)


def _volume_is(context: StepContext[Doors], status: VolumeStatus, error: str | None = None) -> Change:
    return ChangeStatus(type=ResourceType.VOLUME, key=context.input["volume"]["uuid"], to=status, error=error)


VOLUME_CREATE: Flow[Doors] = Flow(
    "volume_create",
    (Step("create_data_volume", volumes.create_data_volume, volumes.remove_file),),
    on_done=nothing,
    on_undone=_not_made,
)
_REMOVE = Step("remove_data_volume", volumes.remove_data_volume, looks.look_at_volume, final=True)
VOLUME_DELETE_1: Flow[Doors] = Flow("volume_delete", (_REMOVE,), on_done=_row_gone, on_undone=_as_seen)
VOLUME_DELETE: Flow[Doors] = Flow(
    "volume_delete",
    (Step("reach_host", looks.reach_volume), _REMOVE),
    on_done=_row_gone,
    on_undone=_as_seen,
    version=2,
)
_WAIT_TURN = Step(turns.WAIT_TURN, turns.wait_turn, turns.leave_turn, optional=True)
_ATTACH = Step("attach_disk", disks.attach_disk, disks.unplug_disk)
VOLUME_ATTACH_1: Flow[Doors] = Flow("volume_attach", (_ATTACH,), on_done=_attached, on_undone=_freed)
VOLUME_ATTACH: Flow[Doors] = Flow(
    "volume_attach", (_WAIT_TURN, _ATTACH), on_done=_attached, on_undone=_freed, version=2
)
_DETACH = Step("detach_disk", disks.detach_disk, disks.plug_back, final=True)
VOLUME_DETACH_1: Flow[Doors] = Flow("volume_detach", (_DETACH,), on_done=_freed, on_undone=_kept)
VOLUME_DETACH: Flow[Doors] = Flow(
    "volume_detach",
    (_WAIT_TURN, Step("reach_host", looks.reach_host), _DETACH),
    on_done=_freed,
    on_undone=_kept,
    version=2,
)
