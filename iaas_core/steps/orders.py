"""How steps speak with the agent of their host: orders in the name of the operation, and waiting for slow work."""

from __future__ import annotations

from typing import Any, TypeVar

from api_common.clients.agent import AgentClient
from api_common.contract.agent_report import JobReport, PowerReport
from api_common.contract.agent_spec import OBSERVATIONS, Fenced
from api_common.contract.states import JobStatus
from api_common.errors import IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.plan import require_host
from iaas_core.workflow.flow import StepContext, Wait

B = TypeVar("B", bound=Fenced)
JOB_LOOK_SECONDS = 10.0
"""How long to wait for a job's own report before asking: reports wake the operation, this is for lost ones."""


def agent_of(context: StepContext[Doors]) -> AgentClient:
    """The agent of the operation's host."""
    return context.doors.agents.of(require_host(context))


def order(context: StepContext[Doors], kind: type[B], **fields: Any) -> B:
    """An order with the operation's mark: an agent refuses one that is older than the last it saw."""
    return kind.model_validate({"operation_uuid": context.operation.uuid, "fence": context.operation.fence, **fields})


def waiting_for(job: JobReport | None, seen: PowerReport | None = None) -> Wait | None:
    """What a job on a host means for the step that wants it: wait, go on (null), or fail, with what was `seen` then."""
    if job is None or job.status is JobStatus.DONE:
        return None
    if job.status is JobStatus.FAILED:
        error = IaasError.from_wire(job.error, hop="job on the host")
        if seen is not None:
            error.detail[OBSERVATIONS] = [seen.to_wire()]
        raise error
    return Wait(JOB_LOOK_SECONDS, job.progress)
