"""Create, delete, attach, detach and edit data volumes."""

from __future__ import annotations

from typing import Any

from api_common.contract.changes import Change, ChangeStatus, Create, ResourceRef, SetFields
from api_common.contract.operation import MAY_WAIT, CapacityRequest, Operation
from api_common.contract.placement import PlacementRequest
from api_common.contract.states import HostStatus, ResourceType, VmStatus, VolumeFormat, VolumeStatus, VolumeUsage
from api_common.contract.vm import Vm
from api_common.contract.volume import Volume
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from api_common.volume_paths import provider_location
from iaas_core.auth.callers import Caller
from iaas_core.auth.visible import Visible
from iaas_core.forms.replies import MessageReply, VolumeReply
from iaas_core.forms.volume import AttachVolumeForm, CreateVolumeForm, DeleteVolumeForm, EditVolumeForm
from iaas_core.services.looks import look_again, parts, same
from iaas_core.services.operations import Operations
from iaas_core.services.present import volume_reply
from iaas_core.services.request import Asker
from iaas_core.services.room import on_first_with_room
from iaas_core.services.vm_query import ATTACHABLE
from iaas_core.steps.disks import FREE
from iaas_core.steps.doors import Doors
from iaas_core.steps.turns import WAIT_TURN, free_place, stays

DEFAULT_SIZE_GIB = 20
_S = VolumeStatus
FINISHED = frozenset({_S.AVAILABLE, _S.ERROR, _S.ERROR_PREPARE, _S.ERROR_DELETING})
UNFINISHED = frozenset({_S.CREATING, _S.USED, _S.DELETING})
"""Statuses that end by themselves, unless nobody works on the volume: v1's crashes left such rows (D03)."""


