"""Users and groups, and what must hold between them whoever asks: one administrator is left, nothing loses its owner.

Who may ask for what is decided in iaas_core.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, func, select

from api_common.contract.account import NewUser, PasswordChange, User, UserChange, UserGroup
from api_common.contract.changes import Expect
from api_common.contract.states import CredentialKind, ResourceType, Role
from api_common.errors import ErrorKind, IaasError, invalid
from db_proxy.commands.changes import stage_changes
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import CREDENTIAL, IMAGE_OWNER, USER_ACCOUNT, USER_GROUP, VM, VOLUME

EDITABLE = frozenset({"name", "telephone", "email", "role", "group_id", "enabled"})


def ensure_administrator(unit: Unit, new: NewUser) -> bool:
    """The first account of a suite that has no administrator. Whether it was made by this call, or by the same before:
    an answer that got lost would take a password with it that nobody else knows."""
    known = _administrators(unit)
    if not known:
        create_user(unit, new)
    return not known or any(row["password_hash"] == new.password_hash for row in known)


def create_user(unit: Unit, new: NewUser) -> User:
    """A new account; `conflict` if the name is taken, in small or in capital letters."""
    if taken := _taken_by(unit, new.user.username):
        message = f"username: there is a user {taken!r} already"
        raise IaasError(ErrorKind.CONFLICT, message, detail={"field": "username"})
    _require_group(unit, new.user.role, new.user.group_id)
    values = new.user.model_dump(mode="json", exclude={"id", "revision", "last_login_time"})
    row = unit.add(ResourceType.USER, {**values, "password_hash": new.password_hash, "create_time": unit.now})
    unit.flush()
    return _user(row)


def edit_user(unit: Unit, user_id: int, change: UserChange) -> User:
    """Write fields. Who owns something stays in its group; the last administrator stays one."""
    stage_changes(unit, change.expect)
    row = unit.get(ResourceType.USER, str(user_id))
    values = row.resource.parse_fields(change.fields)
    if unknown := set(values) - EDITABLE:
        raise invalid(min(unknown), "cannot be changed")
    after = {**row.values, **values}
    _require_group(unit, Role(after["role"]), after["group_id"])
    if after["group_id"] != row["group_id"] and (owned := _owned(unit, "user_id", user_id)):
        raise IaasError(ErrorKind.WRONG_STATE, f"the user owns {owned}; give these to another user of the group first")
    if after["role"] != Role.SUPER_ADMIN or not after["enabled"]:
        _keep_one_administrator(unit, row)
    row.set(**values)
    if not after["enabled"]:
        _end_credentials(unit, user_id)
    unit.flush()
    return _user(row)


def delete_user(unit: Unit, user_id: int, expect: Sequence[Expect] = ()) -> None:
    """The account and its tokens go; `wrong_state` while it owns something."""
    stage_changes(unit, expect)
    row = unit.get(ResourceType.USER, str(user_id))
    _keep_one_administrator(unit, row)
    if owned := _owned(unit, "user_id", user_id):
        raise IaasError(
            ErrorKind.WRONG_STATE, f"the user owns {owned}; delete these or give them to another user first"
        )
    _end_credentials(unit, user_id)
    unit.remove(row)


def set_password(unit: Unit, user_id: int, change: PasswordChange) -> None:
    """A new password. Other sessions end; keys stay, and are refused while the password must be changed.

    `unauthenticated` if the session to be kept has ended: somebody else may have set a password meanwhile."""
    stage_changes(unit, change.expect)
    row = unit.get(ResourceType.USER, str(user_id))
    if change.keep_credential_id is not None:
        kept = unit.find(ResourceType.CREDENTIAL, str(change.keep_credential_id))
        if kept is None or kept["user_id"] != user_id:
            raise IaasError(ErrorKind.UNAUTHENTICATED, "the session has ended; sign in again")
    row.set(password_hash=change.password_hash, must_change_password=change.must_change)
    row.touch()
    _end_credentials(unit, user_id, but=change.keep_credential_id, keys_too=False)


def create_group(unit: Unit, group: UserGroup) -> UserGroup:
    """A new group; `conflict` if the name is taken."""
    _require_free_name(unit, group.name, None)
    values = group.model_dump(mode="json", exclude={"id", "revision"})
    row = unit.add(ResourceType.USER_GROUP, {**values, "create_time": unit.now})
    unit.flush()
    return cast(UserGroup, row.resource.record(row.values))


def edit_group(unit: Unit, group: UserGroup) -> UserGroup:
    """Replace name, description and quota. A quota below what the group has refuses what would add to it."""
    row = unit.get(ResourceType.USER_GROUP, str(group.id))
    _require_free_name(unit, group.name, group.id)
    row.set(**group.model_dump(mode="json", include={"name", "description", "quota"}))
    unit.flush()
    return cast(UserGroup, row.resource.record(row.values))


def delete_group(unit: Unit, group_id: int, gone: Sequence[str] = ()) -> None:
    """`wrong_state` while it has users or owns something. Images of which no file is left are forgotten with it."""
    row = unit.get(ResourceType.USER_GROUP, str(group_id))
    of_group = IMAGE_OWNER.c.group_id == group_id
    forgotten = [image for image in unit.load(ResourceType.IMAGE_OWNER, of_group) if image["uuid"] in set(gone)]
    users = _count(unit, USER_ACCOUNT, "group_id", group_id)
    owned = _owned(unit, "group_id", group_id, forgotten=len(forgotten))
    if users or owned:
        has = " and ".join(part for part in (f"{users} users" if users else "", owned) if part)
        raise IaasError(ErrorKind.WRONG_STATE, f"the group has {has}; move or delete these first")
    for gone_row in (row, *forgotten):
        unit.remove(gone_row)


# --- what must hold ---


def _administrators(unit: Unit) -> list[Row]:
    is_one = (USER_ACCOUNT.c.role == Role.SUPER_ADMIN.value) & USER_ACCOUNT.c.enabled.is_(True)
    return unit.load(ResourceType.USER, is_one)


def _keep_one_administrator(unit: Unit, row: Row) -> None:
    if [other.key for other in _administrators(unit)] == [row.key]:
        raise IaasError(ErrorKind.WRONG_STATE, "this is the last super administrator; make another one first")


def _require_group(unit: Unit, role: Role, group_id: int | None) -> None:
    if group_id is None:
        if role is not Role.SUPER_ADMIN:
            message = "groupId: only a super administrator can be without a group"
            raise IaasError(ErrorKind.WRONG_STATE, message, detail={"field": "groupId"})
    elif unit.find(ResourceType.USER_GROUP, str(group_id)) is None:
        raise IaasError(ErrorKind.WRONG_STATE, f"groupId: there is no group {group_id}", detail={"field": "groupId"})


def _taken_by(unit: Unit, username: str) -> str | None:
    """Who has a name that people would take for this one. Accounts that are alike from before stay."""
    names = unit.connection.execute(select(USER_ACCOUNT.c.username)).scalars()
    return next((name for name in names if name.casefold() == username.casefold()), None)


def _require_free_name(unit: Unit, name: str, own_id: int | None) -> None:
    if any(row["id"] != own_id for row in unit.load(ResourceType.USER_GROUP, USER_GROUP.c.name == name)):
        message = f"name: there is a group {name!r} already"
        raise IaasError(ErrorKind.CONFLICT, message, detail={"field": "name"})


def _owned(unit: Unit, column: str, value: int, *, forgotten: int = 0) -> str:
    """What a user or group owns, in words; empty for nothing. Published images keep their group alive, not their
    publisher; those that are forgotten do not count."""
    counts = [(word, _count(unit, table, column, value)) for word, table in (("VMs", VM), ("volumes", VOLUME))]
    if column == "group_id":
        counts.append(("images", _count(unit, IMAGE_OWNER, column, value) - forgotten))
    return ", ".join(f"{count} {word}" for word, count in counts if count)


def _count(unit: Unit, table: Table, column: str, value: int) -> int:
    return int(unit.connection.execute(select(func.count()).where(table.c[column] == value)).scalar_one())


def _end_credentials(unit: Unit, user_id: int, *, but: int | None = None, keys_too: bool = True) -> None:
    for row in unit.load(ResourceType.CREDENTIAL, CREDENTIAL.c.user_id == user_id):
        if row["id"] != but and (keys_too or row["kind"] != CredentialKind.API_KEY):
            unit.remove(row)


def _user(row: Row) -> User:
    return cast(User, row.resource.record(row.values))
