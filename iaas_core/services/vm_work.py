"""Work on a VM that exists: power, size, deletion. Each checks, writes one operation and waits for its end as v1 did.

Whether the VM's status allows it is decided in db_proxy, in the transaction that takes hold of the VM.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from api_common.contract.changes import Change, ChangeStatus, ResourceRef, SetFields
from api_common.contract.operation import ASKED, KEPT_ADDRESSES, CapacityRequest, Operation, Takeover
from api_common.contract.states import HostStatus, ResourceType, VmStatus, VolumeUsage
from api_common.contract.vm import Vm, VmView
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid, new_vnc_password
from api_common.lifecycle.vm import begins_from
from iaas_core.auth.callers import Caller
from iaas_core.auth.visible import Visible
from iaas_core.forms.replies import MessageReply
from iaas_core.forms.vm import DeleteVmForm, ModifyVmForm, OperateVmForm
from iaas_core.services.looks import look_again, parts, same
from iaas_core.services.operations import Operations
from iaas_core.services.request import Asker
from iaas_core.services.sizes import most_cpus, most_memory
from iaas_core.steps.domains import SAVED_ADVICE
from iaas_core.steps.doors import Doors

CANCEL_WAIT_SECONDS = 40.0
OVERTAKE_WAIT_SECONDS = 2.0
OVERTAKEN = frozenset(VmStatus) - {VmStatus.BUILDING, VmStatus.DELETING, VmStatus.STOPPED}
"""Where a forced stop or reboot ends other work on the VM. One that is half made or half gone has no power to cut."""


@dataclass(frozen=True)
class Verb:
    """A power verb: its flow and the status shown meanwhile."""

    kind: str
    meanwhile: VmStatus


START = Verb("vm_start", VmStatus.STARTING)
STOP = Verb("vm_stop", VmStatus.STOPPING)
REBOOT = Verb("vm_reboot", VmStatus.REBOOTING)
SUSPEND = Verb("vm_suspend", VmStatus.SUSPENDING)
RESUME = Verb("vm_resume", VmStatus.RESUMING)


class VmWork:
    """`POST /vm/start|stop|reboot|suspend|resume|update|reduce|delete`."""

    def __init__(self, doors: Doors, operations: Operations, visible: Visible) -> None:
        self._doors = doors
        self._operations = operations
        self._visible = visible

    @look_again
    def power(self, verb: Verb, form: OperateVmForm, asker: Asker) -> MessageReply:
        """Stop answers at once, as in v1: the guest takes its time. The others answer when it is so.

        With `force` a stop or a reboot waits for nothing else that is done with the VM: that is cancelled for it.
        """
        vm = self._visible.vm(form.vm_uuid, asker.caller).vm
        forced = form.force and verb in (STOP, REBOOT)
        if vm.status is VmStatus.SUSPENDED and verb in (STOP, REBOOT) and not forced:
            raise IaasError(ErrorKind.WRONG_STATE, f"the VM is SUSPENDED; {SAVED_ADVICE}")
        plan = {"hostUuid": self._host_of(vm), "vncPassword": new_vnc_password(), "force": form.force}
        overtaken = forced and self._overtaken(vm)
        patient = replace(asker, at_once=asker.at_once or verb is STOP)
        takeover = Takeover.NONE if verb is SUSPEND else Takeover.LEND
        begin = _begin(vm, verb.meanwhile, _allowed(verb, forced=forced, overtaken=overtaken))
        changes: list[Change] = [same(vm, "host_uuid"), begin]
        return self._finish(verb.kind, vm, patient, form, plan, changes, takeover=takeover)

    @look_again
    def update(self, form: ModifyVmForm, asker: Asker) -> MessageReply:
        """Raise vCPUs and memory, of a running guest too, as far as it has room; a stopped VM takes any size."""
        vm = self._visible.vm(form.vm_uuid, asker.caller).vm
        new = _new_size(vm, form)
        if vm.status is not VmStatus.STOPPED:
            for field, value in new.items():
                if value < (getattr(vm, field) or 0):
                    raise IaasError(
                        ErrorKind.WRONG_STATE, f"{field}: a running VM can only grow; stop it and use /vm/reduce"
                    )
        return self._resize("vm_update", vm, new, form, asker)

    @look_again
    def reduce(self, form: ModifyVmForm, asker: Asker) -> MessageReply:
        """Lower vCPUs and memory of a stopped VM."""
        vm = self._visible.vm(form.vm_uuid, asker.caller).vm
        new = _new_size(vm, form)
        if vm.status is not VmStatus.STOPPED:
            raise IaasError(ErrorKind.WRONG_STATE, f"the VM is {vm.status}; stop it before reducing it")
        for field, value in new.items():
            if value > (getattr(vm, field) or 0):
                raise IaasError(ErrorKind.WRONG_STATE, f"{field}: {value} is more than now; use /vm/update to grow")
        return self._resize("vm_reduce", vm, new, form, asker)

    @look_again
    def delete(self, form: DeleteVmForm, asker: Asker) -> MessageReply:
        """Domain, system disk and addresses go; data volumes stay unless asked for. `force` also ends what runs."""
        force = form.delete_type == "force"
        view = self._visible.vm(form.vm_uuid, asker.caller)
        if view.vm.status is VmStatus.ACTIVE and not force:
            raise IaasError(
                ErrorKind.WRONG_STATE, "the VM is ACTIVE; stop it first, or delete it with deleteType force"
            )
        if force:
            self._operations.dismiss_line(view.vm.uuid)
        if force and view.vm.operation_uuid:
            form = self._as_begun(view.vm.operation_uuid, form)
            view = self._cancelled(view)
        plan = self._delete_plan(view, form, asker.caller)
        reachable = self._reachable(view.vm)
        if view.vm.host_uuid and not reachable and not force:
            raise IaasError(
                ErrorKind.UNAVAILABLE, "the VM's host does not answer; try again later, or use deleteType force"
            )
        kind = "vm_delete" if reachable or not view.vm.host_uuid else "vm_forget"
        volumes = [ResourceRef(type=ResourceType.VOLUME, key=volume.uuid) for volume in view.volumes]
        seen = same(view.vm, "host_uuid") if force else same(view.vm, "host_uuid", "status")
        change = ChangeStatus(type=ResourceType.VM, key=view.vm.uuid, to=VmStatus.DELETING)
        changes: list[Change] = [seen, parts(view), change]
        takeover = Takeover.END if force else Takeover.NONE
        return self._finish(kind, view.vm, asker, form, plan, changes, more_holds=volumes, takeover=takeover)

    # --- helpers ---

    def _finish(
        self,
        kind: str,
        vm: Vm,
        asker: Asker,
        form: BaseModel,
        plan: dict[str, Any],
        changes: list[Change],
        more_holds: list[ResourceRef] | None = None,
        **options: Any,
    ) -> MessageReply:
        holds = [ResourceRef(type=ResourceType.VM, key=vm.uuid), *(more_holds or [])]
        operation: Operation = self._operations.finish(
            kind, vm.uuid, asker, form, plan=plan, holds=holds, changes=changes, **options
        )
        return MessageReply(operation_uuid=operation.uuid)

    def _resize(self, kind: str, vm: Vm, new: dict[str, int], form: ModifyVmForm, asker: Asker) -> MessageReply:
        if not new:
            return MessageReply()
        host = self._host_of(vm)
        has = {"cpus": vm.cpus or 0, "memory": vm.memory or 0}
        meanwhile = {field: max(has[field], value) for field, value in new.items()}
        counted = {"cpus": vm.counted_cpus, "memory": vm.counted_memory}
        plan = {
            "hostUuid": host,
            **new,
            "after": {**new, **self._room(vm, {**has, **new})},
            "before": {field: getattr(vm, field) for field in new},
            "size": {field: max(counted[field], meanwhile.get(field, 0)) for field in counted},
        }
        grows = any(value > has[field] for field, value in new.items())
        changes: list[Change] = [
            same(vm, "host_uuid", "status", "cpus", "memory", "max_cpus", "max_memory"),
            _begin(vm, VmStatus.RESIZING),
            SetFields(type=ResourceType.VM, key=vm.uuid, fields=meanwhile),
        ]
        capacity = CapacityRequest(vm_uuid=vm.uuid, host_uuid=host) if grows else None
        steps = ["reserve_growth"] if grows and self._is_accounted(host) else []
        return self._finish(kind, vm, asker, form, plan, changes, capacity=capacity, steps=steps)

    def _room(self, vm: Vm, size: dict[str, int]) -> dict[str, int]:
        """How far it can grow once it runs with this size: new where it is off, and a limit where it runs."""
        if vm.status is VmStatus.STOPPED:
            return {"maxCpus": most_cpus(self._doors.db, size["cpus"]), "maxMemory": most_memory(size["memory"])}
        for field, most in (("cpus", vm.max_cpus), ("memory", vm.max_memory)):
            if most and size[field] > most:
                message = f"{field}: while it runs this VM can grow to {most}; stop it to give it {size[field]}"
                raise IaasError(ErrorKind.WRONG_STATE, message)
        return {}

    def _is_accounted(self, host_uuid: str) -> bool:
        """Whether a cluster keeps account of what VMs on this host take."""
        node = next((load.host.node for load in self._doors.db.hosts() if load.host.uuid == host_uuid), None)
        return node is not None and node.accounted

    def _host_of(self, vm: Vm) -> str:
        if not vm.host_uuid:
            raise IaasError(ErrorKind.WRONG_STATE, "this VM was never placed on a host; it can only be deleted")
        return vm.host_uuid

    def _as_begun(self, holder_uuid: str, form: DeleteVmForm) -> DeleteVmForm:
        """Volumes that a deletion in hand takes along may be gone already: whoever takes over from it goes on so."""
        holder = self._doors.db.operation(holder_uuid)
        begun = holder.input.get(ASKED, {}) if holder.kind == "vm_delete" else {}
        return form.model_copy(update={"delete_volumes": form.delete_volumes or bool(begun.get("deleteVolumes"))})

    def _cancelled(self, view: VmView) -> VmView:
        """The VM after whatever works on it was told to stop and undo (D09)."""
        assert view.vm.operation_uuid is not None
        self._cancelled_within(view.vm.operation_uuid, CANCEL_WAIT_SECONDS)
        return self._doors.db.vm(view.vm.uuid)

    def _cancelled_within(self, operation_uuid: str, seconds: float) -> None:
        try:
            self._operations.undo(operation_uuid)
        except IaasError as error:
            if error.kind not in (ErrorKind.WRONG_STATE, ErrorKind.NOT_FOUND):
                raise
        self._operations.wait_end(operation_uuid, seconds)

    def _overtaken(self, vm: Vm) -> bool:
        """Whatever works on a VM that may have power is told to stop and undo; what hangs is not waited for."""
        if vm.operation_uuid is None or vm.status not in OVERTAKEN:
            return False
        self._cancelled_within(vm.operation_uuid, OVERTAKE_WAIT_SECONDS)
        return True

    def _delete_plan(self, view: VmView, form: DeleteVmForm, caller: Caller) -> dict[str, Any]:
        """A data volume that somebody else of the group lent to this VM is never deleted with it."""
        own = [v.uuid for v in view.volumes if form.delete_volumes and caller.sees(v.user_id, v.group_id)]
        goes = [v for v in view.volumes if v.uuid in own or v.usage_type is not VolumeUsage.DATA]
        files = (VolumeUsage.SYSTEM, VolumeUsage.DATA)
        return {
            "hostUuid": view.vm.host_uuid,
            "removeFiles": [volume.to_wire() for volume in goes if volume.usage_type in files],
            "removeVolumes": [volume.uuid for volume in goes],
            "freeVolumes": [volume.to_wire() for volume in view.volumes if volume not in goes],
            "ipIds": [ip.id for ip in view.ips],
            KEPT_ADDRESSES: [ip.ip for ip in view.ips],
            "deviceIds": [device.id for device in view.devices],
            "cleanupUuid": new_uuid(),
        }

    def _reachable(self, vm: Vm) -> bool:
        """Whether the VM's host is known and was heard of lately."""
        for load in self._doors.db.hosts():
            if load.host.uuid == vm.host_uuid:
                return load.host.status is not HostStatus.OFFLINE
        return False


def _begin(vm: Vm, meanwhile: VmStatus, allowed: list[VmStatus] | None = None) -> ChangeStatus:
    expected = [status.value for status in (begins_from(meanwhile) if allowed is None else allowed)]
    return ChangeStatus(type=ResourceType.VM, key=vm.uuid, to=meanwhile, expected=expected)


def _allowed(verb: Verb, *, forced: bool, overtaken: bool) -> list[VmStatus]:
    """Saved memory is dropped by force alone. A VM that is off is not stopped, unless a start had to give way."""
    without = set() if forced or verb not in (STOP, REBOOT) else {VmStatus.SUSPENDED}
    if verb is STOP and not overtaken:
        without.add(VmStatus.STOPPED)
    return [status for status in begins_from(verb.meanwhile) if status not in without]


def _new_size(vm: Vm, form: ModifyVmForm) -> dict[str, int]:
    """The values that change; null, 0 and the present value do not."""
    asked = {"cpus": form.cpus, "memory": form.memory}
    return {field: value for field, value in asked.items() if value and value != getattr(vm, field)}