class VolumeWork:
    """`POST /volume/...`."""

    def __init__(self, doors: Doors, operations: Operations, visible: Visible) -> None:
        self._doors = doors
        self._operations = operations
        self._visible = visible

    def create(self, form: CreateVolumeForm, asker: Asker) -> VolumeReply:
        """Answers when the disk is there, with the row as it was written first (CREATING), as v1 did."""
        size = form.disk_size or DEFAULT_SIZE_GIB
        request = PlacementRequest(cpus=0, memory=0, storage=size, host_uuid=form.host_uuid)
        hosts = self._doors.resources.place(request).host_uuids
        operation = on_first_with_room(hosts, lambda host: self._made_on(host, form, asker))
        written = self._visible.volume(operation.target_uuid, asker.caller)
        told = written.model_copy(update={"status": _S.CREATING, "operation_uuid": operation.uuid})
        return volume_reply(told)

    def _made_on(self, host: str, form: CreateVolumeForm, asker: Asker) -> Operation:
        volume = _new(form, host, asker)
        return self._operations.finish(
            "volume_create",
            volume.uuid,
            asker,
            form,
            target_type=ResourceType.VOLUME,
            plan={"hostUuid": host, "volume": volume.to_wire()},
            holds=[_ref(volume)],
            changes=[Create(type=ResourceType.VOLUME, record=volume.to_wire())],
            capacity=CapacityRequest(volume_uuid=volume.uuid, host_uuid=host),
        )

    @look_again
    def delete(self, form: DeleteVolumeForm, asker: Asker) -> MessageReply:
        """File and row go. One that a VM has is refused, and so is one that is being worked on (D34)."""
        volume = self._data_volume(form.volume_uuid, asker)
        if volume.status is _S.ATTACHED:
            raise IaasError(ErrorKind.WRONG_STATE, "the volume is attached to a VM; detach it first")
        left_behind = volume.status in UNFINISHED and volume.operation_uuid is None
        if volume.status not in FINISHED and volume.status is not None and not left_behind:
            raise IaasError(ErrorKind.WRONG_STATE, f"the volume is {volume.status}; wait until that is over")
        plan = {
            "hostUuid": volume.host_uuid or self._any_host(),
            "volume": volume.to_wire(),
            "before": volume.status or _S.ERROR,
        }
        return self._finish("volume_delete", volume, None, asker, form, plan, [same(volume), _is(volume, _S.DELETING)])

    @look_again
    def attach(self, form: AttachVolumeForm, asker: Asker) -> MessageReply:
        """Answers when the VM has the disk: at once if it runs, else at its next start."""
        volume = self._data_volume(form.volume_uuid, asker)
        if volume.status is not _S.AVAILABLE:
            raise IaasError(ErrorKind.WRONG_STATE, f"the volume is {volume.status}; only an AVAILABLE one is attached")
        view = self._visible.vm(form.vm_uuid, asker.caller)
        if view.vm.group_id != volume.group_id:
            raise IaasError(
                ErrorKind.WRONG_STATE, "the VM and the volume belong to different groups; give one away first"
            )
        if view.vm.status not in (*ATTACHABLE, VmStatus.PAUSED):
            raise IaasError(ErrorKind.WRONG_STATE, f"the VM is {view.vm.status}; a volume cannot be attached now")
        place = {"instanceUuid": view.vm.uuid, "mountPoint": free_place(view), "bus": "virtio"}
        planned = Volume.model_validate({**volume.to_wire(), **place, "status": _S.ATTACHED})
        plan = {"hostUuid": _host_of(view.vm), "vmUuid": view.vm.uuid, "volume": planned.to_wire()}
        changes: list[Change] = [
            same(volume, "status"),
            same(view.vm, "host_uuid", "status"),
            parts(view),
            _is(volume, _S.USED),
            SetFields(type=ResourceType.VOLUME, key=volume.uuid, fields=place, revision=volume.revision),
            stays(view.vm),
        ]
        waiting: list[Change] = [same(volume, "status"), same(view.vm), _is(volume, _S.USED)]
        return self._finish_in_turn("volume_attach", volume, view.vm, asker, form, plan, changes, waiting)

    @look_again
    def detach(self, form: AttachVolumeForm, asker: Asker) -> MessageReply:
        """Answers when the VM does not have the disk any more; a running guest has to let go of it first."""
        volume = self._data_volume(form.volume_uuid, asker)
        if volume.status is not _S.ATTACHED:
            raise IaasError(ErrorKind.WRONG_STATE, f"the volume is {volume.status}, not ATTACHED")
        if volume.instance_uuid != form.vm_uuid:
            raise IaasError(ErrorKind.WRONG_STATE, "vmUuid: the volume is attached to another VM")
        vm = self._vm_of(volume)
        if vm is None:
            return MessageReply()
        if vm.status is VmStatus.SUSPENDED:
            raise IaasError(ErrorKind.WRONG_STATE, "the VM's saved memory knows the disk; resume the VM first")
        plan = {"hostUuid": _host_of(vm), "vmUuid": vm.uuid, "volume": volume.to_wire()}
        changes: list[Change] = [
            same(volume, "status", "instance_uuid", "mount_point"),
            same(vm, "host_uuid", "status"),
            _is(volume, _S.ATTACHED),
            stays(vm),
        ]
        waiting: list[Change] = [same(volume, "status", "instance_uuid", "mount_point"), same(vm)]
        return self._finish_in_turn("volume_detach", volume, vm, asker, form, plan, changes, waiting)

    @look_again
    def edit(self, form: EditVolumeForm, caller: Caller) -> VolumeReply:
        """Change name and description of any volume."""
        volume = self._visible.volume(form.volume_uuid, caller)
        fields: dict[str, Any] = {"name": form.name} if form.name else {}
        if form.description is not None:
            fields["description"] = form.description
        if fields:
            change = SetFields(type=ResourceType.VOLUME, key=form.volume_uuid, fields=fields)
            self._doors.db.apply([same(volume), change])
        return volume_reply(self._doors.db.volume(form.volume_uuid))

    # --- helpers ---

    def _vm_of(self, volume: Volume) -> Vm | None:
        """The VM that has it. If v1 deleted that VM and left the volume behind, nobody has it: it is set free (D07)."""
        try:
            return self._doors.db.vm(volume.instance_uuid or "").vm
        except IaasError as error:
            if error.kind is not ErrorKind.NOT_FOUND:
                raise
        free = SetFields(type=ResourceType.VOLUME, key=volume.uuid, fields=FREE, revision=volume.revision)
        self._doors.db.apply([free, _is(volume, _S.AVAILABLE)])
        return None

    def _any_host(self) -> str:
        """One of those that share the folder, for a volume whose own host was removed."""
        for load in self._doors.db.hosts():
            if load.host.status is HostStatus.READY:
                return load.host.uuid
        raise IaasError(ErrorKind.UNAVAILABLE, "no host is READY, and one has to remove the file; try again later")

    def _data_volume(self, uuid: str, asker: Asker) -> Volume:
        volume = self._visible.volume(uuid, asker.caller)
        if volume.usage_type not in (VolumeUsage.DATA, None):
            raise IaasError(ErrorKind.WRONG_STATE, f"this is a {volume.usage_type} volume; it belongs to its VM")
        return volume

    def _finish_in_turn(
        self,
        kind: str,
        volume: Volume,
        vm: Vm,
        asker: Asker,
        form: Any,
        plan: dict[str, Any],
        changes: list[Change],
        waiting: list[Change],
    ) -> MessageReply:
        """At once, or after others that want the VM for as brief a work: many disks at a time are no conflict."""
        try:
            return self._finish(kind, volume, vm, asker, form, plan, changes)
        except IaasError as error:
            if not error.detail.get(MAY_WAIT):
                raise
        operation = self._operations.finish(
            kind,
            vm.uuid,
            asker,
            form,
            plan={**plan, "volume": volume.to_wire()},
            holds=[_ref(volume)],
            changes=waiting,
            steps=[WAIT_TURN],
            waits_for=vm.uuid,
        )
        return MessageReply(operation_uuid=operation.uuid)

    def _finish(
        self,
        kind: str,
        volume: Volume,
        vm: Vm | None,
        asker: Asker,
        form: Any,
        plan: dict[str, Any],
        changes: list[Change],
    ) -> MessageReply:
        target = ResourceRef(type=ResourceType.VM, key=vm.uuid) if vm else _ref(volume)
        holds = [_ref(volume)] if vm is None else [target, _ref(volume)]
        operation: Operation = self._operations.finish(
            kind,
            target.key,
            asker,
            form,
            target_type=target.type,
            plan=plan,
            holds=holds,
            changes=changes,
        )
        return MessageReply(operation_uuid=operation.uuid)


def _new(form: CreateVolumeForm, host_uuid: str, asker: Asker) -> Volume:
    uuid = new_uuid()
    return Volume(
        uuid=uuid,
        name=form.name,
        description=form.description,
        host_uuid=host_uuid,
        size=form.disk_size or DEFAULT_SIZE_GIB,
        provider_location=provider_location(VolumeUsage.DATA, uuid, ".img"),
        format_type=VolumeFormat.QCOW2,
        usage_type=VolumeUsage.DATA,
        status=_S.CREATING,
        **asker.caller.as_owner(),
    )


def _host_of(vm: Vm) -> str:
    if not vm.host_uuid:
        raise IaasError(ErrorKind.WRONG_STATE, "this VM was never placed on a host")
    return vm.host_uuid


def _ref(volume: Volume) -> ResourceRef:
    return ResourceRef(type=ResourceType.VOLUME, key=volume.uuid)


def _is(volume: Volume, to: VolumeStatus) -> ChangeStatus:
    """From the status that was looked at: whoever was quicker wins."""
    expected = [volume.status.value] if volume.status else None
    return ChangeStatus(type=ResourceType.VOLUME, key=volume.uuid, to=to, expected=expected)
