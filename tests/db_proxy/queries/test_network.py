"""Segments and their addresses."""

from __future__ import annotations

from api_common.contract.changes import Remove
from api_common.contract.operation import AddressRequest
from api_common.contract.states import ResourceType
from db_proxy.commands.addresses import allocate_addresses
from db_proxy.commands.unit import Writer
from db_proxy.queries.network import segment_addresses, segments
from db_proxy.queries.reader import Reader
from tests.helpers.db import Rows


def test_segments_say_where_they_are_and_how_full(rows: Rows, write: Writer, read: Reader) -> None:
    host = rows.host("node3")
    first = rows.segment(hostUuid=host.uuid)
    second = rows.segment("10.2.0.1", "10.2.0.9")
    for _ in range(3):
        request = AddressRequest(vm_uuid=rows.vm(), segment_ids=[first])
        write(lambda unit, request=request: allocate_addresses(unit, request) and None)
    assert [(view.segment.id, view.host_name, view.used) for view in read(segments, None)] == [
        (first, "node3", 3),
        (second, None, 0),
    ]
    assert [view.segment.id for view in read(segments, [second, 9999])] == [second]
    assert read(segments, []) == []


def test_addresses_carry_the_names_of_vms_that_still_exist(rows: Rows, write: Writer, read: Reader) -> None:
    segment, vms = rows.segment(), [rows.vm(name="one"), rows.vm(name="gone")]
    for vm in vms:
        request = AddressRequest(vm_uuid=vm, segment_ids=[segment])
        write(lambda unit, request=request: allocate_addresses(unit, request) and None)
    rows.apply(Remove(type=ResourceType.VM, key=vms[1]))
    found = read(segment_addresses, segment)
    assert [(ip.ip, ip.instance_name) for ip in found] == [("10.1.0.2", "one"), ("10.1.0.3", None)]
    assert read(segment_addresses, 9999) == []
