"""Delete a VM: first what is on its host, then, in one transaction, its rows. Data volumes are kept and set free.

Once its domain is to go there is no way back: the rest is tried until it is done. When the host cannot be reached a
forced delete removes the rows alone and leaves an operation behind that clears the host as soon as it answers again.
Until then the guest may run on and write: that operation keeps its addresses and its data volumes back.
"""

from __future__ import annotations

from api_common.contract.changes import Change, Remove, ResourceRef, SetFields
from api_common.contract.changes import ChangeStatus as Status
from api_common.contract.operation import OperationStart
from api_common.contract.states import ResourceType, VolumeStatus, VolumeUsage
from api_common.contract.volume import Volume
from iaas_core.flows.endings import nothing, settle_from_power
from iaas_core.steps import dhcp, domains, looks, volumes
from iaas_core.steps.disks import FREE
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Done, Flow, Outcome, Step, StepContext

KEPT_BACK = (
    "it was attached to a VM that was deleted while its host did not answer; the VM may still write to it. "
    "It comes free when the host is back and cleared, or when the host is removed"
)


def unbind_addresses(context: StepContext[Doors]) -> Outcome:
    """The undo of binding, as a step of its own."""
    return dhcp.unbind_addresses(context)


def _cleanup(context: StepContext[Doors]) -> OperationStart:
    """What the host still holds, as an operation that waits for the host, with the volumes that it may still use."""
    plan, kept = context.input, _in_use(context)
    changes: list[Change] = []
    for volume in kept:
        changes.append(SetFields(type=ResourceType.VOLUME, key=volume.uuid, fields=FREE))
        changes.append(Status(type=ResourceType.VOLUME, key=volume.uuid, to=VolumeStatus.USED, error=KEPT_BACK))
    return OperationStart(
        uuid=plan["cleanupUuid"],
        kind=VM_CLEANUP.kind,
        version=VM_CLEANUP.version,
        target_type=ResourceType.VM,
        target_uuid=context.operation.target_uuid,
        input=plan,
        steps=VM_CLEANUP.step_names(),
        no_return=VM_CLEANUP.no_return(),
        holds=[ResourceRef(type=ResourceType.VOLUME, key=volume.uuid) for volume in kept],
        changes=changes,
        user_name=context.operation.user_name,
    )


def leave_cleanup(context: StepContext[Doors]) -> Outcome:
    """Of the release before, which set the volumes free at once."""
    context.doors.db.start_operation(_cleanup(context).model_copy(update={"holds": [], "changes": []}))
    return Done()


def _in_use(context: StepContext[Doors]) -> list[Volume]:
    """The data volumes that the VM had and that stay."""
    volumes_left = [Volume.model_validate(record) for record in context.input["freeVolumes"]]
    attached = (VolumeStatus.ATTACHED, VolumeStatus.USED)
    return [one for one in volumes_left if one.usage_type is VolumeUsage.DATA and one.status in attached]


def _vm_gone(context: StepContext[Doors], _: str | None = None) -> list[Change]:
    """The VM's own rows; what it shared stays as it is."""
    plan = context.input
    changes: list[Change] = [Remove(type=ResourceType.VOLUME, key=key) for key in plan["removeVolumes"]]
    changes += [Remove(type=ResourceType.IP_USED, key=str(key)) for key in plan["ipIds"]]
    changes += [Remove(type=ResourceType.DEVICE, key=str(key)) for key in plan["deviceIds"]]
    changes.append(Remove(type=ResourceType.VM, key=context.operation.target_uuid))
    return changes


def _volumes_free(context: StepContext[Doors], _: str | None = None) -> list[Change]:
    free = [Status(type=ResourceType.VOLUME, key=one.uuid, to=VolumeStatus.AVAILABLE) for one in _in_use(context)]
    return [*free]


def _rows_gone(context: StepContext[Doors], _: str | None) -> list[Change]:
    keys = [record["uuid"] for record in context.input["freeVolumes"]]
    fields = [SetFields(type=ResourceType.VOLUME, key=key, fields=FREE) for key in keys]
    return [*fields, *_volumes_free(context), *_vm_gone(context)]


_REMOVE_DOMAIN: Step[Doors] = Step("remove_domain", domains.remove_domain, looks.look_at_domain, final=True)
_CLEAR_HOST: tuple[Step[Doors], ...] = (
    _REMOVE_DOMAIN,
    Step("unbind_addresses", unbind_addresses),
    Step("remove_volumes", volumes.remove_volumes),
)

VM_DELETE_1: Flow[Doors] = Flow("vm_delete", _CLEAR_HOST, on_done=_rows_gone, on_undone=settle_from_power)
VM_DELETE: Flow[Doors] = Flow(
    "vm_delete",
    (Step("reach_host", looks.reach_host), *_CLEAR_HOST),
    on_done=_rows_gone,
    on_undone=settle_from_power,
    version=2,
)
VM_CLEANUP_1: Flow[Doors] = Flow("vm_cleanup", _CLEAR_HOST, on_done=nothing, on_undone=nothing, patient=True)
VM_CLEANUP: Flow[Doors] = Flow(
    "vm_cleanup", _CLEAR_HOST, on_done=_volumes_free, on_undone=_volumes_free, version=2, patient=True
)
VM_FORGET_1: Flow[Doors] = Flow(
    "vm_forget",
    (Step("leave_cleanup", leave_cleanup, final=True),),
    on_done=_rows_gone,
    on_undone=settle_from_power,
)
VM_FORGET: Flow[Doors] = Flow("vm_forget", (), on_done=_vm_gone, on_undone=settle_from_power, version=2, heir=_cleanup)
