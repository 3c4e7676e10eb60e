"""Looks at a host: before something that cannot be taken back is asked of it, and after it refused.

The first keeps what is only wished for cancellable while the host is away; the second lets rows say what is so.
"""

from __future__ import annotations

from api_common.contract.volume import Volume
from api_common.errors import IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.orders import agent_of
from iaas_core.steps.plan import host_of
from iaas_core.steps.specs import suffix_in
from iaas_core.workflow.flow import Done, Outcome, StepContext


def reach_host(context: StepContext[Doors]) -> Outcome:
    """The host of the VM answers, and has told how the VM is. A VM without a host needs none."""
    return look_at_domain(context)


def look_at_domain(context: StepContext[Doors]) -> Done:
    """What the VM's host shows."""
    if host_of(context) is None:
        return Done()
    answer = agent_of(context).domain(context.operation.target_uuid)
    return Done(observations=[answer.report])


def glance_at_domain(context: StepContext[Doors]) -> Done:
    """The same where the host can be asked now; if not, its next inventory will tell."""
    try:
        return look_at_domain(context)
    except IaasError as error:
        if not error.retryable:
            raise
        return Done()


def reach_volume(context: StepContext[Doors]) -> Outcome:
    """The host that removes the volume's file answers."""
    return look_at_volume(context)


def look_at_volume(context: StepContext[Doors]) -> Done:
    """Whether the volume's file is there."""
    volume = Volume.model_validate(context.input["volume"])
    seen = agent_of(context).volume(volume.uuid, volume.usage_type, suffix_in(volume))
    return Done(output={"present": seen.present})
