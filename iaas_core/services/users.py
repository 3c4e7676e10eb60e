"""Accounts of others: administrators manage all, leaders the members of their group."""

from __future__ import annotations

from typing import Any

from api_common.clients.accounts import AccountClient
from api_common.contract.account import NewUser, PasswordChange, User, UserChange, UserFilter
from api_common.contract.states import Role
from api_common.errors import ErrorKind, IaasError, not_found
from iaas_core.auth.callers import Caller
from iaas_core.auth.passwords import Passwords, check_new, random_password
from iaas_core.forms.account import CreateUserForm, EditUserForm, ResetPasswordForm
from iaas_core.forms.account_replies import NewPasswordReply, UserReply
from iaas_core.forms.replies import MessageReply, PageReply
from iaas_core.services.looks import look_again, same
from iaas_core.services.sign_in import user_reply


class Users:
    """`/user/create|edit|delete|reset_password|query_all|page_query_all`."""

    def __init__(self, accounts: AccountClient, passwords: Passwords) -> None:
        self._accounts = accounts
        self._passwords = passwords

    def all(self, caller: Caller) -> list[UserReply]:
        """Everybody, or the users of the leader's group."""
        return self.page(UserFilter(), caller).content

    def page(self, query: UserFilter, caller: Caller) -> PageReply[UserReply]:
        """One page of them; a leader's filter for another group finds nobody."""
        if not caller.is_administrator:
            if query.group_id not in (None, caller.group_id):
                return PageReply(content=[], total_pages=0, total_elements=0)
            query = query.model_copy(update={"group_id": caller.group_id})
        found = self._accounts.users(query)
        rows = [user_reply(user) for user in found.content]
        return PageReply(content=rows, total_pages=found.total_pages, total_elements=found.total_elements)

    def create(self, form: CreateUserForm, caller: Caller) -> NewPasswordReply:
        """A new account. A password that was made up must be changed at the first sign-in."""
        role = form.role or Role.MEMBER
        group_id = form.group_id if form.group_id is not None or caller.is_administrator else caller.group_id
        _require_may_give(caller, role, group_id)
        if form.password is not None:
            check_new("password", form.password, form.username)
        password = form.password or random_password()
        must_change = form.password is None if form.must_change_password is None else form.must_change_password
        user = User(
            username=form.username,
            name=form.name,
            telephone=form.telephone,
            email=form.email,
            role=role,
            group_id=group_id,
            must_change_password=must_change,
        )
        created = self._accounts.create_user(NewUser(user=user, password_hash=self._passwords.digest(password)))
        return _with_password(created, None if form.password else password)

    @look_again
    def edit(self, form: EditUserForm, caller: Caller) -> UserReply:
        """Change what is given. Nobody changes the own role, group or state."""
        user = self._theirs(form.id, caller, own=True)
        fields = form.model_dump(exclude={"id"}, exclude_none=True, mode="json")
        changed = {name: value for name, value in fields.items() if value != getattr(user, name)}
        rights = {"role", "group_id", "enabled"} & set(changed)
        if rights and user.id == caller.user_id:
            raise IaasError(
                ErrorKind.FORBIDDEN, "nobody changes the own role, group or state; ask another administrator"
            )
        if rights:
            _require_may_give(caller, Role(changed.get("role", user.role)), changed.get("group_id", user.group_id))
        if not changed:
            return user_reply(user)
        return user_reply(self._accounts.edit_user(form.id, UserChange(fields=_wire(changed), expect=[same(user)])))

    @look_again
    def delete(self, user_id: int, caller: Caller) -> MessageReply:
        """The account goes, with its sessions and keys. Not the own one, and not while it owns something."""
        if user_id == caller.user_id:
            raise IaasError(ErrorKind.WRONG_STATE, "nobody deletes the own account; ask another administrator")
        user = self._theirs(user_id, caller)
        self._accounts.delete_user(user_id, [same(user)])
        return MessageReply()

    @look_again
    def reset_password(self, form: ResetPasswordForm, caller: Caller) -> NewPasswordReply:
        """A new password for somebody who must change it at the next sign-in; their sessions end."""
        if form.id == caller.user_id:
            raise IaasError(ErrorKind.WRONG_STATE, "the own password is changed by /user/change_password")
        user = self._theirs(form.id, caller)
        if form.new_password is not None:
            check_new("newPassword", form.new_password, user.username)
        password = form.new_password or random_password()
        digest = self._passwords.digest(password)
        change = PasswordChange(password_hash=digest, must_change=True, expect=[same(user)])
        self._accounts.set_password(form.id, change)
        shown = user.model_copy(update={"must_change_password": True})  # no password  # nosec B105
        return _with_password(shown, None if form.new_password else password)

    def _theirs(self, user_id: int, caller: Caller, *, own: bool = False) -> User:
        """A user whom the caller manages; others are answered like users that do not exist."""
        user = self._accounts.user(user_id)
        if caller.is_administrator or (own and user.id == caller.user_id):
            return user
        leads = caller.role is Role.GROUP_LEADER and user.group_id == caller.group_id
        if not leads or user.role is not Role.MEMBER:
            raise not_found("user", user_id)
        return user


def _require_may_give(caller: Caller, role: Role, group_id: int | None) -> None:
    """Leaders make members of their own group, nothing else."""
    if caller.is_administrator or (role is Role.MEMBER and group_id == caller.group_id):
        return
    raise IaasError(ErrorKind.FORBIDDEN, "a group leader manages the members of the own group only")


def _with_password(user: User, password: str | None) -> NewPasswordReply:
    return NewPasswordReply(**user_reply(user).model_dump(), password=password)


def _wire(fields: dict[str, Any]) -> dict[str, Any]:
    return {"groupId" if name == "group_id" else name: value for name, value in fields.items()}
