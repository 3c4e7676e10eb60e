"""Whose things are: giving a VM with its disks, or a free volume, to another user; who published an image."""

from __future__ import annotations

from collections.abc import Sequence

from api_common.contract.account import ImageOwner
from api_common.contract.changes import Expect, ResourceRef
from api_common.contract.states import ResourceType, VolumeUsage
from api_common.errors import ErrorKind, IaasError, invalid
from db_proxy.commands.changes import stage_changes
from db_proxy.commands.holds import require_free
from db_proxy.commands.images import end_leaving
from db_proxy.commands.quotas import require_owner, require_quotas
from db_proxy.commands.unit import Row, Unit


def change_owner(unit: Unit, ref: ResourceRef, user_id: int, expect: Sequence[Expect] = ()) -> None:
    """A VM's disks go with it, and a volume that a VM has goes with that VM only. Quotas of the new group hold.

    What an operation works on stays: it may be about to bring a VM and a volume together, or to write a disk."""
    stage_changes(unit, expect)
    row, user = unit.get(ref.type, ref.key), unit.get(ResourceType.USER, str(user_id))
    if ref.type is ResourceType.VM:
        rows = [row, *unit.load_by(ResourceType.VOLUME, "instance_uuid", row.key)]
    elif ref.type is ResourceType.VOLUME:
        _require_free(row)
        rows = [row]
    else:
        raise invalid("type", f"a {ref.type.value} has no owner")
    require_free(unit, rows)
    for owned in rows:
        owned.set(user_id=user["id"], group_id=user["group_id"], user_name=user["username"])
    require_owner(unit, rows)
    require_quotas(unit)


def require_same_group(unit: Unit) -> None:
    """A volume that comes to a VM is of the VM's group: either could have been given away since it was looked at."""
    for row in unit.rows():
        if row.resource.kind is not ResourceType.VOLUME or "instance_uuid" not in row.before or row.removed:
            continue
        vm = unit.find(ResourceType.VM, row["instance_uuid"]) if row["instance_uuid"] else None
        if vm is not None and vm["group_id"] != row["group_id"]:
            raise IaasError(ErrorKind.WRONG_STATE, "the VM and the volume belong to different groups by now")


def note_image_owner(unit: Unit, owner: ImageOwner) -> Row:
    """A published image belongs to its publisher's group, until it is made public."""
    found = unit.load_by(ResourceType.IMAGE_OWNER, "uuid", owner.uuid)
    if not found:
        return unit.add(ResourceType.IMAGE_OWNER, owner.model_dump(exclude={"id"}))
    found[0].set(is_public=owner.is_public)
    return found[0]


def forget_image_owner(unit: Unit, uuid: str) -> None:
    """The image is gone."""
    end_leaving(unit, uuid)
    for row in unit.load_by(ResourceType.IMAGE_OWNER, "uuid", uuid):
        unit.remove(row)


def _require_free(volume: Row) -> None:
    if volume["usage_type"] not in (VolumeUsage.DATA.value, None):
        raise IaasError(ErrorKind.WRONG_STATE, f"this is a {volume['usage_type']} volume; it belongs to its VM")
    if volume["instance_uuid"]:
        raise IaasError(ErrorKind.WRONG_STATE, "the volume is attached to a VM; detach it first, or give the VM away")
