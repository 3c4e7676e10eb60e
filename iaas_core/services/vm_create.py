"""Create a VM: check everything that can be checked, choose everything that must stay the same, start the flow.

A refused request leaves no row: v1 left VMs in ERROR or BUILDING behind (D13).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api_common.contract.changes import Create, ResourceRef
from api_common.contract.image import ChildImage, Image
from api_common.contract.network import IpSegment, IpUsed
from api_common.contract.operation import AddressRequest, CapacityRequest, Operation, StartedOperation
from api_common.contract.placement import PlacementAnswer, PlacementRequest
from api_common.contract.states import (
    ImageFormat,
    ImageOsMode,
    ImageOsType,
    ImageStatus,
    IpType,
    ResourceType,
    VmStatus,
    VolumeFormat,
    VolumeStatus,
    VolumeUsage,
)
from api_common.contract.vm import Vm
from api_common.contract.volume import Volume
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid, new_vnc_password
from api_common.volume_paths import provider_location
from iaas_core.auth.visible import Visible
from iaas_core.forms.replies import VmReply
from iaas_core.forms.vm import CreateVmForm
from iaas_core.services.looks import look_again, same
from iaas_core.services.operations import Operations
from iaas_core.services.present import vm_created
from iaas_core.services.request import Asker
from iaas_core.services.room import on_first_with_room
from iaas_core.services.sizes import most_cpus, most_memory
from iaas_core.steps.doors import Doors
from iaas_core.steps.specs import suffix_of

DEFAULT_DISK_GIB = 20
NO_DESCRIPTION = "无"
CD_PLACES = ("hda", "hdb", "hdc", "hdd")
"""All that two IDE channels have."""


@dataclass(frozen=True)
class _Draft:
    """What is to be written for a new VM, whatever its host."""

    vm: Vm
    volumes: list[Volume]
    """The system disk, then the CDs."""
    plan: dict[str, Any]
    segments: list[IpSegment]

    def on(self, host: str | None, **plan: Any) -> dict[str, Any]:
        """The operation's start on a host, or on none yet; `plan` is put into its plan."""
        vm, system, *cds = [row.model_copy(update={"host_uuid": host}).to_wire() for row in (self.vm, *self.volumes)]
        typed = [(ResourceType.VM, vm), *((ResourceType.VOLUME, row) for row in (system, *cds))]
        return {
            "plan": {**self.plan, **plan, "hostUuid": host, "vm": vm, "volume": system, "isoVolumes": cds},
            "holds": [ResourceRef(type=type_, key=row["uuid"]) for type_, row in typed],
            "changes": [
                *(same(segment, "host_uuid", "type", "bridge") for segment in self.segments),
                *(Create(type=type_, record=row) for type_, row in typed),
            ],
            "addresses": AddressRequest(vm_uuid=self.vm.uuid, segment_ids=[s.id for s in self.segments if s.id]),
        }


