"""Plug data volumes into VMs and take them out again."""

from __future__ import annotations

from api_common.contract.agent_spec import DomainAnswer, EnsureDisk, EnsureNoDisk
from api_common.contract.volume import Volume
from api_common.errors import IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.orders import agent_of, order, waiting_for
from iaas_core.steps.specs import disk_record, disk_spec
from iaas_core.steps.turns import disk_of
from iaas_core.workflow.flow import Done, Outcome, StepContext

FREE = {"instanceUuid": "", "mountPoint": "", "bus": ""}
"""A volume that belongs to no VM, in v1's words."""


def attach_disk(context: StepContext[Doors]) -> Outcome:
    """The VM has the disk: now if it runs, and at its next start."""
    volume = _volume(context)
    body = order(context, EnsureDisk, disk=disk_spec(volume), record=disk_record(volume))
    answer = agent_of(context).ensure_disk(_vm(context), body)
    return Done(observations=[answer.report])


def unplug_disk(context: StepContext[Doors]) -> Done:
    """The partner of `attach_disk`. It is tried again while the guest holds on to the disk that it has just seen."""
    answer = _without(context)
    if waiting_for(answer.job, answer.report) is not None:
        raise IaasError.from_wire(
            {"kind": "unavailable", "message": "the guest has not let go of the disk yet"}, hop="iaas-agent"
        )
    return Done(observations=[answer.report])


def plug_back(context: StepContext[Doors]) -> Done:
    """A disk that was not given up, or only half of it, is whole in the VM again: the undo of `detach_disk`."""
    volume = _volume(context)
    body = order(context, EnsureDisk, disk=disk_spec(volume), record=disk_record(volume))
    return Done(observations=[agent_of(context).ensure_disk(_vm(context), body).report])


def detach_disk(context: StepContext[Doors]) -> Outcome:
    """The VM does not have the disk. A running guest is asked and has to agree; the agent's job waits for it."""
    answer = _without(context)
    return waiting_for(answer.job, answer.report) or Done(observations=[answer.report])


def _without(context: StepContext[Doors]) -> DomainAnswer:
    volume = _volume(context)
    free = volume.model_copy(update={"instance_uuid": "", "mount_point": "", "bus": ""})
    body = order(context, EnsureNoDisk, disk=disk_spec(volume), record=disk_record(free))
    return agent_of(context).ensure_no_disk(_vm(context), body)


def _volume(context: StepContext[Doors]) -> Volume:
    return disk_of(context)


def _vm(context: StepContext[Doors]) -> str:
    uuid: str = context.input["vmUuid"]
    return uuid
