"""Whose rows each query shows: of one user, of one group, of nobody, or all."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from api_common.contract.account import Scope, User
from api_common.contract.operation import OperationFilter
from api_common.contract.states import ResourceType
from api_common.contract.vm import VmFilter, VolumeFilter
from api_common.identity import new_uuid
from db_proxy.queries.hosts import devices
from db_proxy.queries.network import segment_addresses
from db_proxy.queries.operations import operations
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm_counts, vms
from db_proxy.queries.volumes import volume_counts, volumes
from tests.db_proxy.people import People, owned_by
from tests.helpers.db import Rows

WHO = ("alice", "ally", "bob", "nobody")
"""Two of one group, one of another, and what v1 left behind."""
USER, GROUP, EMPTY, ALL = ["alice"], ["alice", "ally"], [], list(WHO)


@dataclass
class Town:
    """Everybody has one of everything, called like themselves, on one host and in one segment."""

    users: dict[str, User]
    host: str
    segment: int
    names: dict[str, str]

    def scope(self, kind: str) -> Scope | None:
        alice = self.users["alice"]
        return {
            "user": Scope(user_id=alice.id),
            "user of a group": Scope(user_id=alice.id, group_id=self.users["bob"].group_id),
            "group": Scope(group_id=alice.group_id),
            "empty": Scope(),
            "unknown": Scope(user_id=9999),
            "all": None,
        }[kind]


@pytest.fixture
def town(rows: Rows, people: People) -> Town:
    group = people.group()
    users = {"alice": people.user("alice", group), "ally": people.user("ally", group), "bob": people.user("bob")}
    host, segment, names = rows.host().uuid, rows.segment(), {}
    for number, who in enumerate(WHO):
        owner = owned_by(users[who]) if who in users else {}
        vm = rows.vm(name=who, hostUuid=host, cpus=10**number, **owner)
        names[vm] = who
        disk = {"uuid": new_uuid(), "name": who, "usageType": "DATA", "status": "AVAILABLE", "size": 10**number}
        rows.create(ResourceType.VOLUME, **disk, **owner)
        rows.create(
            ResourceType.IP_USED,
            instanceUuid=vm,
            ip=f"10.1.0.{number + 2}",
            mac=f"00:10:00:00:00:0{number}",
            ipSegmentId=segment,
            type="PRIVATE",
        )
        rows.create(ResourceType.DEVICE, type="USB", bus="1", dev=str(number), hostUuid=host, instanceUuid=vm)
        names[rows.started(vm).operation.uuid] = who
    return Town(users, host, segment, names)


SCOPES = pytest.mark.parametrize(
    ("kind", "seen"),
    [("user", USER), ("user of a group", USER), ("group", GROUP), ("empty", EMPTY), ("unknown", EMPTY), ("all", ALL)],
)


@SCOPES
def test_lists(read: Reader, town: Town, kind: str, seen: list[str]) -> None:
    scope = town.scope(kind)
    found = read(vms, VmFilter(scope=scope))
    assert ([view.vm.name for view in found.content], found.total_elements) == (seen, len(seen))
    disks = read(volumes, VolumeFilter(scope=scope))
    assert ([view.volume.name for view in disks.content], disks.total_elements) == (seen, len(seen))
    work = read(operations, OperationFilter(scope=scope))
    assert [town.names[each.uuid] for each in reversed(work.content)] == seen
    assert work.total_elements == len(seen)


@SCOPES
def test_searches(read: Reader, town: Town, kind: str, seen: list[str]) -> None:
    scope = town.scope(kind)
    alone = [who for who in seen if who.startswith("al")]
    assert [view.vm.name for view in read(vms, VmFilter(scope=scope, keywords="al")).content] == alone
    assert [view.vm.name for view in read(vms, VmFilter(scope=scope, keywords="10.1.0.")).content] == seen
    assert [view.volume.name for view in read(volumes, VolumeFilter(scope=scope, keywords="al")).content] == alone
    bobs = next(uuid for uuid, who in town.names.items() if who == "bob")
    targeted = read(operations, OperationFilter(scope=scope, target_uuid=bobs)).content
    assert len(targeted) == seen.count("bob")


@SCOPES
def test_counts(read: Reader, town: Town, kind: str, seen: list[str]) -> None:
    scope = town.scope(kind)
    counted = read(vm_counts, scope)
    assert sum(each.count for each in counted) == len(seen)
    assert sum(each.cpus for each in counted) == sum(10 ** WHO.index(who) for who in seen)
    disks = read(volume_counts, scope)
    assert sum(each.count for each in disks) == len(seen)
    assert sum(each.size for each in disks) == sum(10 ** WHO.index(who) for who in seen)


@SCOPES
def test_what_others_have_is_there_but_not_whose(read: Reader, town: Town, kind: str, seen: list[str]) -> None:
    scope = town.scope(kind)
    addresses = read(segment_addresses, town.segment, scope)
    assert [address.ip for address in addresses] == [f"10.1.0.{number}" for number in range(2, 6)]
    told = [address for address in addresses if address.instance_uuid]
    assert [address.instance_name for address in told] == seen
    for address in addresses:
        if address not in told:
            shown = {name for name, value in address.model_dump().items() if value is not None}
            assert shown == {"ip", "type", "ip_segment_id"}
    held = read(devices, town.host, scope)
    assert [device.dev for device in held] == ["0", "1", "2", "3"]
    assert [town.names[device.instance_uuid] for device in held if device.instance_uuid] == seen


def test_a_scope_holds_what_its_queries_show(read: Reader, town: Town) -> None:
    """iaas_core asks the scope itself of rows it has in hand."""
    everything = read(vms, VmFilter()).content
    for kind in ("user", "user of a group", "group", "empty", "unknown"):
        scope = town.scope(kind)
        assert scope is not None
        meant = [view.vm.name for view in everything if scope.holds(view.vm.user_id, view.vm.group_id)]
        assert meant == [view.vm.name for view in read(vms, VmFilter(scope=scope)).content]
