"""Hosts with load, and DHCP plans."""

from __future__ import annotations

import pytest

from api_common.contract.network import IpUsed
from api_common.contract.operation import AddressRequest
from api_common.contract.states import ResourceType, VmStatus
from api_common.identity import new_uuid
from db_proxy.commands.addresses import allocate_addresses
from db_proxy.commands.unit import Writer
from db_proxy.queries.hosts import devices, dhcp_plan, hosts
from db_proxy.queries.reader import Reader
from tests.helpers.db import Rows


def test_hosts_come_in_order_of_registration_with_their_load(rows: Rows, read: Reader) -> None:
    first, second = rows.host("z"), rows.host("a")
    for status in ("ACTIVE", "ERROR"):
        rows.vm(status=status, hostUuid=first.uuid, cpus=2, memory=4, diskSize=30)
    loads = read(hosts)
    assert [load.host.name for load in loads] == ["z", "a"]
    assert [(load.vms, load.used_cpus, load.used_memory, load.used_storage) for load in loads] == [
        (2, 4, 8, 60),
        (0, 0, 0, 0),
    ]
    assert second.uuid == loads[1].host.uuid


def test_a_plan_names_segments_and_addresses_of_a_host(rows: Rows, write: Writer, read: Reader) -> None:
    host, other = rows.host().uuid, rows.host().uuid
    own, foreign = rows.segment(hostUuid=host), rows.segment("10.2.0.1", "10.2.0.9", hostUuid=other)
    idle = rows.segment("10.3.0.1", "10.3.0.9", hostUuid=host)
    here, there = rows.vm(hostUuid=host), rows.vm(hostUuid=other)

    def give(vm: str, *segments: int) -> list[IpUsed]:
        request = AddressRequest(vm_uuid=vm, segment_ids=list(segments))
        return [IpUsed.model_validate(row.wire()) for row in write(allocate_addresses, request)]

    given = give(here, own, foreign)
    give(there, foreign)
    plan = read(dhcp_plan, host)
    assert [segment.id for segment in plan.segments] == [own, foreign, idle]
    assert [bindings.vm_uuid for bindings in plan.bindings] == [here]
    assert [(b.mac, b.ip) for b in plan.bindings[0].bindings] == [(ip.mac, ip.ip) for ip in given]
    assert read(dhcp_plan, new_uuid()).segments == []


@pytest.mark.parametrize("status", [VmStatus.BUILDING, VmStatus.DELETING])
def test_a_plan_leaves_out_vms_that_an_operation_has_in_hand(
    rows: Rows, write: Writer, read: Reader, status: VmStatus
) -> None:
    host = rows.host().uuid
    segment = rows.segment(hostUuid=host)
    vm, left_by_v1 = (rows.vm(hostUuid=host, status=status.value) for _ in range(2))
    for each in (vm, left_by_v1):
        write(allocate_addresses, AddressRequest(vm_uuid=each, segment_ids=[segment]))
    rows.started(vm)
    plan = read(dhcp_plan, host)
    assert (plan.in_hand, [each.vm_uuid for each in plan.bindings]) == ([vm], [left_by_v1])


def test_devices_are_those_that_vms_of_a_host_have(rows: Rows, read: Reader) -> None:
    for dev, host in (("4", "h1"), ("2", "h1"), ("3", "h2")):
        rows.create(ResourceType.DEVICE, type="USB", bus="1", dev=dev, hostUuid=host, status="ATTACHED")
    assert [device.dev for device in read(devices, "h1")] == ["4", "2"]
    assert read(devices, new_uuid()) == []
