"""Delete a VM: first what is on its host, then, in one transaction, its rows. Data volumes are kept and set free.

When the host cannot be reached a forced delete removes the rows alone and leaves an operation behind that clears the
host as soon as it answers again.
"""

from __future__ import annotations

from api_common.contract.changes import Change, Remove, SetFields
from api_common.contract.changes import ChangeStatus as Status
from api_common.contract.operation import OperationStart
from api_common.contract.states import ResourceType, VolumeStatus, VolumeUsage
from api_common.contract.volume import Volume
from iaas_core.flows.endings import nothing, settle_from_power
from iaas_core.steps import dhcp, domains, volumes
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Done, Flow, Outcome, Step, StepContext


def unbind_addresses(context: StepContext[Doors]) -> Outcome:
    """The undo of binding, as a step of its own."""
    return dhcp.unbind_addresses(context)


def leave_cleanup(context: StepContext[Doors]) -> Outcome:
    """Note what the host still holds, as an operation that waits for the host."""
    plan = context.input
    context.doors.db.start_operation(
        OperationStart(
            uuid=plan["cleanupUuid"],
            kind=VM_CLEANUP.kind,
            target_type=ResourceType.VM,
            target_uuid=context.operation.target_uuid,
            input=plan,
            steps=VM_CLEANUP.step_names(),
            user_name=context.operation.user_name,
        )
    )
    return Done()


def _rows_gone(context: StepContext[Doors], _: str | None) -> list[Change]:
    plan = context.input
    changes: list[Change] = [Remove(type=ResourceType.VOLUME, key=key) for key in plan["removeVolumes"]]
    for record in plan["freeVolumes"]:
        volume = Volume.model_validate(record)
        free = {"instanceUuid": "", "mountPoint": "", "bus": ""}
        changes.append(SetFields(type=ResourceType.VOLUME, key=volume.uuid, fields=free))
        if volume.usage_type is VolumeUsage.DATA and volume.status in (VolumeStatus.ATTACHED, VolumeStatus.USED):
            changes.append(Status(type=ResourceType.VOLUME, key=volume.uuid, to=VolumeStatus.AVAILABLE))
    changes += [Remove(type=ResourceType.IP_USED, key=str(key)) for key in plan["ipIds"]]
    changes += [Remove(type=ResourceType.DEVICE, key=str(key)) for key in plan["deviceIds"]]
    changes.append(Remove(type=ResourceType.VM, key=context.operation.target_uuid))
    return changes


_CLEAR_HOST: tuple[Step[Doors], ...] = (
    Step("remove_domain", domains.remove_domain),
    Step("unbind_addresses", unbind_addresses),
    Step("remove_volumes", volumes.remove_volumes),
)

VM_DELETE: Flow[Doors] = Flow("vm_delete", _CLEAR_HOST, on_done=_rows_gone, on_undone=settle_from_power)
VM_CLEANUP: Flow[Doors] = Flow("vm_cleanup", _CLEAR_HOST, on_done=nothing, on_undone=nothing, patient=True)
VM_FORGET: Flow[Doors] = Flow(
    "vm_forget", (Step("leave_cleanup", leave_cleanup),), on_done=_rows_gone, on_undone=settle_from_power
)
