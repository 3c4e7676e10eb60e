"""Whose things are: giving VMs and volumes to others, making a published image everybody's."""

from __future__ import annotations

from api_common.clients.accounts import AccountClient
from api_common.contract.account import User
from api_common.contract.changes import Expect, ResourceRef
from api_common.contract.states import ResourceType, Role
from api_common.errors import ErrorKind, IaasError, not_found
from iaas_core.auth.callers import Caller
from iaas_core.auth.visible import Visible
from iaas_core.forms.account import ChangeVmOwnerForm, ChangeVolumeOwnerForm, ShareImageForm
from iaas_core.forms.replies import MessageReply
from iaas_core.services.looks import look_again, same
from iaas_core.steps.doors import Doors


class Owners:
    """`/vm/change_owner`, `/volume/change_owner`, `/image/share`."""

    def __init__(self, doors: Doors, visible: Visible, accounts: AccountClient) -> None:
        self._doors = doors
        self._visible = visible
        self._accounts = accounts

    @look_again
    def change_vm(self, form: ChangeVmOwnerForm, caller: Caller) -> MessageReply:
        """The VM and its disks go to another user; the quotas of that user's group hold."""
        seen = same(self._visible.vm(form.vm_uuid, caller).vm)
        return self._change(ResourceRef(type=ResourceType.VM, key=form.vm_uuid), form.user_id, caller, seen)

    @look_again
    def change_volume(self, form: ChangeVolumeOwnerForm, caller: Caller) -> MessageReply:
        """A volume that no VM has goes to another user."""
        seen = same(self._visible.volume(form.volume_uuid, caller))
        return self._change(ResourceRef(type=ResourceType.VOLUME, key=form.volume_uuid), form.user_id, caller, seen)

    def share_image(self, form: ShareImageForm, caller: Caller) -> MessageReply:
        """A published image becomes everybody's, or its group's again."""
        self._doors.images.image(form.uuid)
        owner = self._visible.own_image(form.uuid, caller)
        if owner is None:
            raise IaasError(ErrorKind.WRONG_STATE, "this image was not published from a VM; it is everybody's already")
        self._doors.db.note_image_owner(owner.model_copy(update={"is_public": form.is_public}))
        return MessageReply()

    def _change(self, ref: ResourceRef, user_id: int, caller: Caller, seen: Expect) -> MessageReply:
        user = self._accounts.user(user_id)
        self._require_may_get(user, caller)
        self._doors.db.change_owner(ref, user_id, [seen, same(user)])
        return MessageReply()

    def _require_may_get(self, user: User, caller: Caller) -> None:
        """Leaders give to users of their group, administrators to anybody."""
        if not caller.is_administrator and (user.group_id != caller.group_id or user.role is Role.SUPER_ADMIN):
            raise not_found("user", user.id)
