"""The one place where rows are looked up for somebody: what is not theirs is answered like what does not exist.

Services read VMs, volumes, operations and images through this; steps, which work for nobody in particular, do not.
"""

from __future__ import annotations

from collections.abc import Sequence

from api_common.contract.account import ImageOwner
from api_common.contract.image import Image
from api_common.contract.operation import Operation
from api_common.contract.vm import VmView
from api_common.contract.volume import Volume
from api_common.errors import ErrorKind, IaasError, not_found
from iaas_core.auth.callers import Caller
from iaas_core.steps.doors import Doors


class Visible:
    """What callers see one by one; lists are cut by the caller's scope in the query itself."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def vm(self, uuid: str, caller: Caller) -> VmView:
        """A VM with everything; `not_found` for one of somebody else."""
        view = self._doors.db.vm(uuid)
        if not caller.sees(view.vm.user_id, view.vm.group_id):
            raise not_found("vm", uuid)
        return view

    def volume(self, uuid: str, caller: Caller) -> Volume:
        """A disk of any kind; `not_found` for one of somebody else."""
        volume = self._doors.db.volume(uuid)
        if not caller.sees(volume.user_id, volume.group_id):
            raise not_found("volume", uuid)
        return volume

    def operation(self, uuid: str, caller: Caller) -> Operation:
        """An operation on something of theirs; `not_found` for others."""
        operation = self._doors.db.operation(uuid)
        if not caller.sees(operation.user_id, operation.group_id):
            raise not_found("operation", uuid)
        return operation

    # --- images: everybody's, but for those that were published and not made public ---

    def image(self, uuid: str, caller: Caller) -> Image:
        """An image; `not_found` for one of another group."""
        if uuid in self.hidden_images(caller):
            raise not_found("image", uuid)
        return self._doors.images.image(uuid)

    def hidden_images(self, caller: Caller) -> Sequence[str]:
        """The images that are not to be shown."""
        return [] if caller.is_administrator else hidden_among(self._doors.db.image_owners(), caller)

    def own_image(self, uuid: str, caller: Caller) -> ImageOwner | None:
        """Who published an image that the caller may change: the publisher, the group's leader, an administrator.

        Null for one that nobody published, which only administrators change; `forbidden` for what the caller may see
        and not change."""
        owner = next((owner for owner in self._doors.db.image_owners() if owner.uuid == uuid), None)
        if caller.is_administrator:
            return owner
        if owner is not None and not _is_shown(owner, caller):
            raise not_found("image", uuid)
        if owner is None or not caller.sees(owner.user_id, owner.group_id):
            raise IaasError(
                ErrorKind.FORBIDDEN, "only its publisher, the group's leader and administrators may do this"
            )
        return owner


def hidden_among(owners: Sequence[ImageOwner], caller: Caller) -> list[str]:
    """The images of other groups, which are not to be shown."""
    return [] if caller.is_administrator else [owner.uuid for owner in owners if not _is_shown(owner, caller)]


def _is_shown(owner: ImageOwner, caller: Caller) -> bool:
    return owner.is_public or (owner.group_id is not None and owner.group_id == caller.group_id)
