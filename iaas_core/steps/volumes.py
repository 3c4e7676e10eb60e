"""Make disk files on a host, and remove them."""

from __future__ import annotations

from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import VolumeRef, VolumeSpec
from api_common.contract.changes import ChangeStatus, Remove
from api_common.contract.states import JobStatus, ResourceType, VolumeStatus
from api_common.contract.volume import Volume
from api_common.errors import IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.plan import host_of, require_host
from iaas_core.steps.specs import disk_record, suffix_in
from iaas_core.workflow.flow import Done, Outcome, StepContext, Wait

JOB_LOOK_SECONDS = 10.0
"""How long to wait for a job's own report before asking: reports wake the operation, this is for lost ones."""


def clone_system_volume(context: StepContext[Doors]) -> Outcome:
    """The system disk from the image; slow the first time an image is used on a host."""
    image = context.input["image"]
    return _make(context, VolumeStatus.ATTACHED, imageFile=image["filename"], imageFormat=image["format"])


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


def waiting_for(report: JobReport) -> Wait | None:
    """What a job on a host means for the step that wants it: wait, go on (null), or fail."""
    if report.status is JobStatus.FAILED:
        raise IaasError.from_wire(report.error, hop="job on the host")
    return Wait(JOB_LOOK_SECONDS, report.progress) if report.status is JobStatus.RUNNING else None


def _planned(context: StepContext[Doors]) -> Volume:
    return Volume.model_validate(context.input["volume"])


def _make(context: StepContext[Doors], then: VolumeStatus, **source: str) -> Outcome:
    volume = _planned(context)
    spec = VolumeSpec.model_validate(
        {
            "operationUuid": context.operation.uuid,
            "fence": context.operation.fence,
            "uuid": volume.uuid,
            "usage": volume.usage_type,
            "suffix": suffix_in(volume),
            "sizeGib": volume.size or 1,
            "record": disk_record(volume),
            **source,
        }
    )
    report = context.doors.agents.of(require_host(context)).ensure_volume(spec)
    if (wait := waiting_for(report)) is not None:
        return wait
    return Done(output=dict(report.result), changes=[ChangeStatus(type=ResourceType.VOLUME, key=volume.uuid, to=then)])


def _remove(context: StepContext[Doors], host: str, volume: Volume) -> None:
    body = VolumeRef.model_validate(
        {
            "operationUuid": context.operation.uuid,
            "fence": context.operation.fence,
            "uuid": volume.uuid,
            "usage": volume.usage_type,
            "suffix": suffix_in(volume),
        }
    )
    context.doors.agents.of(host).ensure_volume_absent(body)
