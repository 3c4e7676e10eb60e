"""Groups of users, and what each may have in total."""

from __future__ import annotations

from typing import Any

from api_common.clients.accounts import AccountClient
from api_common.contract.account import GroupView, Quota, UserGroup
from api_common.contract.image import ImageFilter
from api_common.errors import ErrorKind, IaasError, not_found
from iaas_core.auth.callers import Caller
from iaas_core.forms.account import CreateUserGroupForm, EditUserGroupForm
from iaas_core.forms.account_replies import AllowanceReply, GroupUseReply, QuotaReply, UserGroupReply
from iaas_core.forms.replies import MessageReply
from iaas_core.steps.doors import Doors

UNLIMITED = -1


class UserGroups:
    """`/user_group/...`. Everybody sees the own group; administrators see and change all."""

    def __init__(self, doors: Doors, accounts: AccountClient) -> None:
        self._doors = doors
        self._accounts = accounts

    def all(self, caller: Caller) -> list[UserGroupReply]:
        """All groups, or the caller's."""
        if caller.is_administrator:
            return [_listed(view) for view in self._accounts.groups()]
        return [_listed(self._view(None, caller))]

    def create(self, form: CreateUserGroupForm) -> UserGroupReply:
        """A new group without users."""
        return _reply(self._accounts.save_group(_group(form)), users=0)

    def edit(self, form: EditUserGroupForm) -> UserGroupReply:
        """Replace name, description and quotas."""
        return _reply(self._accounts.save_group(_group(form).model_copy(update={"id": form.id})))

    def delete(self, group_id: int) -> MessageReply:
        """Only an empty group goes. Images whose files somebody removed by hand do not count."""
        present = {image.uuid for image in self._doors.images.images(ImageFilter()).content}
        owners = self._doors.db.image_owners()
        gone = [owner.uuid for owner in owners if owner.group_id == group_id and owner.uuid not in present]
        self._accounts.delete_group(group_id, gone)
        return MessageReply()

    def quota(self, group_id: int | None, caller: Caller) -> QuotaReply:
        """What a group has beside the most it may have; without an id the caller's group."""
        view = self._view(group_id, caller)
        limits, use = view.group.quota.model_dump(), view.use.model_dump()
        rows = {name: AllowanceReply(used=use[name], limit=limits[name]) for name in use}
        assert view.group.id is not None
        return QuotaReply(group_id=view.group.id, name=view.group.name, **rows)

    def _view(self, group_id: int | None, caller: Caller) -> GroupView:
        wanted = caller.group_id if group_id is None else group_id
        if wanted is None:
            raise IaasError(ErrorKind.WRONG_STATE, "id: you are in no group; name one", detail={"field": "id"})
        if not caller.is_administrator and wanted != caller.group_id:
            raise not_found("user_group", wanted)
        return self._accounts.group(wanted)


def _group(form: CreateUserGroupForm) -> UserGroup:
    asked = {name: getattr(form, name) for name in Quota.model_fields}
    quota = Quota(**{name: None if value == UNLIMITED else value for name, value in asked.items()})
    return UserGroup(name=form.name, description=form.description, quota=quota)


def _listed(view: GroupView) -> UserGroupReply:
    return _reply(view.group, users=view.users, use=GroupUseReply(**view.use.model_dump()))


def _reply(group: UserGroup, **more: Any) -> UserGroupReply:
    own = group.model_dump(include={"id", "name", "description", "create_time"})
    return UserGroupReply(**own, **group.quota.model_dump(), **more)
