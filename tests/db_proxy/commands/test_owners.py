"""Giving VMs and volumes to others, and who published an image."""

from __future__ import annotations

from typing import Any

import pytest

from api_common.contract.account import ImageOwner, User, UserChange
from api_common.contract.changes import ResourceRef, SetFields
from api_common.contract.operation import OperationStart
from api_common.contract.states import ResourceType, VolumeUsage
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.accounts import delete_user, edit_user
from db_proxy.commands.operations import start_operation
from db_proxy.commands.owners import change_owner, forget_image_owner, note_image_owner
from db_proxy.commands.unit import Writer
from db_proxy.queries.accounts import image_owners
from db_proxy.queries.events import events_after
from db_proxy.queries.operations import operation
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm
from db_proxy.queries.volumes import volume
from tests.db_proxy.commands.starts import volume_create
from tests.db_proxy.commands.stuck import stuck
from tests.db_proxy.people import People, id_of, owned_by
from tests.helpers.db import Rows, operation_start, refused

VM, VOLUME = ResourceType.VM, ResourceType.VOLUME
DATA, SYSTEM, ISO = (usage.value for usage in (VolumeUsage.DATA, VolumeUsage.SYSTEM, VolumeUsage.ISO))


def disk(rows: Rows, user: User | None = None, **fields: Any) -> str:
    owner = owned_by(user) if user else {}
    record = {"uuid": new_uuid(), "usageType": DATA, "status": "AVAILABLE", "size": 5, **owner, **fields}
    return str(rows.create(VOLUME, **record)["uuid"])


def give(write: Writer, type_: ResourceType, key: str, user: User) -> None:
    write(change_owner, ResourceRef(type=type_, key=key), id_of(user))


def owner(row: Any) -> tuple[int | None, int | None, str | None]:
    return row.user_id, row.group_id, row.user_name


def test_a_vm_goes_with_its_disks(write: Writer, read: Reader, rows: Rows, people: People) -> None:
    giver, taker = people.user("alice"), people.user("bob")
    uuid = rows.vm(**owned_by(giver))
    disks = [disk(rows, giver, instanceUuid=uuid, usageType=usage) for usage in (SYSTEM, ISO, DATA)]
    other = disk(rows, giver)
    last = read(events_after, -1, 1).last
    for _ in range(2):
        give(write, VM, uuid, taker)
    assert owner(read(vm, uuid).vm) == (taker.id, taker.group_id, "bob")
    assert {owner(read(volume, each)) for each in disks} == {(taker.id, taker.group_id, "bob")}
    assert owner(read(volume, other)) == (giver.id, giver.group_id, "alice")
    events = read(events_after, last, 100).events
    assert sorted(event.resource_key for event in events) == sorted([uuid, *disks]), "each is told once"


def test_a_free_volume_goes_alone(write: Writer, read: Reader, rows: Rows, people: People) -> None:
    taker = people.user("bob")
    for fields in ({}, {"usageType": None}, {"instanceUuid": ""}):
        uuid = disk(rows, **fields)
        give(write, VOLUME, uuid, taker)
        assert owner(read(volume, uuid)) == (taker.id, taker.group_id, "bob")
    administrator = people.administrator("root")
    give(write, VOLUME, uuid, administrator)
    assert owner(read(volume, uuid)) == (administrator.id, None, "root")


def test_what_belongs_to_a_vm_stays_with_it(write: Writer, rows: Rows, people: People) -> None:
    taker, uuid = people.user(), rows.vm()
    for fields in ({"instanceUuid": uuid}, {"usageType": SYSTEM}, {"usageType": ISO}):
        with refused(ErrorKind.WRONG_STATE):
            give(write, VOLUME, disk(rows, **fields), taker)


def test_what_has_no_owner_or_is_not_there_is_refused(write: Writer, rows: Rows, people: People) -> None:
    taker, host, uuid = people.user(), rows.host(), rows.vm()
    with refused(ErrorKind.INVALID_REQUEST):
        give(write, ResourceType.HOST, host.uuid, taker)
    with refused(ErrorKind.NOT_FOUND):
        give(write, VM, new_uuid(), taker)
    with refused(ErrorKind.NOT_FOUND):
        give(write, VM, uuid, taker.model_copy(update={"id": 9999}))
    write(edit_user, id_of(taker), UserChange(fields={"enabled": False}))
    with refused(ErrorKind.WRONG_STATE):
        give(write, VM, uuid, taker)


