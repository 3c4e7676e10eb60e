"""USB devices: what a host has, merged with what VMs hold of it, and passing them through."""

from __future__ import annotations

from collections.abc import Sequence

from api_common.contract.changes import Change, ChangeStatus, Create, Expect, ResourceRef
from api_common.contract.device import Device
from api_common.contract.states import DeviceStatus, DeviceType, ResourceType
from api_common.contract.vm import Vm
from api_common.errors import ErrorKind, IaasError, not_found
from iaas_core.auth.callers import Caller
from iaas_core.auth.visible import Visible
from iaas_core.forms.device import DeviceForm
from iaas_core.forms.replies import DeviceReply, MessageReply
from iaas_core.services.looks import look_again, same
from iaas_core.services.operations import Operations
from iaas_core.services.present import device_reply
from iaas_core.services.request import Asker
from iaas_core.steps.devices import identity
from iaas_core.steps.doors import Doors


class Devices:
    """`/device/...`."""

    def __init__(self, doors: Doors, operations: Operations, visible: Visible) -> None:
        self._doors = doors
        self._operations = operations
        self._visible = visible

    def of_host(self, caller: Caller, *, uuid: str | None = None, name: str | None = None) -> list[DeviceReply]:
        """The host's devices in its own order, then those that VMs hold and that are not there now (UNREACHABLE)."""
        hosts = [load.host for load in self._doors.db.hosts()]
        found = next((host for host in hosts if host.uuid == uuid or (name and host.name == name)), None)
        if found is None:
            raise not_found("host", uuid or name)
        present = self._doors.agents.of(found.uuid).devices()
        held = self._doors.db.devices(found.uuid, caller.scope)
        return [device_reply(device) for device in merged(found.uuid, present, held)]

    @look_again
    def attach(self, form: DeviceForm, asker: Asker) -> MessageReply:
        """A device that is AVAILABLE on the VM's host becomes the VM's."""
        vm = self._visible.vm(form.vm_uuid, asker.caller).vm
        host = self._checked_host(vm, form)
        wanted = _named(form)
        seen = merged(host, self._doors.agents.of(host).devices(), self._doors.db.devices(host))
        found = next((device for device in seen if identity(device) == identity(wanted)), None)
        if found is None or found.status is DeviceStatus.UNREACHABLE:
            raise IaasError(ErrorKind.WRONG_STATE, "the VM's host has no such device now; see /device/query_all_by_...")
        if found.status is DeviceStatus.ATTACHED:
            raise IaasError(ErrorKind.WRONG_STATE, f"the device is attached to VM {found.instance_uuid}")
        row = found.model_copy(update={"status": DeviceStatus.ATTACHED, "instance_uuid": vm.uuid})
        return self._finish(
            "device_attach", vm, row, form, asker, [Create(type=ResourceType.DEVICE, record=row.to_wire())]
        )

    @look_again
    def detach(self, form: DeviceForm, asker: Asker) -> MessageReply:
        """A device of the VM goes back to its host, also one that was pulled out meanwhile."""
        view = self._visible.vm(form.vm_uuid, asker.caller)
        self._checked_host(view.vm, form)
        row = next((device for device in view.devices if identity(device) == identity(_named(form))), None)
        if row is None:
            raise IaasError(ErrorKind.WRONG_STATE, "the VM has no such device")
        there = Expect(type=ResourceType.DEVICE, key=str(row.id), fields={"instanceUuid": row.instance_uuid})
        return self._finish("device_detach", view.vm, row, form, asker, [there])

    def of_vm(self, vm: Vm, rows: Sequence[Device]) -> list[Device]:
        """A VM's devices; those that its host does not show now are UNREACHABLE, all of them while it is silent."""
        if not rows or not vm.host_uuid:
            return list(rows)
        try:
            present = self._doors.agents.of(vm.host_uuid).devices()
        except IaasError:
            present = []
        there = {identity(device) for device in present}
        return [row if identity(row) in there else _unreachable(row) for row in rows]

    def _checked_host(self, vm: Vm, form: DeviceForm) -> str:
        if form.type is not DeviceType.USB:
            raise IaasError(ErrorKind.WRONG_STATE, f"type: {form.type} devices cannot be passed through; only USB ones")
        if not vm.host_uuid:
            raise IaasError(ErrorKind.WRONG_STATE, "this VM was never placed on a host")
        return vm.host_uuid

    def _finish(
        self, kind: str, vm: Vm, device: Device, form: DeviceForm, asker: Asker, changes: list[Change]
    ) -> MessageReply:
        assert vm.status is not None
        stays = ChangeStatus(type=ResourceType.VM, key=vm.uuid, to=vm.status, expected=[vm.status.value])
        operation = self._operations.finish(
            kind,
            vm.uuid,
            asker,
            form,
            plan={"hostUuid": vm.host_uuid, "device": device.to_wire()},
            holds=[ResourceRef(type=ResourceType.VM, key=vm.uuid)],
            changes=[same(vm, "host_uuid", "status"), stays, *changes],
        )
        return MessageReply(operation_uuid=operation.uuid)


def merged(host_uuid: str, present: Sequence[Device], held: Sequence[Device]) -> list[Device]:
    """v1's order: as the host lists them, each replaced by its row if a VM has it, then the rows without a device."""
    rows = {identity(row): row for row in held}
    there = {identity(device) for device in present}
    shown = [rows.get(identity(device)) or device.model_copy(update={"host_uuid": host_uuid}) for device in present]
    return [*shown, *(_unreachable(row) for row in held if identity(row) not in there)]


def _unreachable(row: Device) -> Device:
    return row.model_copy(update={"status": DeviceStatus.UNREACHABLE})


def _named(form: DeviceForm) -> Device:
    return Device(type=form.type, bus=form.bus, dev=form.dev, vendor=form.vendor, product=form.product)
