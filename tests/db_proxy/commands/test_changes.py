"""Change sets: what they write, what they refuse, and that they are written as a whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from api_common.contract.changes import (
    CHANGED,
    ChangeStatus,
    Create,
    Expect,
    ExpectParts,
    Remove,
    SetFields,
    SettleFromPower,
)
from api_common.contract.states import HostStatus, PowerState, ResourceType, VmStatus
from api_common.contract.vm import VmFilter
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.changes import apply_changes
from db_proxy.commands.observe import observe_power
from db_proxy.commands.unit import Writer
from db_proxy.queries.events import events_after
from db_proxy.queries.hosts import hosts
from db_proxy.queries.lists import spec_configs
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm, vms
from db_proxy.queries.volumes import volume
from tests.db_proxy.commands.reports import report
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows, refused

VM = ResourceType.VM


# --- create ---


def test_a_created_row_gets_id_time_and_revision(rows: Rows, clock: ManualClock) -> None:
    first = rows.create(VM, uuid=new_uuid(), name="a", status="BUILDING")
    second = rows.create(ResourceType.VOLUME, uuid=new_uuid(), status="CREATING")
    assert (first["id"], second["id"]) == (64, 65), "one sequence serves all of v1's tables"
    assert first["createTime"] == clock.now_ms()
    assert first["revision"] == 1


def test_several_rows_are_created_in_order_with_one_step_of_the_sequence(rows: Rows, write: Writer) -> None:
    uuids = [new_uuid() for _ in range(3)]
    created = write(apply_changes, [Create(type=VM, record={"uuid": uuid}) for uuid in uuids]).created
    assert [(row["uuid"], row["id"]) for row in created] == list(zip(uuids, (64, 65, 66), strict=True))


def test_a_given_id_is_kept_and_never_given_again(rows: Rows) -> None:
    assert rows.create(VM, uuid=new_uuid(), id=100, createTime=5)["id"] == 100
    assert rows.create(VM, uuid=new_uuid())["id"] == 101
    both = [Create(type=VM, record={"uuid": new_uuid(), "id": id_}) for id_ in (None, 102)]
    assert [row["id"] for row in rows.apply(*both)] == [103, 102]


def test_what_db_proxy_manages_starts_afresh(rows: Rows, read: Reader) -> None:
    uuid = rows.vm(powerState="running", operationUuid="x", revision=9, powerSeenAt=1)
    found = read(vm, uuid).vm
    assert (found.power_state, found.operation_uuid, found.revision, found.power_seen_at) == (None, None, 1, None)


def test_a_uuid_is_given_once(rows: Rows) -> None:
    uuid = rows.vm()
    with refused(ErrorKind.CONFLICT):
        rows.create(VM, uuid=uuid)


def test_a_place_in_a_vm_is_taken_once(rows: Rows) -> None:
    disk = {"instanceUuid": rows.vm(), "mountPoint": "vdb"}
    rows.create(ResourceType.VOLUME, uuid=new_uuid(), **disk)
    with refused(ErrorKind.CONFLICT):
        rows.create(ResourceType.VOLUME, uuid=new_uuid(), **disk)
    for _ in range(2):  # disks that are nowhere do not stand in each other's way
        rows.create(ResourceType.VOLUME, uuid=new_uuid(), instanceUuid="", mountPoint="")


@pytest.mark.parametrize(
    "record",
    [
        {"uuid": "a", "colour": "red"},
        {"name": "no uuid"},
        {"uuid": "a", "status": "PURPLE"},
        {"uuid": "a", "cpus": "x"},
    ],
)
def test_a_record_that_is_none_is_refused(rows: Rows, record: dict[str, Any]) -> None:
    with refused(ErrorKind.INVALID_REQUEST):
        rows.create(VM, **record)


@pytest.mark.parametrize("type_", [ResourceType.IMAGE, ResourceType.SERVICE, ResourceType.OPERATION])
def test_some_tables_are_not_written_by_change_sets(rows: Rows, type_: ResourceType) -> None:
    with refused(ErrorKind.INVALID_REQUEST):
        rows.create(type_, uuid=new_uuid())


# --- status ---


def test_a_status_follows_the_lifecycle(rows: Rows, read: Reader) -> None:
    uuid = rows.vm(status="STOPPED")
    rows.apply(ChangeStatus(type=VM, key=uuid, to="STARTING", expected=["STOPPED"]))
    with refused(ErrorKind.WRONG_STATE):
        rows.apply(ChangeStatus(type=VM, key=uuid, to="RESIZING"))
    with refused(ErrorKind.WRONG_STATE):
        rows.apply(ChangeStatus(type=VM, key=uuid, to="ACTIVE", expected=["STOPPED"]))
    assert read(vm, uuid).vm.status is VmStatus.STARTING


def test_an_error_is_kept_with_its_reason_until_the_next_status(rows: Rows, read: Reader) -> None:
    uuid = rows.vm(status="BUILDING")
    rows.apply(ChangeStatus(type=VM, key=uuid, to="ERROR", error="no disk"))
    assert read(vm, uuid).vm.error == "no disk"
    rows.apply(ChangeStatus(type=VM, key=uuid, to="STARTING"))
    assert read(vm, uuid).vm.error is None


def test_a_host_keeps_its_reason_as_problem(rows: Rows, read: Reader) -> None:
    host = rows.host()
    rows.apply(ChangeStatus(type=ResourceType.HOST, key=host.uuid, to="ERROR", error="no KVM"))
    found = read(hosts)[0].host
    assert (found.status, found.problem) == (HostStatus.ERROR, "no KVM")


@pytest.mark.parametrize(("type_", "to"), [(VM, "PURPLE"), (ResourceType.SPEC_CONFIG, "ACTIVE")])
def test_a_status_must_be_one(rows: Rows, type_: ResourceType, to: str) -> None:
    with refused(ErrorKind.INVALID_REQUEST):
        rows.apply(ChangeStatus(type=type_, key=rows.vm() if type_ is VM else "1", to=to))


def test_updates_never_insert(rows: Rows, read: Reader) -> None:
    gone = new_uuid()
    for change in (
        ChangeStatus(type=VM, key=gone, to="ERROR"),
        SetFields(type=VM, key=gone, fields={"name": "x"}),
    ):
        with refused(ErrorKind.NOT_FOUND):
            rows.apply(change)
    assert read(vms, VmFilter()).total_elements == 0


# --- settling ---


@pytest.mark.parametrize(
    ("status", "power", "after"),
    [
        ("STARTING", PowerState.RUNNING, VmStatus.ACTIVE),
        ("STOPPING", PowerState.STOPPED, VmStatus.STOPPED),
        ("SUSPENDING", PowerState.SAVED, VmStatus.SUSPENDED),
        ("BUILDING", None, VmStatus.UNKNOWN),
        ("STOPPED", None, VmStatus.STOPPED),
        ("DELETING", PowerState.ABSENT, VmStatus.ERROR),
    ],
)
def test_settling_shows_what_the_host_shows(
    rows: Rows, write: Writer, read: Reader, status: str, power: PowerState | None, after: VmStatus
) -> None:
    host = rows.host()
    uuid = rows.vm(status=status, hostUuid=host.uuid)
    rows.started(uuid)  # so that the observation is stored and not judged yet
    if power:
        write(observe_power, host.uuid, [report(uuid, power)])
    rows.apply(SettleFromPower(key=uuid))
    found = read(vm, uuid).vm
    assert found.status is after
    assert bool(found.error) == (after is VmStatus.ERROR)


# --- single fields ---


def test_fields_are_set_and_counted(rows: Rows, read: Reader) -> None:
    uuid = rows.vm(name="old")
    rows.apply(SetFields(type=VM, key=uuid, fields={"name": "new", "description": None}, revision=1))
    found = read(vm, uuid).vm
    assert (found.name, found.revision) == ("new", 2)
    with refused(ErrorKind.CONFLICT):
        rows.apply(SetFields(type=VM, key=uuid, fields={"name": "newer"}, revision=1))


def test_setting_what_is_there_changes_nothing(rows: Rows, read: Reader) -> None:
    uuid = rows.vm(name="same")
    before = read(events_after, -1, 1).last
    rows.apply(SetFields(type=VM, key=uuid, fields={"name": "same"}))
    assert read(vm, uuid).vm.revision == 1
    assert read(events_after, -1, 1).last == before


@pytest.mark.parametrize(
    "fields",
    [
        {"id": 1},
        {"uuid": "x"},
        {"revision": 3},
        {"operationUuid": "x"},
        {"powerState": "running"},
        {"powerSeenAt": 1},
        {"createTime": 1},
        {"status": "ACTIVE"},
        {"colour": "red"},
        {"cpus": "many"},
        {"host_uuid": "x"},
    ],
)
def test_some_fields_are_not_to_be_set(rows: Rows, fields: dict[str, Any]) -> None:
    with refused(ErrorKind.INVALID_REQUEST):
        rows.apply(SetFields(type=VM, key=rows.vm(), fields=fields))


def test_rows_without_uuid_are_named_by_their_id(rows: Rows, read: Reader) -> None:
    rows.apply(SetFields(type=ResourceType.SPEC_CONFIG, key="23", fields={"value": "vnc.example"}))
    assert next(option for option in read(spec_configs, None) if option.id == 23).value == "vnc.example"
    for key in ("9999", "abc", "-1", "٣", "9" * 30):
        with refused(ErrorKind.NOT_FOUND):
            rows.apply(SetFields(type=ResourceType.SPEC_CONFIG, key=key, fields={"value": "x"}))


def test_on_another_host_nothing_is_known_of_the_power(rows: Rows, write: Writer, read: Reader) -> None:
    host = rows.host()
    uuid = rows.vm(hostUuid=host.uuid)
    write(observe_power, host.uuid, [report(uuid, PowerState.RUNNING)])
    rows.apply(SetFields(type=VM, key=uuid, fields={"hostUuid": None}))
    assert read(vm, uuid).vm.power_state is None


# --- removal, whole sets, events ---


def test_removing_twice_is_removing_once(rows: Rows) -> None:
    uuid = rows.vm()
    rows.apply(Remove(type=VM, key=uuid))
    rows.apply(Remove(type=VM, key=uuid))


def test_a_place_can_be_given_to_another_disk_at_once(rows: Rows, read: Reader) -> None:
    place = {"instanceUuid": rows.vm(), "mountPoint": "vdb"}
    old, new = new_uuid(), new_uuid()
    rows.create(ResourceType.VOLUME, uuid=old, **place)
    rows.apply(
        Remove(type=ResourceType.VOLUME, key=old),
        Create(type=ResourceType.VOLUME, record={"uuid": new, **place}),
    )
    assert read(volume, new).mount_point == "vdb"


def test_a_set_is_written_as_a_whole_or_not_at_all(rows: Rows, read: Reader) -> None:
    uuid = rows.vm(name="old")
    before = read(events_after, -1, 1).last
    with refused(ErrorKind.NOT_FOUND):
        rows.apply(
            SetFields(type=VM, key=uuid, fields={"name": "new"}),
            Create(type=VM, record={"uuid": new_uuid()}),
            ChangeStatus(type=VM, key=new_uuid(), to="ERROR"),
        )
    assert read(vm, uuid).vm.name == "old"
    assert read(events_after, -1, 1).last == before
    assert rows.create(VM, uuid=new_uuid())["id"] == 65, "ids of the set that failed are free again"


def test_every_visible_change_is_told_once_and_without_secrets(rows: Rows, read: Reader) -> None:
    uuid = rows.vm(name="told", password="abc123", vncPassword="secret")
    rows.apply(
        SetFields(type=VM, key=uuid, fields={"name": "told again"}),
        ChangeStatus(type=VM, key=uuid, to="STARTING"),
    )
    rows.apply(Remove(type=VM, key=uuid))
    events = read(events_after, 0, 100).events
    assert [(event.kind, event.resource_key, event.revision) for event in events] == [
        ("created", uuid, 1),
        ("changed", uuid, 2),
        ("removed", uuid, 2),
    ]
    assert events[1].summary["name"] == "told again"
    assert events[1].summary["status"] == "STARTING"
    assert not {"password", "vncPassword"} & events[1].summary.keys()


def test_a_set_costs_few_statements(rows: Rows, write: Writer, statements: Any) -> None:
    uuid = rows.vm()
    changes = [
        SetFields(type=VM, key=uuid, fields={"name": "x"}),
        ChangeStatus(type=VM, key=uuid, to="STARTING"),
        SetFields(type=VM, key=uuid, fields={"description": "y"}),
    ]
    assert statements(lambda: write(apply_changes, changes)) == 3, "read the row, write it, tell it"


# --- what was looked at ---


def test_nothing_is_written_when_what_was_looked_at_is_not_so(rows: Rows, read: Reader) -> None:
    uuid = rows.vm(status="STOPPED", cpus=2)
    rename = SetFields(type=VM, key=uuid, fields={"name": "new"})
    wrong: list[dict[str, Any]] = [{"status": "ACTIVE"}, {"cpus": 2, "memory": 9}, {"hostUuid": "h"}]
    for fields in wrong:
        with refused(ErrorKind.CONFLICT) as caught:
            rows.apply(rename, Expect(type=VM, key=uuid, fields=fields))
        assert caught.value.detail[CHANGED]
    rows.apply(rename, Expect(type=VM, key=uuid, fields={"status": "STOPPED", "cpus": 2, "hostUuid": None}))
    assert read(vm, uuid).vm.name == "new"


def test_a_row_that_is_gone_is_told_as_such(rows: Rows) -> None:
    with refused(ErrorKind.NOT_FOUND) as caught:
        rows.apply(Expect(type=VM, key=new_uuid()))
    assert caught.value.detail[CHANGED], "whoever looked at it looks again"


def test_expectations_are_of_what_was_before_the_change(rows: Rows, read: Reader) -> None:
    uuid = rows.vm(status="STOPPED")
    stop = ChangeStatus(type=VM, key=uuid, to="STARTING")
    rows.apply(stop, Expect(type=VM, key=uuid, fields={"status": "STOPPED"}))
    assert read(vm, uuid).vm.status is VmStatus.STARTING


def test_a_plan_that_misses_a_part_of_the_vm_is_refused(rows: Rows) -> None:
    uuid = rows.vm()
    disk = rows.create(ResourceType.VOLUME, uuid=new_uuid(), instanceUuid=uuid)["uuid"]
    ip = rows.create(ResourceType.IP_USED, ip="10.0.0.1", mac="m", instanceUuid=uuid)["id"]
    device = rows.create(ResourceType.DEVICE, bus="1", instanceUuid=uuid)["id"]
    rows.apply(ExpectParts(key=uuid, volumes=[disk], ips=[ip], devices=[device]))
    for missing in ({"volumes": []}, {"ips": []}, {"devices": []}, {"volumes": [disk, disk]}):
        whole: dict[str, Any] = {"volumes": [disk], "ips": [ip], "devices": [device]}
        with refused(ErrorKind.CONFLICT):
            rows.apply(ExpectParts(key=uuid, **{**whole, **missing}))