def test_what_an_operation_works_on_stays(write: Writer, read: Reader, rows: Rows, people: People) -> None:
    """A volume on its way to a VM would end up with a VM of another group."""
    giver, taker = people.user("alice"), people.user("bob")
    uuid, volume_uuid = rows.vm(**owned_by(giver)), disk(rows, giver)
    holds = [ResourceRef(type=VM, key=uuid), ResourceRef(type=VOLUME, key=volume_uuid)]
    attaching = write(start_operation, operation_start(uuid, kind="volume_attach", holds=holds)).operation
    for type_, key in ((VM, uuid), (VOLUME, volume_uuid)):
        with refused(ErrorKind.CONFLICT) as caught:
            give(write, type_, key, taker)
        assert caught.value.detail["operationUuid"] == attaching.uuid
    assert owner(read(vm, uuid).vm) == (giver.id, giver.group_id, "alice")

    other = rows.vm(**owned_by(giver))
    held = disk(rows, giver, instanceUuid=other)
    write(start_operation, operation_start(other, holds=[ResourceRef(type=VOLUME, key=held)]))
    with refused(ErrorKind.CONFLICT):
        give(write, VM, other, taker)
    third = rows.vm()
    stuck(rows, write, third)
    with refused(ErrorKind.CONFLICT):
        give(write, VM, third, taker)


def test_operations_are_their_targets_owners(write: Writer, read: Reader, rows: Rows, people: People) -> None:
    user, asker = people.user("alice"), people.administrator("root")
    on_vm = rows.started(rows.vm(**owned_by(user)), user_name=asker.username).operation
    assert owner(on_vm) == owner(read(operation, on_vm.uuid)) == (user.id, user.group_id, "root")
    on_new = write(start_operation, volume_create(user, 3)).operation
    assert (on_new.user_id, on_new.group_id) == (user.id, user.group_id)
    assert owner(rows.started(rows.vm()).operation) == (None, None, None)


# --- images ---


def published(rows: Rows, image: ImageOwner) -> OperationStart:
    return operation_start(rows.vm(), kind="image_publish", image_owner=image)


def test_an_image_belongs_to_its_publisher_until_it_is_gone(
    write: Writer, read: Reader, rows: Rows, people: People
) -> None:
    user = people.user()
    image = ImageOwner(uuid="i.yaml", user_id=user.id, group_id=user.group_id)
    start = published(rows, image)
    for _ in range(2):
        write(start_operation, start)
    (known,) = read(image_owners)
    assert known == image.model_copy(update={"id": known.id})
    for is_public in (True, False, False):
        write(note_image_owner, known.model_copy(update={"is_public": is_public, "user_id": 9, "group_id": 9}))
        assert read(image_owners) == [known.model_copy(update={"is_public": is_public})], "it keeps its owner"
    for _ in range(2):
        write(forget_image_owner, "i.yaml")
    assert read(image_owners) == []


@pytest.mark.parametrize("meanwhile", ["deleted", "in another group"])
def test_who_changed_since_publishes_nothing(
    write: Writer, read: Reader, rows: Rows, people: People, meanwhile: str
) -> None:
    user, other = people.user(), people.group()
    start = published(rows, ImageOwner(uuid="i.yaml", user_id=user.id, group_id=user.group_id))
    if meanwhile == "deleted":
        write(delete_user, id_of(user))
    else:
        write(edit_user, id_of(user), UserChange(fields={"groupId": other}))
    with refused(ErrorKind.WRONG_STATE):
        write(start_operation, start)
    assert read(image_owners) == []
    with refused(ErrorKind.NOT_FOUND):
        read(operation, start.uuid)


def test_an_image_is_shared_after_its_publisher_has_gone(write: Writer, read: Reader, people: People) -> None:
    user = people.user()
    image = ImageOwner(uuid="i.yaml", user_id=user.id, group_id=user.group_id)
    write(note_image_owner, image)
    write(delete_user, id_of(user))
    write(note_image_owner, image.model_copy(update={"is_public": True}))
    assert [owner.is_public for owner in read(image_owners)] == [True]


def attach(uuid: str, vm_uuid: str) -> OperationStart:
    """A volume on its way to a VM."""
    return operation_start(
        vm_uuid,
        kind="volume_attach",
        holds=[ResourceRef(type=VM, key=vm_uuid), ResourceRef(type=VOLUME, key=uuid)],
        changes=[SetFields(type=VOLUME, key=uuid, fields={"instanceUuid": vm_uuid, "mountPoint": "vdb"})],
    )


def test_a_volume_comes_to_vms_of_its_group_only(write: Writer, read: Reader, rows: Rows, people: People) -> None:
    """iaas_core has looked before; one of the two may have been given away since."""
    giver, taker = people.user("alice"), people.user("bob")
    uuid, mine, theirs = disk(rows, giver), rows.vm(**owned_by(giver)), rows.vm(**owned_by(taker))
    with refused(ErrorKind.WRONG_STATE):
        write(start_operation, attach(uuid, theirs))
    assert not read(volume, uuid).instance_uuid and read(vm, theirs).vm.operation_uuid is None
    write(start_operation, attach(uuid, mine))
    assert read(volume, uuid).instance_uuid == mine
    nobodys, free = rows.vm(), disk(rows)
    write(start_operation, attach(free, nobodys))
    assert read(volume, free).instance_uuid == nobodys
