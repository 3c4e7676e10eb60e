"""Users and groups: names, the last administrator, what owners and groups have, and what ends sessions."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from api_common.contract.account import (
    ImageOwner,
    NewUser,
    PasswordChange,
    Quota,
    User,
    UserChange,
    UserFilter,
    UserGroup,
)
from api_common.contract.changes import Expect
from api_common.contract.states import CredentialKind, ResourceType, Role
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands import accounts
from db_proxy.commands.owners import note_image_owner
from db_proxy.commands.unit import Writer
from db_proxy.queries import accounts as queries
from db_proxy.queries.events import events_after
from db_proxy.queries.reader import Reader
from tests.db_proxy.people import People, id_of, owned_by
from tests.helpers.db import Rows, refused, together


def first(name: str = "admin") -> NewUser:
    return NewUser(user=User(username=name, role=Role.SUPER_ADMIN), password_hash=f"hash of {name}")


def edit(write: Writer, user: User, **fields: Any) -> User:
    return write(accounts.edit_user, id_of(user), UserChange(fields=fields))


def opens(read: Reader, digest: str) -> bool:
    try:
        read(queries.holder, digest)
    except Exception as error:
        assert getattr(error, "kind", None) is ErrorKind.UNAUTHENTICATED, error
        return False
    return True


def administrators(read: Reader) -> list[str]:
    users = read(queries.users, UserFilter()).content
    return [user.username for user in users if user.role is Role.SUPER_ADMIN and user.enabled]


# --- the first administrator ---


def test_the_first_administrator_is_made_once(write: Writer, read: Reader) -> None:
    assert write(accounts.ensure_administrator, first())
    assert write(accounts.ensure_administrator, first()), "the same call again: its answer was lost"
    assert not write(accounts.ensure_administrator, first("other"))
    assert administrators(read) == ["admin"]


def test_of_many_starts_at_once_one_makes_it(write: Writer, write_elsewhere: Writer, read: Reader) -> None:
    writers = [write, write_elsewhere] * 4
    calls = [partial(each, accounts.ensure_administrator, first(f"admin{n}")) for n, each in enumerate(writers)]
    answers, refusals = together(calls)
    assert (sorted(answers), refusals) == ([False] * 7 + [True], [])
    assert len(administrators(read)) == 1


# --- users ---


def test_a_user_is_told_without_the_password(write: Writer, read: Reader, people: People) -> None:
    user = people.user("alice")
    assert read(queries.user, id_of(user)) == user
    assert (user.enabled, user.must_change_password, user.last_login_time) == (True, False, None)
    assert read(queries.password_hash, id_of(user)) == "hash of alice"
    write(accounts.set_password, id_of(user), PasswordChange(password_hash="another hash"))
    write(accounts.delete_user, id_of(user))
    events = [event for event in read(events_after, 0, 100).events if event.resource_type is ResourceType.USER]
    assert [event.kind for event in events] == ["created", "changed", "removed"]
    assert not any("hash" in str(event) for event in events)


def test_names_are_taken_once(write: Writer, people: People) -> None:
    people.user("alice")
    other, group = people.user("bob"), people.group("lab")
    for alike in ("alice", "Alice", "ALICE"):
        with refused(ErrorKind.CONFLICT):
            people.user(alike, group)
    with refused(ErrorKind.CONFLICT):
        people.group("lab")
    with refused(ErrorKind.CONFLICT):
        write(accounts.edit_group, UserGroup(id=other.group_id, name="lab"))
    write(accounts.edit_group, UserGroup(id=group, name="lab", description="keeps its name"))


def test_of_many_users_of_one_name_one_is_made(write: Writer, people: People) -> None:
    group = people.group()
    new = [NewUser(user=User(username="a", role=Role.MEMBER, group_id=group), password_hash="x") for _ in range(8)]
    made, refusals = together([partial(write, accounts.create_user, each) for each in new])
    assert (len(made), {error.kind for error in refusals}) == (1, {ErrorKind.CONFLICT})


@pytest.mark.parametrize("role", [Role.GROUP_LEADER, Role.MEMBER])
def test_who_is_no_administrator_has_a_group(write: Writer, people: People, role: Role) -> None:
    people.administrator()
    for group_id in (None, 999):
        new = NewUser(user=User(username="a", role=role, group_id=group_id), password_hash="x")
        with refused(ErrorKind.WRONG_STATE):
            write(accounts.create_user, new)
        with refused(ErrorKind.WRONG_STATE):
            edit(write, people.user(), groupId=group_id, role=role.value)
    with refused(ErrorKind.WRONG_STATE):
        edit(write, people.administrator(), role=role.value)


def test_fields_are_written(write: Writer, read: Reader, people: People) -> None:
    user, group = people.user(), people.group()
    changed = edit(write, user, name="A", telephone="1", email="a@b", role="GROUP_LEADER", groupId=group)
    assert changed == read(queries.user, id_of(user))
    assert (changed.name, changed.telephone, changed.email) == ("A", "1", "a@b")
    assert (changed.role, changed.group_id, changed.revision) == (Role.GROUP_LEADER, group, user.revision + 1)
    assert edit(write, user, name="A") == changed, "nothing changes"
    assert edit(write, user, name=None).name is None


@pytest.mark.parametrize(
    "fields",
    [
        {"id": 7},
        {"username": "b"},
        {"passwordHash": "x"},
        {"password_hash": "x"},
        {"mustChangePassword": False},
        {"createTime": 1},
        {"lastLoginTime": 1},
        {"revision": 9},
        {"role": "ROOT"},
        {"role": None},
        {"enabled": None},
        {"enabled": "perhaps"},
        {"groupId": "many"},
    ],
    ids=str,
)
def test_other_fields_and_values_are_not(write: Writer, read: Reader, people: People, fields: dict[str, Any]) -> None:
    user = people.user()
    with refused(ErrorKind.INVALID_REQUEST):
        edit(write, user, name="B", **fields)
    assert read(queries.user, id_of(user)) == user
    assert read(queries.password_hash, id_of(user)) == f"hash of {user.username}"


def test_who_is_not_there_cannot_be_changed(write: Writer, people: People) -> None:
    nobody = people.user().model_copy(update={"id": 2**40})
    for call in (
        partial(edit, write, nobody, name="x"),
        partial(write, accounts.delete_user, id_of(nobody)),
        partial(write, accounts.set_password, id_of(nobody), PasswordChange(password_hash="x")),
        partial(write, accounts.edit_group, UserGroup(id=999, name="x")),
        partial(write, accounts.delete_group, 999),
    ):
        with refused(ErrorKind.NOT_FOUND):
            call()


# --- the last administrator ---


def test_one_administrator_stays(write: Writer, read: Reader, people: People) -> None:
    only, disabled, group = people.administrator(), people.administrator(), people.group()
    edit(write, disabled, enabled=False)
    for call in (
        partial(write, accounts.delete_user, id_of(only)),
        partial(edit, write, only, enabled=False),
        partial(edit, write, only, role="GROUP_LEADER", groupId=group),
    ):
        with refused(ErrorKind.WRONG_STATE):
            call()
    assert administrators(read) == [only.username]
    edit(write, only, name="still me", groupId=group)
    write(accounts.delete_user, id_of(disabled))
    people.administrator()
    write(accounts.delete_user, id_of(only))


@pytest.mark.parametrize("fields", [{"role": "MEMBER"}, {"enabled": False}, None], ids=["demote", "disable", "delete"])
def test_of_two_that_go_at_once_one_stays(
    write: Writer, write_elsewhere: Writer, read: Reader, people: People, fields: dict[str, Any] | None
) -> None:
    group = people.group()
    both = [people.user(f"admin{n}", group, Role.SUPER_ADMIN) for n in range(2)]

    def remove(writer: Writer, user: User) -> None:
        if fields is None:
            writer(accounts.delete_user, id_of(user))
        else:
            edit(writer, user, **fields)

    pairs = zip((write, write_elsewhere), both, strict=True)
    gone, refusals = together([partial(remove, *pair) for pair in pairs])
    assert (len(gone), [error.kind for error in refusals]) == (1, [ErrorKind.WRONG_STATE])
    assert len(administrators(read)) == 1


# --- what people and groups have ---


@pytest.mark.parametrize("type_", [ResourceType.VM, ResourceType.VOLUME])
def test_owners_stay_in_their_group(write: Writer, rows: Rows, people: People, type_: ResourceType) -> None:
    user, other = people.user(), people.group()
    rows.create(type_, uuid=new_uuid(), **owned_by(user))
    with refused(ErrorKind.WRONG_STATE) as caught:
        write(accounts.delete_user, id_of(user))
    assert "owns 1 " in caught.value.message
    with refused(ErrorKind.WRONG_STATE):
        edit(write, user, groupId=other)
    edit(write, user, role="GROUP_LEADER", enabled=False)
    empty = people.user()
    edit(write, empty, groupId=other)
    write(accounts.delete_user, id_of(empty))


def test_a_group_with_anything_stays(write: Writer, rows: Rows, people: People, read: Reader) -> None:
    group = people.group()
    user = people.user(group_id=group)

    def refusal() -> str:
        with refused(ErrorKind.WRONG_STATE) as caught:
            write(accounts.delete_group, group)
        return caught.value.message

    assert "1 users" in refusal()
    write(accounts.delete_user, id_of(user))
    nobodys = {**owned_by(user), "userId": None}
    removed = [rows.create(type_, uuid=new_uuid(), **nobodys) for type_ in (ResourceType.VM, ResourceType.VOLUME)]
    write(note_image_owner, ImageOwner(uuid="i.yaml", user_id=user.id, group_id=group))
    assert "1 VMs, 1 volumes, 1 images" in refusal()
    assert len(removed) == 2 and read(queries.group, group).use.vms == 1
    other = people.group()
    write(accounts.delete_group, other)
    with refused(ErrorKind.NOT_FOUND):
        read(queries.group, other)


def test_a_group_is_replaced_as_a_whole(write: Writer, read: Reader, people: People) -> None:
    group = people.group("lab", vms=3, cpus=9)
    before = read(queries.group, group).group
    changed = write(accounts.edit_group, UserGroup(id=group, name="lab2", description="d", quota=Quota(vms=0)))
    assert changed == read(queries.group, group).group
    assert (changed.name, changed.description, changed.quota) == ("lab2", "d", Quota(vms=0))
    assert (changed.create_time, changed.revision) == (before.create_time, before.revision + 1)


# --- what ends sessions ---


@pytest.mark.parametrize("how", ["disable", "delete"])
def test_who_is_disabled_or_deleted_has_no_tokens(write: Writer, read: Reader, people: People, how: str) -> None:
    user, other = people.user(), people.user()
    people.token(user, "session")
    people.token(user, "key", CredentialKind.API_KEY)
    people.token(other, "others")
    if how == "delete":
        write(accounts.delete_user, id_of(user))
    else:
        edit(write, user, enabled=False)
    assert [opens(read, digest) for digest in ("session", "key", "others")] == [False, False, True]
    removed = [event for event in read(events_after, 0, 100).events if event.kind == "removed"]
    assert [event.resource_type for event in removed].count(ResourceType.CREDENTIAL) == 2, "caches hear of it"


def test_a_new_password_ends_other_sessions(write: Writer, read: Reader, people: People) -> None:
    user, other = people.user(), people.user()
    kept = people.token(user, "kept")
    people.token(user, "session")
    people.token(user, "key", CredentialKind.API_KEY)
    people.token(other, "others")
    change = PasswordChange(password_hash="new", keep_credential_id=kept.id, must_change=True)
    for _ in range(2):
        write(accounts.set_password, id_of(user), change)
    assert [opens(read, each) for each in ("kept", "session", "key", "others")] == [True, False, True, True]
    assert read(queries.password_hash, id_of(user)) == "new"
    assert read(queries.user, id_of(user)).must_change_password
    write(accounts.set_password, id_of(user), PasswordChange(password_hash="newer"))
    assert [opens(read, each) for each in ("kept", "key")] == [False, True]
    assert not read(queries.user, id_of(user)).must_change_password


def test_a_session_that_was_ended_sets_no_password(write: Writer, read: Reader, people: People) -> None:
    """An administrator sets one while somebody with the old password is about to do the same."""
    user, other = people.user(), people.user()
    session = people.token(user, "session")
    write(accounts.set_password, id_of(user), PasswordChange(password_hash="the administrator's", must_change=True))
    for credential in (session, people.token(other, "others")):
        change = PasswordChange(password_hash="mine", keep_credential_id=credential.id)
        with refused(ErrorKind.UNAUTHENTICATED):
            write(accounts.set_password, id_of(user), change)
    assert read(queries.password_hash, id_of(user)) == "the administrator's"


def test_a_user_who_became_somebody_else_meanwhile_is_left_alone(write: Writer, people: People) -> None:
    """A leader looks at a member; before the leader's write the member is made an administrator."""
    user = people.user("alice")
    seen = [Expect(type=ResourceType.USER, key=str(user.id), fields={"role": "MEMBER", "groupId": user.group_id})]
    write(accounts.edit_user, id_of(user), UserChange(fields={"role": "SUPER_ADMIN"}))
    password = PasswordChange(password_hash="mine", expect=seen)
    for late in (
        partial(write, accounts.edit_user, id_of(user), UserChange(fields={"enabled": False}, expect=seen)),
        partial(write, accounts.set_password, id_of(user), password),
        partial(write, accounts.delete_user, id_of(user), seen),
    ):
        with refused(ErrorKind.CONFLICT):
            late()


def test_images_without_files_are_forgotten_with_their_group_only(write: Writer, read: Reader, people: People) -> None:
    """A refused deletion forgets nothing: an image without a row is everybody's."""
    group = people.group("lab")
    user = people.user("alice", group)
    write(note_image_owner, ImageOwner(uuid="gone.yaml", user_id=user.id, group_id=group))
    with refused(ErrorKind.WRONG_STATE):
        write(accounts.delete_group, group, ["gone.yaml"])
    assert [owner.uuid for owner in read(queries.image_owners)] == ["gone.yaml"]
    write(accounts.delete_user, id_of(user))
    with refused(ErrorKind.WRONG_STATE):
        write(accounts.delete_group, group)
    write(accounts.delete_group, group, ["gone.yaml"])
    assert read(queries.image_owners) == []
