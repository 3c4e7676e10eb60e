"""Publish the system disk of a stopped VM as a new image of the catalogue."""

from __future__ import annotations

from api_common.contract.account import ImageOwner
from api_common.contract.changes import ChangeStatus, ResourceRef
from api_common.contract.image import Image
from api_common.contract.states import ImageFormat, ImageStatus, PowerState, ResourceType, VmStatus, VolumeUsage
from api_common.contract.vm import VmView
from api_common.contract.volume import Volume
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from iaas_core.auth.visible import Visible
from iaas_core.forms.image import PublishImageForm
from iaas_core.forms.replies import MessageReply
from iaas_core.services.looks import look_again, parts, same
from iaas_core.services.operations import Operations
from iaas_core.services.request import Asker
from iaas_core.steps.doors import Doors

SUFFIX = {ImageFormat.IMAGE: ".img", ImageFormat.QCOW2: ".qcow2"}
"""v1's names; both kinds of file hold qcow2 data, as all of v1's disks did."""


class Publishing:
    """`POST /vm/publish_image`."""

    def __init__(self, doors: Doors, operations: Operations, visible: Visible) -> None:
        self._doors = doors
        self._operations = operations
        self._visible = visible

    @look_again
    def publish(self, form: PublishImageForm, asker: Asker) -> MessageReply:
        """Answers at once; the copy goes on as an operation, and the image is CREATING until it is whole (D32)."""
        view = self._visible.vm(form.vm_uuid, asker.caller)
        vm = view.vm
        if vm.status is not VmStatus.STOPPED or vm.power_state not in (PowerState.STOPPED, PowerState.CRASHED, None):
            raise IaasError(
                ErrorKind.WRONG_STATE, f"the VM is {vm.status}; stop it, so that its disk is whole, and publish then"
            )
        system = _system_volume(view)
        image = self._planned(form, view)
        stays = ChangeStatus(type=ResourceType.VM, key=vm.uuid, to=VmStatus.STOPPED, expected=[VmStatus.STOPPED.value])
        held = [
            ResourceRef(type=ResourceType.VM, key=vm.uuid),
            ResourceRef(type=ResourceType.VOLUME, key=system.uuid),
        ]
        started = self._operations.start(
            "image_publish",
            vm.uuid,
            asker,
            form,
            plan={"hostUuid": vm.host_uuid, "volume": system.to_wire(), "image": image.to_wire()},
            holds=held,
            changes=[same(vm, "host_uuid", "status", "power_state", "image_uuid"), parts(view), stays],
            image_owner=_owner(image, asker),
        )
        return MessageReply(operation_uuid=started.operation.uuid)

    def _planned(self, form: PublishImageForm, view: VmView) -> Image:
        """The new image: the parent's kind and children, and what the form says."""
        parent = self._parent(view)
        if parent.format not in SUFFIX:
            raise IaasError(ErrorKind.WRONG_STATE, f"the VM's image is of format {parent.format}, not QCOW2 or IMAGE")
        name = new_uuid()
        return parent.model_copy(
            update={
                "id": None,
                "uuid": f"{name}.yaml",
                "name": form.name,
                "description": form.description or "",
                "filename": f"{name}{SUFFIX[parent.format]}",
                "vd_size": form.vd_size,
                "virtual_size": None,
                "status": ImageStatus.CREATING,
            }
        )

    def _parent(self, view: VmView) -> Image:
        try:
            return self._doors.images.image(view.vm.image_uuid or "-")
        except IaasError as error:
            if error.kind in (ErrorKind.NOT_FOUND, ErrorKind.INVALID_REQUEST):
                raise IaasError(
                    ErrorKind.WRONG_STATE, f"the VM's image {view.vm.image_uuid!r} is not in the catalogue any more"
                ) from error
            raise


def _owner(image: Image, asker: Asker) -> ImageOwner | None:
    """Whoever is in no group publishes for everybody."""
    caller = asker.caller
    if caller.group_id is None:
        return None
    return ImageOwner(uuid=image.uuid, user_id=caller.user_id, group_id=caller.group_id)


def _system_volume(view: VmView) -> Volume:
    for volume in view.volumes:
        if volume.usage_type is VolumeUsage.SYSTEM and view.vm.host_uuid:
            return volume
    raise IaasError(ErrorKind.WRONG_STATE, "the VM has no system disk")
