"""Plug data volumes into VMs and take them out again."""

from __future__ import annotations

from api_common.contract.agent_spec import DomainAnswer, EnsureDisk, EnsureNoDisk
from api_common.contract.states import JobStatus
from api_common.contract.volume import Volume
from api_common.errors import IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.plan import require_host
from iaas_core.steps.specs import disk_record, disk_spec
from iaas_core.workflow.flow import Done, Outcome, StepContext, Wait

JOB_LOOK_SECONDS = 10.0
FREE = {"instanceUuid": "", "mountPoint": "", "bus": ""}
"""A volume that belongs to no VM, in v1's words."""


def attach_disk(context: StepContext[Doors]) -> Outcome:
    """The VM has the disk: now if it runs, and at its next start."""
    volume = _volume(context)
    body = EnsureDisk(
        operation_uuid=context.operation.uuid,
        fence=context.operation.fence,
        disk=disk_spec(volume),
        record=disk_record(volume),
    )
    answer = context.doors.agents.of(require_host(context)).ensure_disk(_vm(context), body)
    return Done(observations=[answer.report])


def unplug_disk(context: StepContext[Doors]) -> Done:
    """The partner of `attach_disk`. It is tried again while the guest holds on to the disk that it has just seen."""
    answer = _without(context)
    if answer.job is not None and answer.job.status is JobStatus.RUNNING:
        raise IaasError.from_wire(
            {"kind": "unavailable", "message": "the guest has not let go of the disk yet"}, hop="iaas-agent"
        )
    return Done(observations=[answer.report])


def detach_disk(context: StepContext[Doors]) -> Outcome:
    """The VM does not have the disk. A running guest is asked and has to agree; the agent's job waits for it."""
    answer = _without(context)
    if answer.job is not None and answer.job.status is JobStatus.RUNNING:
        return Wait(JOB_LOOK_SECONDS, answer.job.progress)
    return Done(observations=[answer.report])


def _without(context: StepContext[Doors]) -> DomainAnswer:
    volume = _volume(context)
    free = volume.model_copy(update={"instance_uuid": "", "mount_point": "", "bus": ""})
    body = EnsureNoDisk(
        operation_uuid=context.operation.uuid,
        fence=context.operation.fence,
        disk=disk_spec(volume),
        record=disk_record(free),
    )
    answer = context.doors.agents.of(require_host(context)).ensure_no_disk(_vm(context), body)
    if answer.job is not None and answer.job.status is JobStatus.FAILED:
        raise IaasError.from_wire(answer.job.error, hop="job on the host")
    return answer


def _volume(context: StepContext[Doors]) -> Volume:
    return Volume.model_validate(context.input["volume"])


def _vm(context: StepContext[Doors]) -> str:
    uuid: str = context.input["vmUuid"]
    return uuid
