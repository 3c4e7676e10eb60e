"""Wire records -> public answers in v1's shapes. No queries, no decisions."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from api_common.clients.db import Wire
from api_common.contract.agent_report import PowerReason
from api_common.contract.device import Device
from api_common.contract.host import Host
from api_common.contract.image import Image
from api_common.contract.network import IpSegment, IpUsed
from api_common.contract.states import ImageStatus
from api_common.contract.vm import Vm, VmView
from api_common.contract.volume import Volume
from iaas_core.forms.replies import (
    ChildImageReply,
    DeviceReply,
    HostReply,
    ImageReply,
    IpSegmentReply,
    IpUsedReply,
    Reply,
    VmReply,
    VolumeReply,
)
from iaas_core.services.power_reasons import said

BLANK = ""
"""What v1 showed in place of a secret in lists."""
_HIDDEN = {"password": BLANK, "vncPassword": BLANK, "vncPort": BLANK}


def vm_row(vm: Vm, host_name: str | None = None) -> VmReply:
    """A VM's own fields; secrets blanked."""
    reason = said(vm.power_reason, host_name)
    blanks = {"password": BLANK, "vnc_password": BLANK, "vnc_port": BLANK}
    return VmReply.model_construct(**{**_fields(vm, VmReply), "power_reason": reason, **blanks})


def vm_list_item(view: Wire, images: dict[str, Image]) -> Wire:
    """A row of a VM list: image and host reduced to what the list shows; `NA` where there is none."""
    row = _own_vm(view["vm"], view.get("hostName"))
    row["ips"] = [_shown(ip, IpUsedReply) for ip in view["ips"]]
    row["volumes"] = [_shown(volume, VolumeReply) for volume in view["volumes"]]
    image = images.get(row.get("imageUuid", ""))
    row["image"] = {"uuid": row.get("imageUuid", ""), "name": (image and image.name) or "NA"}
    if image and image.os_type:
        row["image"]["osType"] = image.os_type
    row["host"] = {"name": view.get("hostName") or "NA", "ip": view.get("hostIp") or "NA"}
    return row


def vm_detail(view: VmView, image: Image | None, host: Host | None) -> VmReply:
    """Everything of one VM; the console copies the VNC password from here."""
    reply = _joined(view)
    reply.vnc_password, reply.vnc_port = view.vm.vnc_password, view.vm.vnc_port
    reply.image = image_reply(image) if image else None
    reply.host = host_reply(host) if host else None
    reply.devices = [device_reply(device) for device in view.devices]
    return reply


def vm_created(vm: Vm, ips: list[IpUsed]) -> VmReply:
    """The answer to a creation."""
    reply = vm_row(vm)
    reply.vnc_password = reply.vnc_port = None
    reply.ips = [ip_reply(ip) for ip in ips]
    return reply


def _joined(view: VmView) -> VmReply:
    reply = vm_row(view.vm, view.host_name)
    reply.ips = [ip_reply(ip) for ip in view.ips]
    reply.volumes = [volume_reply(volume) for volume in view.volumes]
    return reply


def ip_reply(ip: IpUsed) -> IpUsedReply:
    """An address."""
    return IpUsedReply.model_construct(**_fields(ip, IpUsedReply))


def volume_reply(volume: Volume) -> VolumeReply:
    """A disk."""
    return VolumeReply.model_construct(**_fields(volume, VolumeReply))


def volume_list_item(view: Wire) -> Wire:
    """A row of a volume list, with the VM that it is attached to."""
    row = _shown(view["volume"], VolumeReply)
    if view.get("vm"):
        row["instanceVm"] = _own_vm(view["vm"])
    return row


def device_reply(device: Device) -> DeviceReply:
    """A USB device."""
    return DeviceReply.model_construct(**_fields(device, DeviceReply))


def image_reply(image: Image) -> ImageReply:
    """An image; one whose file could not be read shows little, as in v1, and why."""
    if image.status is None or (image.status is ImageStatus.ERROR and image.format is None):
        return ImageReply(
            uuid=image.uuid,
            name="NA",
            description="FILE PARSE ERROR!",
            problem=image.problem,
            problem_code=image.problem_code,
        )
    reply = ImageReply.model_construct(**_fields(image, ImageReply))
    reply.directory = f"images/{image.filename}" if image.filename else None
    reply.child_images = [ChildImageReply(uuid=c.uuid, directory=f"images/{c.filename}") for c in image.children]
    return reply


def host_reply(host: Host) -> HostReply:
    """A host."""
    reply = HostReply.model_construct(**_fields(host, HostReply))
    if host.facts is not None:
        reply.virt_type, reply.warnings = host.facts.virt_type, host.facts.warnings
        reply.checks = host.facts.checks or None
    if host.node is not None and host.node.warnings:
        reply.warnings = [*(reply.warnings or []), *host.node.warnings]
    return reply


def roles_of(host: Host) -> list[str]:
    """The roles in a host's text, which v1 keeps as JSON; none for a text that is no list."""
    try:
        roles = json.loads(host.role or "[]")
    except ValueError:
        return []
    return roles if isinstance(roles, list) else []


def segment_reply(segment: IpSegment, host_name: str | None = None) -> IpSegmentReply:
    """A segment."""
    reply = IpSegmentReply.model_construct(**_fields(segment, IpSegmentReply))
    reply.host_name = host_name
    return reply


def _own_vm(vm: Wire, host_name: str | None = None) -> Wire:
    row = {**_shown(vm, VmReply), **_HIDDEN}
    if reason := said(PowerReason.model_validate(vm["powerReason"]) if vm.get("powerReason") else None, host_name):
        row["powerReason"] = reason.model_dump(mode="json", by_alias=True, exclude_none=True)
    return row


def _shown(record: Wire, model: type[Reply]) -> Wire:
    """What the public may see of a record in its wire form: the long lists' short way past two models."""
    names = _wire_names(model)
    return {name: value for name, value in record.items() if value is not None and name in names}


@cache
def _wire_names(model: type[Reply]) -> frozenset[str]:
    return frozenset(info.alias or name for name, info in model.model_fields.items())


def _fields(record: object, model: type[Reply]) -> dict[str, Any]:
    """The fields that both have by the same name."""
    wanted = model.model_fields
    return {name: getattr(record, name) for name in wanted if hasattr(record, name)}
