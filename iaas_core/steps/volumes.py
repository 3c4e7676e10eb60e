"""Make disk files on a host, and remove them."""

from __future__ import annotations

from api_common.contract.agent_spec import VolumeRef, VolumeSpec
from api_common.contract.changes import ChangeStatus, Remove
from api_common.contract.states import ResourceType, VolumeStatus
from api_common.contract.volume import Volume
from iaas_core.steps.doors import Doors
from iaas_core.steps.orders import agent_of, order, waiting_for
from iaas_core.steps.plan import host_of, require_host
from iaas_core.steps.specs import disk_record, suffix_in
from iaas_core.workflow.flow import Done, Outcome, StepContext


def clone_system_volume(context: StepContext[Doors]) -> Outcome:
    """The system disk from the image; slow the first time an image is used on a host."""
    image = context.input["image"]
    return _make(context, VolumeStatus.ATTACHED, image_file=image["filename"], image_format=image["format"])


def create_data_volume(context: StepContext[Doors]) -> Outcome:
    """An empty disk."""
    return _make(context, VolumeStatus.AVAILABLE)


def remove_file(context: StepContext[Doors]) -> Done:
    """The planned disk's file is gone."""
    if host_of(context):
        _remove(context, require_host(context), _planned(context))
    return Done()


def remove_system_volume(context: StepContext[Doors]) -> Done:
    """File and row are gone."""
    remove_file(context)
    return Done(changes=[Remove(type=ResourceType.VOLUME, key=_planned(context).uuid)])


def remove_data_volume(context: StepContext[Doors]) -> Outcome:
    """`remove_file` as a step of its own."""
    return remove_file(context)


def remove_volumes(context: StepContext[Doors]) -> Outcome:
    """The files that go with a deleted VM. The rows go when the operation ends."""
    host = host_of(context)
    if host is None:
        return Done()
    for record in context.input["removeFiles"]:
        volume = Volume.model_validate(record)
        _remove(context, volume.host_uuid or host, volume)
    return Done()


def _planned(context: StepContext[Doors]) -> Volume:
    planned = Volume.model_validate(context.input["volume"])
    return planned.model_copy(update={"host_uuid": host_of(context) or planned.host_uuid})


def _make(context: StepContext[Doors], then: VolumeStatus, **source: str) -> Outcome:
    volume = _planned(context)
    spec = order(
        context,
        VolumeSpec,
        uuid=volume.uuid,
        usage=volume.usage_type,
        suffix=suffix_in(volume),
        size_gib=volume.size or 1,
        record=disk_record(volume),
        **source,
    )
    report = agent_of(context).ensure_volume(spec)
    ready = ChangeStatus(type=ResourceType.VOLUME, key=volume.uuid, to=then)
    return waiting_for(report) or Done(output=dict(report.result), changes=[ready])


def _remove(context: StepContext[Doors], host: str, volume: Volume) -> None:
    body = order(context, VolumeRef, uuid=volume.uuid, usage=volume.usage_type, suffix=suffix_in(volume))
    context.doors.agents.of(host).ensure_volume_absent(body)
