"""Create, delete, attach and detach data volumes."""

from __future__ import annotations

from api_common.contract.changes import Change, ChangeStatus, Remove, SetFields
from api_common.contract.states import ResourceType, VolumeStatus
from iaas_core.flows.endings import nothing, settle_from_power
from iaas_core.steps import disks, volumes
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Flow, Step, StepContext


def _not_made(context: StepContext[Doors], error: str | None) -> list[Change]:
    """The row stays and says why; it can be deleted."""
    return [_volume_is(context, VolumeStatus.ERROR, error)]


def _row_gone(context: StepContext[Doors], _: str | None) -> list[Change]:
    return [Remove(type=ResourceType.VOLUME, key=context.input["volume"]["uuid"])]


def _as_before(context: StepContext[Doors], error: str | None) -> list[Change]:
    """Whether the file is still there is seen by whoever wants it next."""
    return [_volume_is(context, VolumeStatus(context.input["before"]), error)]


def _attached(context: StepContext[Doors], error: str | None) -> list[Change]:
    return [_volume_is(context, VolumeStatus.ATTACHED), *settle_from_power(context, error)]


def _freed(context: StepContext[Doors], error: str | None) -> list[Change]:
    key = context.input["volume"]["uuid"]
    free = SetFields(type=ResourceType.VOLUME, key=key, fields=disks.FREE)
    return [free, _volume_is(context, VolumeStatus.AVAILABLE), *settle_from_power(context, None)]


def _kept(context: StepContext[Doors], _: str | None) -> list[Change]:
    """The guest did not let go: the volume stays attached. Why is in the operation."""
    return settle_from_power(context, None)


def _volume_is(context: StepContext[Doors], status: VolumeStatus, error: str | None = None) -> Change:
    return ChangeStatus(type=ResourceType.VOLUME, key=context.input["volume"]["uuid"], to=status, error=error)


VOLUME_CREATE: Flow[Doors] = Flow(
    "volume_create",
    (Step("create_data_volume", volumes.create_data_volume, volumes.remove_file),),
    on_done=nothing,
    on_undone=_not_made,
)
VOLUME_DELETE: Flow[Doors] = Flow(
    "volume_delete",
    (Step("remove_data_volume", volumes.remove_data_volume),),
    on_done=_row_gone,
    on_undone=_as_before,
)
VOLUME_ATTACH: Flow[Doors] = Flow(
    "volume_attach",
    (Step("attach_disk", disks.attach_disk, disks.unplug_disk),),
    on_done=_attached,
    on_undone=_freed,
)
VOLUME_DETACH: Flow[Doors] = Flow(
    "volume_detach",
    (Step("detach_disk", disks.detach_disk),),
    on_done=_freed,
    on_undone=_kept,
)
