"""Change a VM's vCPUs and memory. Until it is over the row has the larger of both sizes: quotas and limits count it.

Done, the row has the new size. Undone, it has what the domain has, which is the size before unless a running guest has
got more already; nothing that was given up is taken again without having been counted all the time.
"""

from __future__ import annotations

from api_common.contract.changes import Change, SetFields
from api_common.contract.states import ResourceType
from iaas_core.flows.endings import settle_from_power
from iaas_core.steps import reservations, sizes
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Flow, Step, StepContext


def _resized(context: StepContext[Doors], error: str | None) -> list[Change]:
    fields = context.input.get("after", {})  # an operation of an earlier release wrote them at its start
    after = SetFields(type=ResourceType.VM, key=context.operation.target_uuid, fields=fields)
    return [after, *settle_from_power(context, error)]


def _resize(kind: str) -> Flow[Doors]:
    steps = (
        Step("reserve_growth", reservations.reserve_growth, sizes.settle_size, optional=True),
        Step("resize_domain", sizes.resize_domain, sizes.settle_size),
    )
    return Flow(kind, steps, on_done=_resized, on_undone=settle_from_power)


VM_UPDATE = _resize("vm_update")
VM_REDUCE = _resize("vm_reduce")
