"""Quotas of groups, asked for as iaas_core asks: they hold exactly, whatever happens at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, select

from api_common.contract.account import Quota, User, UserChange, UserGroup
from api_common.contract.changes import ChangeStatus, Remove, ResourceRef
from api_common.contract.operation import OperationStart, Settlement
from api_common.contract.states import OperationStatus, Role, VmStatus
from api_common.errors import ErrorKind
from db_proxy.commands.accounts import delete_group, delete_user, edit_group, edit_user
from db_proxy.commands.operations import cancel_operation, start_operation
from db_proxy.commands.owners import change_owner
from db_proxy.commands.steps import settle_operation
from db_proxy.commands.unit import Writer
from db_proxy.queries.accounts import group
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm
from db_proxy.tables import METADATA
from tests.db_proxy.commands.starts import VM, VOLUME, begins, resize, vm_create, volume_create
from tests.db_proxy.people import People, id_of, owned_by
from tests.helpers.db import Rows, operation_start, refused, together

QUOTAS = ("vms", "cpus", "memory", "system_storage", "data_storage", "public_ips")
NONE_USED = dict.fromkeys(QUOTAS, 0)


class Ground:
    """A host and its segments, to create on."""

    def __init__(self, rows: Rows) -> None:
        self.host = rows.host().uuid
        self.private = rows.segment(hostUuid=self.host)
        self.public = rows.segment("172.16.0.1", "172.16.0.254", hostUuid=self.host, type="PUBLIC")

    def vm(self, user: User, **sizes: int) -> OperationStart:
        """A VM with an address of each kind."""
        return vm_create(user, self.host, [self.private, self.public], **sizes)


@pytest.fixture
def ground(rows: Rows) -> Ground:
    return Ground(rows)


def member(people: People, **quota: int | None) -> User:
    return people.user(group_id=people.group(**quota))


def used(read: Reader, user: User) -> dict[str, int]:
    assert user.group_id is not None
    return read(group, user.group_id).use.model_dump()


def everything(connection: Connection) -> dict[str, list[Any]]:
    """All rows of all tables."""
    return {
        table.name: sorted(map(repr, connection.execute(select(table))))
        for table in METADATA.sorted_tables
        if table.name != "fence"
    }


def limit(write: Writer, user: User, **quota: int) -> None:
    write(edit_group, UserGroup(id=user.group_id, name=f"limited {user.username}", quota=Quota(**quota)))


# --- what is counted ---


def test_everything_that_is_created_is_counted(write: Writer, read: Reader, people: People, ground: Ground) -> None:
    user, other = member(people), member(people)
    write(start_operation, ground.vm(user))
    write(start_operation, ground.vm(user, cpus=1, memory=1, disk_size=5))
    write(start_operation, volume_create(user, 30))
    write(start_operation, ground.vm(other))
    expected = {"vms": 2, "cpus": 3, "memory": 5, "system_storage": 25, "data_storage": 30, "public_ips": 2}
    assert used(read, user) == expected
    assert used(read, other)["vms"] == 1


@pytest.mark.parametrize(
    ("quota", "most", "asked"),
    [("vms", 2, 1), ("cpus", 5, 2), ("memory", 8, 4), ("system_storage", 59, 20), ("public_ips", 2, 1)],
)
def test_a_vm_fits_each_quota_or_is_not_created(
    write: Writer, read: Reader, people: People, ground: Ground, quota: str, most: int, asked: int
) -> None:
    user = member(people, **{quota: most})
    for _ in range(2):
        write(start_operation, ground.vm(user))
    before = read(everything)
    with refused(ErrorKind.NO_CAPACITY) as caught:
        write(start_operation, ground.vm(user))
    assert caught.value.detail == {"quota": quota, "limit": most, "used": 2 * asked, "asked": asked}
    assert f"has {2 * asked} of {most} " in caught.value.message
    assert read(everything) == before, "nothing is written"
    write(start_operation, volume_create(user, 10_000))


def test_a_volume_fits_its_quota_or_is_not_created(write: Writer, read: Reader, people: People, ground: Ground) -> None:
    user = member(people, data_storage=50)
    write(start_operation, volume_create(user, 30))
    before = read(everything)
    with refused(ErrorKind.NO_CAPACITY) as caught:
        write(start_operation, volume_create(user, 21))
    assert caught.value.detail == {"quota": "data_storage", "limit": 50, "used": 30, "asked": 21}
    assert read(everything) == before
    write(start_operation, volume_create(user, 20))
    write(start_operation, ground.vm(user, disk_size=500))


def test_a_vm_without_a_public_address_needs_none(write: Writer, people: People, ground: Ground) -> None:
    user = member(people, public_ips=0)
    write(start_operation, vm_create(user, ground.host, [ground.private]))
    with refused(ErrorKind.NO_CAPACITY):
        write(start_operation, ground.vm(user))


def test_a_quota_of_nothing_allows_nothing(write: Writer, people: People, ground: Ground) -> None:
    user = member(people, **NONE_USED)
    for start in (ground.vm(user), volume_create(user, 1)):
        with refused(ErrorKind.NO_CAPACITY):
            write(start_operation, start)


def test_the_same_start_again_is_not_counted_again(write: Writer, people: People, ground: Ground) -> None:
    user = member(people, vms=1)
    start = ground.vm(user)
    first = write(start_operation, start)
    assert write(start_operation, start).operation == first.operation


def test_what_has_no_group_is_free(write: Writer, read: Reader, people: People, ground: Ground) -> None:
    user, administrator = member(people, **NONE_USED), people.administrator()
    write(start_operation, ground.vm(administrator))
    write(start_operation, volume_create(administrator, 10_000))
    assert used(read, user) == NONE_USED


def test_counting_costs_the_same_however_much_there_is(
    write: Writer, people: People, ground: Ground, statements: Callable[[Callable[[], Any]], int]
) -> None:
    user = member(people, vms=100)
    costs = [statements(partial(write, start_operation, ground.vm(user))) for _ in range(3)]
    assert len(set(costs)) == 1 and costs[0] <= 32


# --- at the same moment ---


@pytest.mark.parametrize(
    ("quota", "each"),
    [("vms", 1), ("cpus", 2), ("memory", 4), ("system_storage", 20), ("public_ips", 1), ("data_storage", 10)],
)
def test_of_many_at_once_exactly_as_many_as_fit_get_it(
    write: Writer, write_elsewhere: Writer, read: Reader, people: People, ground: Ground, quota: str, each: int
) -> None:
    user = member(people, **{quota: 7 * each})
    writers = [write, write_elsewhere] * 10
    starts = [volume_create(user, each) if quota == "data_storage" else ground.vm(user) for _ in writers]
    pairs = zip(writers, starts, strict=True)
    started, refusals = together([partial(writer, start_operation, start) for writer, start in pairs])
    assert (len(started), [error.kind for error in refusals]) == (7, [ErrorKind.NO_CAPACITY] * 13)
    assert {error.detail["quota"] for error in refusals} == {quota}
    assert used(read, user)[quota] == 7 * each


# --- sizes ---


def owned_vm(rows: Rows, user: User, ground: Ground) -> str:
    return rows.vm(cpus=4, memory=8, hostUuid=ground.host, **owned_by(user))


@pytest.mark.parametrize(("field", "most"), [("cpus", 6), ("memory", 12)])
def test_growing_is_counted(
    write: Writer, read: Reader, rows: Rows, people: People, ground: Ground, field: str, most: int
) -> None:
    user = member(people, **{field: most})
    uuid = owned_vm(rows, user, ground)
    had = used(read, user)[field]
    before = read(everything)
    with refused(ErrorKind.NO_CAPACITY) as caught:
        write(start_operation, resize(uuid, ground.host, grows=True, **{field: most + 1}))
    assert caught.value.detail == {"quota": field, "limit": most, "used": had, "asked": most + 1 - had}
    assert read(everything) == before
    write(start_operation, resize(uuid, ground.host, grows=True, **{field: most}))
    assert used(read, user)[field] == most


def test_over_quota_only_what_adds_is_refused(
    write: Writer, read: Reader, rows: Rows, people: People, ground: Ground
) -> None:
    user = member(people)
    uuids = [owned_vm(rows, user, ground) for _ in range(4)]
    limit(write, user, **dict.fromkeys(QUOTAS, 1))
    for start in (
        ground.vm(user, cpus=1, memory=1, disk_size=1),
        volume_create(user, 2),
        resize(uuids[0], ground.host, grows=True, cpus=5),
        resize(uuids[0], ground.host, grows=True, memory=9, cpus=1),
    ):
        with refused(ErrorKind.NO_CAPACITY):
            write(start_operation, start)
    write(start_operation, resize(uuids[0], ground.host, grows=False, cpus=1, memory=7))
    write(start_operation, operation_start(uuids[1], kind="vm_start", changes=[begins(uuids[1], VmStatus.STARTING)]))
    goes = ChangeStatus(type=VM, key=uuids[2], to=VmStatus.DELETING)
    deleting = write(start_operation, operation_start(uuids[2], kind="vm_delete", changes=[goes])).operation
    gone = Settlement(fence=deleting.fence, status=OperationStatus.DONE, changes=[Remove(type=VM, key=uuids[2])])
    write(settle_operation, deleting.uuid, gone)
    assert used(read, user) == {**NONE_USED, "vms": 3, "cpus": 9, "memory": 23, "system_storage": 60}


def test_undoing_is_never_refused(write: Writer, read: Reader, rows: Rows, people: People, ground: Ground) -> None:
    """A VM that could not be made smaller has its old size again, even if others have taken the room since."""
    user = member(people, cpus=4)
    uuid = owned_vm(rows, user, ground)
    reducing = resize(uuid, ground.host, grows=False, cpus=2)
    fence = write(start_operation, reducing).operation.fence
    write(start_operation, ground.vm(user))
    back = resize(uuid, ground.host, grows=False, cpus=4).changes[1:]
    write(cancel_operation, reducing.uuid)
    write(settle_operation, reducing.uuid, Settlement(fence=fence, status=OperationStatus.UNDONE, changes=back))
    assert (read(vm, uuid).vm.cpus, used(read, user)["cpus"]) == (4, 6)


# --- owners ---


def test_what_is_given_counts_in_the_new_group(
    write: Writer, read: Reader, rows: Rows, people: People, ground: Ground
) -> None:
    giver, taker = member(people, vms=1), member(people, vms=1, cpus=4, data_storage=10)
    given, kept = owned_vm(rows, giver, ground), owned_vm(rows, giver, ground)
    volume = rows.create(VOLUME, uuid="f" * 32, size=11, usageType="DATA", status="AVAILABLE", **owned_by(giver))
    write(change_owner, ResourceRef(type=VM, key=given), id_of(taker))
    assert (used(read, giver)["vms"], used(read, taker)["vms"]) == (1, 1)
    before = read(everything)
    for ref, quota in (
        (ResourceRef(type=VM, key=kept), "vms"),
        (ResourceRef(type=VOLUME, key="f" * 32), "data_storage"),
    ):
        with refused(ErrorKind.NO_CAPACITY) as caught:
            write(change_owner, ref, id_of(taker))
        assert caught.value.detail["quota"] == quota
    assert read(everything) == before and volume["groupId"] == giver.group_id
    friend = people.user(group_id=taker.group_id)
    write(change_owner, ResourceRef(type=VM, key=given), id_of(friend))
    limit(write, taker, vms=0)
    write(change_owner, ResourceRef(type=VM, key=given), id_of(taker))
    assert used(read, taker)["vms"] == 1, "within the group nothing grows"


def test_of_many_given_at_once_as_many_as_fit_arrive(
    write: Writer, write_elsewhere: Writer, read: Reader, rows: Rows, people: People, ground: Ground
) -> None:
    giver, taker = member(people), member(people, vms=3)
    refs = [ResourceRef(type=VM, key=owned_vm(rows, giver, ground)) for _ in range(8)]
    pairs = zip([write, write_elsewhere] * 4, refs, strict=True)
    given, refusals = together([partial(each, change_owner, ref, id_of(taker)) for each, ref in pairs])
    assert (len(given), {error.kind for error in refusals}) == (3, {ErrorKind.NO_CAPACITY})
    assert (used(read, giver)["vms"], used(read, taker)["vms"]) == (5, 3)


@pytest.mark.parametrize("meanwhile", ["disabled", "deleted", "in another group"])
def test_who_changed_since_gets_nothing(
    write: Writer, read: Reader, people: People, ground: Ground, meanwhile: str
) -> None:
    """iaas_core looks at the account first, and asks later."""
    user, other = member(people), people.group()
    if meanwhile == "deleted":
        write(delete_user, id_of(user))
    else:
        fields: dict[str, Any] = {"enabled": False} if meanwhile == "disabled" else {"groupId": other}
        write(edit_user, id_of(user), UserChange(fields=fields))
    before = read(everything)
    for start in (ground.vm(user), volume_create(user, 1)):
        with refused(ErrorKind.WRONG_STATE):
            write(start_operation, start)
    assert read(everything) == before


def test_a_group_that_is_gone_gets_nothing(write: Writer, people: People, ground: Ground) -> None:
    group_id = people.group()
    write(delete_group, group_id)
    nobody = User(username="nobody", role=Role.MEMBER, group_id=group_id)
    with refused(ErrorKind.WRONG_STATE):
        write(start_operation, ground.vm(nobody))
