"""What is asked about VMs: lists, details, counts, edits, the present state. At most three calls, whatever the page."""

from __future__ import annotations

from api_common.clients.db import Wire
from api_common.contract.changes import SetFields
from api_common.contract.host import Host
from api_common.contract.image import Image, ImageFilter
from api_common.contract.states import ResourceType, VmStatus
from api_common.contract.vm import VmFilter, VmView
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import Caller
from iaas_core.auth.visible import Visible
from iaas_core.forms.replies import MessageReply, VmReply
from iaas_core.forms.vm import EditVmForm
from iaas_core.services.devices import Devices
from iaas_core.services.looks import look_again, same
from iaas_core.services.present import vm_detail, vm_list_item, vm_row
from iaas_core.steps.doors import Doors

ATTACHABLE = [VmStatus.ACTIVE, VmStatus.STOPPED, VmStatus.SUSPENDED]
COUNTED = (VmStatus.BUILDING, VmStatus.ACTIVE, VmStatus.STOPPED, VmStatus.SUSPENDED, VmStatus.ERROR)


class VmQueries:
    """`GET /vm/...` and `POST /vm/edit`."""

    def __init__(self, doors: Doors, devices: Devices, visible: Visible) -> None:
        self._doors = doors
        self._visible = visible
        self._devices = devices

    def all(self, caller: Caller) -> list[Wire]:
        """Every VM in order of creation."""
        rows: list[Wire] = self.page(VmFilter(), caller)["content"]
        return rows

    def page(self, query: VmFilter, caller: Caller) -> Wire:
        """One page of those that pass the filter."""
        found = self._doors.db.vm_rows(query.model_copy(update={"scope": caller.scope}))
        images = self._images() if found["content"] else {}
        return {**found, "content": [vm_list_item(view, images) for view in found["content"]]}

    def detail(self, uuid: str, caller: Caller) -> VmReply:
        """Everything of one VM."""
        view = self._visible.vm(uuid, caller)
        view = view.model_copy(update={"devices": self._devices.of_vm(view.vm, view.devices)})
        return vm_detail(view, self._image(view), self._host(view))

    @look_again
    def edit(self, form: EditVmForm, caller: Caller) -> VmReply:
        """Change name, description and what happens after a power cut; the domain is not touched (its name is the
        uuid). One that is about to be started again is not, if that is no longer wanted."""
        vm = self._visible.vm(form.vm_uuid, caller).vm
        fields: dict[str, str | bool | None] = {}
        if form.name:
            fields["name"] = form.name
        if form.description is not None:
            fields["description"] = form.description
        if form.auto_start is not None:
            fields["autoStart"] = form.auto_start
        if form.auto_start is False:
            fields["autoStartUuid"] = None
        if fields:
            self._doors.db.apply([same(vm), SetFields(type=ResourceType.VM, key=form.vm_uuid, fields=fields)])
        return vm_row(self._doors.db.vm(form.vm_uuid).vm)

    def statistics(self, caller: Caller) -> dict[str, int]:
        """Counts by status; statuses without a column of their own count in the total only."""
        counts = self._doors.db.vm_counts(caller.scope)
        by_status = {status.lower(): 0 for status in COUNTED}
        for count in counts:
            if count.status in COUNTED:
                by_status[count.status.lower()] += count.count
        return {"total": sum(count.count for count in counts), **by_status}

    def status(self, uuid: str, caller: Caller) -> MessageReply:
        """Ask the host, store what it shows, answer the status in lower case."""
        vm = self._visible.vm(uuid, caller).vm
        if vm.host_uuid:
            answer = self._doors.agents.of(vm.host_uuid).domain(uuid)
            self._doors.db.observe_power(vm.host_uuid, [answer.report])
            vm = self._doors.db.vm(uuid).vm
        return MessageReply(message=(vm.status or VmStatus.UNKNOWN).lower())

    def _images(self) -> dict[str, Image]:
        """The catalogue by uuid; lists are shown without image names while image_operator is away."""
        try:
            return {image.uuid: image for image in self._doors.images.images(ImageFilter()).content}
        except IaasError as error:
            if not error.retryable:
                raise
            return {}

    def _image(self, view: VmView) -> Image | None:
        if not view.vm.image_uuid:
            return None
        try:
            return self._doors.images.image(view.vm.image_uuid)
        except IaasError as error:
            if error.kind is ErrorKind.NOT_FOUND or error.retryable or error.kind is ErrorKind.INVALID_REQUEST:
                return None
            raise

    def _host(self, view: VmView) -> Host | None:
        hosts = (load.host for load in self._doors.db.hosts())
        return next((host for host in hosts if host.uuid == view.vm.host_uuid), None)
