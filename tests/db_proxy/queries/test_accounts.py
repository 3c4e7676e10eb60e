"""Lists of users, groups with their use, keys and publishers of images."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api_common.contract.account import GroupUse, GroupView, ImageOwner, Quota, User, UserChange, UserFilter
from api_common.contract.states import CredentialKind, ResourceType, Role
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.accounts import edit_user
from db_proxy.commands.owners import note_image_owner
from db_proxy.commands.unit import Writer
from db_proxy.queries import accounts as queries
from db_proxy.queries.reader import Reader
from tests.db_proxy.people import People, id_of, owned_by
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows, refused


def furnish(rows: Rows, user: User) -> None:
    """A VM of every size with two disks and three addresses, and a free volume."""
    vm = rows.vm(cpus=2, memory=4, diskSize=30, **owned_by(user))
    for usage, size in (("SYSTEM", 30), ("ISO", None), ("DATA", 7)):
        uuid = new_uuid()
        rows.create(ResourceType.VOLUME, uuid=uuid, usageType=usage, size=size, instanceUuid=vm, **owned_by(user))
    rows.create(ResourceType.VOLUME, uuid=new_uuid(), usageType="DATA", size=5, **owned_by(user))
    for number, type_ in enumerate(("PRIVATE", "PUBLIC", "PUBLIC")):
        mac = f"00:10:{vm[:2]}:{vm[2:4]}:{vm[4:6]}:{number:02x}"
        rows.create(ResourceType.IP_USED, instanceUuid=vm, type=type_, mac=mac, ip=f"10.1.0.{number}")


def test_users_come_in_order_of_creation(read: Reader, people: People) -> None:
    group = people.group()
    users = [people.user(f"u{number}", group) for number in range(3)]
    other = people.user("other")
    assert read(queries.users, UserFilter()).content == [*users, other]
    page = read(queries.users, UserFilter(group_id=group, page_num=2, page_size=2))
    assert (page.content, page.total_pages, page.total_elements) == (users[2:], 2, 3)
    assert read(queries.users, UserFilter(group_id=999)).content == []
    for call in (queries.user, queries.password_hash):
        with refused(ErrorKind.NOT_FOUND):
            read(call, 999)


def test_users_are_found_by_what_is_known_of_them(write: Writer, read: Reader, people: People) -> None:
    one, two = people.group(), people.group()
    anna, leader = people.user("anna", one), people.user("berta", two, Role.GROUP_LEADER)
    root = people.administrator("root")
    for user, fields in ((anna, {"name": "Anna Müller", "telephone": "0151"}), (leader, {"email": "b@ann.example"})):
        write(edit_user, id_of(user), UserChange(fields={**fields, "enabled": user is leader}))

    def found(**query: Any) -> list[str]:
        return [user.username for user in read(queries.users, UserFilter(**query)).content]

    assert (
        found(keywords="ANN") == ["anna", "berta"] and found(keywords="0151") == ["anna"] and found(keywords="%") == []
    )
    assert found(role=Role.GROUP_LEADER) == ["berta"] and found(enabled=False) == ["anna"]
    assert found(enabled=True, group_id=two) == ["berta"] and found(keywords="ann", group_id=one) == ["anna"]
    assert found(keywords="o", role=Role.SUPER_ADMIN) == [root.username]


def test_groups_come_with_what_they_have(read: Reader, rows: Rows, people: People) -> None:
    users = [people.user(group_id=people.group(f"g{number}", vms=number)) for number in range(3)]
    people.user(group_id=users[1].group_id)
    people.administrator()
    for user in (users[0], users[0], users[1]):
        furnish(rows, user)
    furnish(rows, User(**{**users[0].model_dump(), "id": None, "group_id": None}))
    one = GroupUse(vms=1, cpus=2, memory=4, system_storage=30, data_storage=12, public_ips=2)
    two = GroupUse(**{name: 2 * value for name, value in one.model_dump().items()})
    views = read(queries.groups)
    assert [(view.use, view.users) for view in views] == [(two, 1), (one, 2), (GroupUse(), 1)]
    assert [(view.group.name, view.group.quota) for view in views] == [(f"g{n}", Quota(vms=n)) for n in range(3)]
    assert [read(queries.group, view.group.id or 0) for view in views] == views
    with refused(ErrorKind.NOT_FOUND):
        read(queries.group, 999)


def test_groups_cost_the_same_however_many(
    read: Reader, rows: Rows, people: People, statements: Callable[[Callable[[], Any]], int]
) -> None:
    costs = []
    for _ in range(3):
        furnish(rows, people.user())
        seen: list[list[GroupView]] = []
        costs.append(statements(lambda seen=seen: seen.append(read(queries.groups))))
    assert len(seen[0]) == 3 and costs == [5, 5, 5]


def test_keys_are_their_users(read: Reader, people: People) -> None:
    user, other = people.user(), people.user()
    keys = [people.token(user, f"k{n}", CredentialKind.API_KEY, name=f"key {n}") for n in range(2)]
    people.token(user, "session")
    people.token(other, "others", CredentialKind.API_KEY)
    assert read(queries.api_keys, id_of(user)) == keys
    assert "digest" not in str(keys)


def test_a_holder_is_told_although_the_token_is_too_old(read: Reader, people: People, clock: ManualClock) -> None:
    """iaas_core says that it is, in other words than for one that never was."""
    user = people.user()
    session = people.token(user, "session")
    clock.advance(2 * 3600)
    holder = read(queries.holder, "session")
    assert (holder.credential, holder.user) == (session, user)
    people.token(user, "ticket", CredentialKind.TICKET)
    for digest in ("ticket", "", "Session"):
        with refused(ErrorKind.UNAUTHENTICATED):
            read(queries.holder, digest)


def test_publishers_come_in_order(write: Writer, read: Reader) -> None:
    for number in range(3):
        write(note_image_owner, ImageOwner(uuid=f"{number}.yaml", group_id=number))
    assert [(owner.uuid, owner.group_id) for owner in read(queries.image_owners)] == [
        (f"{number}.yaml", number) for number in range(3)
    ]
