"""Change a VM's vCPUs and memory. The row has the new size from the start: the host's limits count it."""

from __future__ import annotations

from api_common.contract.changes import Change, SetFields
from api_common.contract.states import ResourceType
from iaas_core.flows.endings import settle_from_power
from iaas_core.steps import domains, reservations
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Flow, Step, StepContext


def _size_back(context: StepContext[Doors], error: str | None) -> list[Change]:
    before = SetFields(type=ResourceType.VM, key=context.operation.target_uuid, fields=context.input["before"])
    return [before, *settle_from_power(context, error)]


def _resize(kind: str) -> Flow[Doors]:
    steps = (
        Step("reserve_growth", reservations.reserve_growth, reservations.leave_entry, optional=True),
        Step("resize_domain", domains.resize_domain),
    )
    return Flow(kind, steps, on_done=settle_from_power, on_undone=_size_back)


VM_UPDATE = _resize("vm_update")
VM_REDUCE = _resize("vm_reduce")
