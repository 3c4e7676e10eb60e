"""Make disk files on a host, and remove them."""

from __future__ import annotations

from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import VolumeRef, VolumeSpec
from api_common.contract.changes import ChangeStatus, Remove
from api_common.contract.states import ImageOsType, JobStatus, ResourceType, VolumeStatus, VolumeUsage
from api_common.contract.volume import Volume
from api_common.errors import IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.plan import host_of, require_host
from iaas_core.steps.specs import suffix_of
from iaas_core.workflow.flow import Done, Outcome, StepContext, Wait

JOB_LOOK_SECONDS = 10.0
"""How long to wait for a job's own report before asking: reports wake the operation, this is for lost ones."""


def clone_system_volume(context: StepContext[Doors]) -> Outcome:
    """The system disk from the image; slow the first time an image is used on a host."""
    host, plan = require_host(context), context.input
    volume = Volume.model_validate(plan["volume"])
    spec = VolumeSpec(
        operation_uuid=context.operation.uuid,
        fence=context.operation.fence,
        uuid=volume.uuid,
        usage=VolumeUsage.SYSTEM,
        suffix=suffix_of(ImageOsType(plan["image"]["osType"])),
        size_gib=volume.size or 1,
        image_file=plan["image"]["filename"],
        image_format=plan["image"]["format"],
        record=volume.model_dump(mode="json", by_alias=True, exclude={"description", "operation_uuid", "error"}),
    )
    report = context.doors.agents.of(host).ensure_volume(spec)
    if (wait := _waiting(report)) is not None:
        return wait
    ready = ChangeStatus(type=ResourceType.VOLUME, key=volume.uuid, to=VolumeStatus.ATTACHED)
    return Done(output=dict(report.result), changes=[ready])


def remove_system_volume(context: StepContext[Doors]) -> Done:
    """File and row are gone."""
    volume = Volume.model_validate(context.input["volume"])
    host = host_of(context)
    if host:
        _remove(context, host, volume, suffix_of(ImageOsType(context.input["image"]["osType"])))
    return Done(changes=[Remove(type=ResourceType.VOLUME, key=volume.uuid)])


def remove_volumes(context: StepContext[Doors]) -> Outcome:
    """The files that go with a deleted VM. The rows go when the operation ends."""
    host = host_of(context)
    if host is None:
        return Done()
    os_type = ImageOsType(context.input.get("osType") or ImageOsType.LINUX)
    for record in context.input["removeFiles"]:
        volume = Volume.model_validate(record)
        suffix = suffix_of(os_type) if volume.usage_type is VolumeUsage.SYSTEM else ".img"
        _remove(context, volume.host_uuid or host, volume, suffix)
    return Done()


def _remove(context: StepContext[Doors], host: str, volume: Volume, suffix: str) -> None:
    assert volume.usage_type is not None
    body = VolumeRef.model_validate(
        {
            "operationUuid": context.operation.uuid,
            "fence": context.operation.fence,
            "uuid": volume.uuid,
            "usage": volume.usage_type,
            "suffix": suffix,
        }
    )
    context.doors.agents.of(host).ensure_volume_absent(body)


def _waiting(report: JobReport) -> Wait | None:
    if report.status is JobStatus.FAILED:
        raise IaasError.from_wire(report.error, hop="job on the host")
    return Wait(JOB_LOOK_SECONDS, report.progress) if report.status is JobStatus.RUNNING else None