class VmCreation:
    """`POST /vm/create`."""

    def __init__(self, doors: Doors, operations: Operations, visible: Visible) -> None:
        self._doors = doors
        self._operations = operations
        self._visible = visible

    @look_again
    def create(self, form: CreateVmForm, asker: Asker) -> VmReply:
        """Answers at once, with status BUILDING; the operation goes on."""
        image = self._usable_image(form.image_uuid, asker)
        segments = self._segments(form)
        placed = self._place(form, image, segments)
        vm, volume, isos = self._rows(form, image, asker)
        draft = _Draft(vm, [volume, *isos], _plan(image), segments)
        if placed.by_cluster:
            return self._start_anywhere(placed.host_uuids, form, asker, draft)
        started = self._start_on_first(placed.host_uuids, form, asker, draft)
        if started.existed:
            return self._again(started.operation, asker)
        created = Vm.model_validate(started.created[0]).model_copy(update={"operation_uuid": started.operation.uuid})
        return vm_created(created, [IpUsed.model_validate(ip) for ip in started.operation.input["ips"]])

    def _start_on_first(self, hosts: list[str], form: CreateVmForm, asker: Asker, draft: _Draft) -> StartedOperation:
        """Write everything on the best host; if others were quicker there, on the next best."""

        def start(host: str) -> StartedOperation:
            capacity = CapacityRequest(vm_uuid=draft.vm.uuid, host_uuid=host)
            return self._operations.start("vm_create", draft.vm.uuid, asker, form, capacity=capacity, **draft.on(host))

        return on_first_with_room(hosts, start)

    def _start_anywhere(self, hosts: list[str], form: CreateVmForm, asker: Asker, draft: _Draft) -> VmReply:
        """Write everything without a host; the first step finds one among these."""
        options = draft.on(None, hostUuids=hosts)
        operation = self._operations.start_placed(
            "vm_create", draft.vm.uuid, asker, form, steps=["reserve_host"], **options
        )
        return self._again(operation, asker)

    def _place(self, form: CreateVmForm, image: Image, segments: list[IpSegment]) -> PlacementAnswer:
        request = PlacementRequest(
            cpus=form.cpus,
            memory=form.memory,
            storage=_disk_gib(form, image),
            host_uuid=form.host_uuid,
            segment_host_uuids=sorted({segment.host_uuid for segment in segments if segment.host_uuid}),
        )
        return self._doors.resources.place(request)

    def _again(self, earlier: Operation, asker: Asker) -> VmReply:
        view = self._visible.vm(earlier.target_uuid, asker.caller)
        return vm_created(view.vm.model_copy(update={"operation_uuid": earlier.uuid}), view.ips)

    def _usable_image(self, uuid: str, asker: Asker) -> Image:
        try:
            image = self._visible.image(uuid, asker.caller)
        except IaasError as error:
            if error.kind is ErrorKind.NOT_FOUND:
                raise _refused("imageUuid", f"there is no image {uuid!r}; see /image/query_all") from error
            raise
        if image.status is not ImageStatus.AVAILABLE or image.filename is None:
            raise _refused("imageUuid", f"image {uuid!r} cannot be used: {image.problem or image.status}")
        return image

    def _segments(self, form: CreateVmForm) -> list[IpSegment]:
        public = form.public_ip_seg_id if form.public_ip_seg_id and form.public_ip_seg_id > 0 else None
        wanted = [(form.ip_segment_id, IpType.PRIVATE, "ipSegmentId")]
        wanted += [(public, IpType.PUBLIC, "publicIpSegId")] if public else []
        found = {view.segment.id: view.segment for view in self._doors.db.segments([key for key, _, _ in wanted])}
        segments = []
        for key, type_, field in wanted:
            segment = found.get(key)
            if segment is None:
                raise _refused(field, f"there is no segment {key}; see /ip_segment/query_all")
            if segment.type is not type_:
                raise _refused(field, f"segment {key} is {segment.type}, not {type_}")
            if form.host_uuid and segment.host_uuid != form.host_uuid:
                raise _refused(field, f"segment {key} is on another host than hostUuid")
            segments.append(segment)
        if len({segment.host_uuid for segment in segments}) > 1:
            raise _refused("publicIpSegId", "the private and the public segment are on different hosts")
        return segments

    def _rows(self, form: CreateVmForm, image: Image, asker: Asker) -> tuple[Vm, Volume, list[Volume]]:
        uuid, disk = new_uuid(), _disk_gib(form, image)
        os_type = image.os_type or ImageOsType.LINUX
        vm = Vm(
            uuid=uuid,
            name=form.name,
            description=form.description or NO_DESCRIPTION,
            cpus=form.cpus,
            memory=form.memory,
            disk_size=disk,
            status=VmStatus.BUILDING,
            host_uuid=None,
            image_uuid=image.uuid,
            **asker.caller.as_owner(),
            auto_start=form.auto_start,
            os_type=os_type,
            os_mode=image.os_mode or ImageOsMode.HVM,
            max_cpus=most_cpus(self._doors.db, form.cpus),
            max_memory=most_memory(form.memory),
        )
        volume_uuid = new_uuid()
        system = Volume(
            uuid=volume_uuid,
            name=form.name,
            size=disk,
            image_uuid=image.uuid,
            provider_location=provider_location(VolumeUsage.SYSTEM, volume_uuid, suffix_of(os_type)),
            format_type=VolumeFormat.QCOW2,
            usage_type=VolumeUsage.SYSTEM,
            status=VolumeStatus.CREATING,
            instance_uuid=uuid,
            mount_point="vda",
            bus="virtio",
            **asker.caller.as_owner(),
        )
        cds = [ChildImage(uuid=image.uuid, filename=image.filename or "")] if image.format is ImageFormat.ISO else []
        return vm, system, _cds([*cds, *image.children], vm)


def _plan(image: Image) -> dict[str, Any]:
    """What the flow needs beside the rows, so that repeating it never decides anew."""
    facts = {"uuid": image.uuid, "filename": image.filename, "format": image.format}
    return {"image": facts, "vncPassword": new_vnc_password()}


def _disk_gib(form: CreateVmForm, image: Image) -> int:
    """As asked for, or more where the image needs it (never an error, as in v1)."""
    return max(form.disk_size or DEFAULT_DISK_GIB, image.vd_size or 0, image.virtual_size or 0)


def _cds(images: list[ChildImage], vm: Vm) -> list[Volume]:
    """The installer and the drivers that come with an image, as CDs: its own files, not copies."""
    if len(images) > len(CD_PLACES):
        raise _refused("imageUuid", f"the image brings {len(images)} CDs; a VM has {len(CD_PLACES)} places for them")
    return [
        Volume(
            uuid=new_uuid(),
            name=vm.name,
            image_uuid=image.uuid,
            provider_location=f"images/{image.filename}",
            format_type=VolumeFormat.ISO,
            usage_type=VolumeUsage.ISO,
            status=VolumeStatus.ATTACHED,
            instance_uuid=vm.uuid,
            mount_point=place,
            bus="ide",
            user_name=vm.user_name,
            user_id=vm.user_id,
            group_id=vm.group_id,
        )
        for image, place in zip(images, CD_PLACES, strict=False)
    ]


def _refused(field: str, message: str) -> IaasError:
    """v1's 202.0: the request is well-formed and cannot be done."""
    return IaasError(ErrorKind.WRONG_STATE, f"{field}: {message}", detail={"field": field})
