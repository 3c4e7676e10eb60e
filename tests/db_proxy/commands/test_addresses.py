"""Giving addresses: v1's order, nobody's address twice, nothing where there is nothing."""

from __future__ import annotations

import secrets
from functools import partial

import pytest

from api_common.contract.host import HostFacts
from api_common.contract.network import IpUsed
from api_common.contract.operation import KEPT_ADDRESSES, AddressRequest, Settlement
from api_common.contract.states import IpAttach, IpType, OperationStatus
from api_common.errors import ErrorKind
from db_proxy.commands.addresses import allocate_addresses
from db_proxy.commands.hosts import register_host
from db_proxy.commands.steps import settle_operation
from db_proxy.commands.unit import Unit, Writer
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows, refused, together


def allocate(unit: Unit, vm_uuid: str, *segments: int) -> list[IpUsed]:
    request = AddressRequest(vm_uuid=vm_uuid, segment_ids=list(segments))
    return [IpUsed.model_validate(row.wire()) for row in allocate_addresses(unit, request)]


def test_the_first_free_address_that_is_not_gateway_or_dns(rows: Rows, write: Writer, clock: ManualClock) -> None:
    segment = rows.segment("192.168.46.1", "192.168.46.6", dns="192.168.46.3", bridge="br7")
    first, second = (write(allocate, rows.vm(), segment)[0] for _ in range(2))
    assert (first.ip, second.ip) == ("192.168.46.2", "192.168.46.4"), "v1's own example"
    assert (first.bridge, first.type, first.status) == ("br7", IpType.PRIVATE, IpAttach.DETACHED)
    assert (first.ip_segment_id, first.create_time) == (segment, clock.now_ms())
    assert first.id is not None and first.mac is not None


def test_the_same_vm_and_segment_again_is_the_same_address(rows: Rows, write: Writer) -> None:
    vm, private, public = rows.vm(), rows.segment(), rows.segment("10.2.0.1", "10.2.0.9", type="PUBLIC")
    first = write(allocate, vm, private)
    both = write(allocate, vm, public, private)
    assert both[1] == first[0]
    assert both[0].ip == "10.2.0.2" and both[0].type is IpType.PUBLIC
    assert write(allocate, vm, public, private) == both


def test_an_address_that_a_guest_without_rows_may_still_use_is_not_given(rows: Rows, write: Writer) -> None:
    """Its VM was deleted while its host was away; the operation that clears the host has not ended yet."""
    segment = rows.segment("10.1.0.1", "10.1.0.3")
    clearing = rows.started(input={KEPT_ADDRESSES: ["10.1.0.2"]})
    rows.started(input={})
    assert write(allocate, rows.vm(), segment)[0].ip == "10.1.0.3"
    with refused(ErrorKind.NO_CAPACITY):
        write(allocate, rows.vm(), segment)
    end = Settlement(fence=clearing.operation.fence, status=OperationStatus.DONE)
    write(settle_operation, clearing.operation.uuid, end)
    assert write(allocate, rows.vm(), segment)[0].ip == "10.1.0.2"


def test_what_machines_have_already_is_not_given(rows: Rows, write: Writer, clock: ManualClock) -> None:
    """Hosts of any kind, whichever of them shares the wire, and gateways and DNS servers of other segments."""
    segment = rows.segment("10.1.0.0", "10.1.0.7", gateway="10.1.0.254", netmask="255.255.255.248")
    rows.segment("10.5.0.1", "10.5.0.9", gateway="10.1.0.3", dns="10.1.0.4")
    facts = HostFacts(name="wired", ip="10.1.0.1", agent_url="http://a", addresses=["10.1.0.2", "10.9.9.9"])
    write(register_host, facts)
    rows.host()
    given = [write(allocate, rows.vm(), segment)[0].ip for _ in range(2)]
    assert given == ["10.1.0.5", "10.1.0.6"]
    with refused(ErrorKind.NO_CAPACITY):
        write(allocate, rows.vm(), segment)
    write(register_host, facts.model_copy(update={"addresses": [], "ip": "10.9.9.9"}))
    assert write(allocate, rows.vm(), segment)[0].ip == "10.1.0.1", "the host has it no more"


def test_a_full_segment_is_named(rows: Rows, write: Writer) -> None:
    segment = rows.segment("10.1.0.1", "10.1.0.2", name="tiny")
    write(allocate, rows.vm(), segment)
    with refused(ErrorKind.NO_CAPACITY) as caught:
        write(allocate, rows.vm(), segment)
    assert "tiny" in caught.value.message
    assert caught.value.detail == {"segmentId": segment}


@pytest.mark.parametrize("start", [None, "here"])
def test_a_segment_of_v1_without_a_range_has_no_addresses(rows: Rows, write: Writer, start: str | None) -> None:
    segment = rows.segment(ipRangeStart=start)
    with refused(ErrorKind.NO_CAPACITY):
        write(allocate, rows.vm(), segment)


def test_an_unknown_segment_is_not_found(rows: Rows, write: Writer) -> None:
    with refused(ErrorKind.NOT_FOUND):
        write(allocate, rows.vm(), 9999)


def test_a_mac_is_drawn_until_it_is_unused(rows: Rows, write: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([7, 7, 7, 8])
    monkeypatch.setattr(secrets, "randbits", lambda _: next(draws))
    segment = rows.segment()
    macs = [write(allocate, rows.vm(), segment)[0].mac for _ in range(2)]
    assert [mac[-2:] for mac in macs if mac] == ["07", "08"]


def test_one_request_does_not_draw_the_same_mac_twice(
    rows: Rows, write: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids 16 apart have one prefix, so two segments can draw the same."""
    one, other = rows.segment(id=100), rows.segment("10.2.0.1", "10.2.0.9", id=116)
    draws = iter([7, 7, 8])
    monkeypatch.setattr(secrets, "randbits", lambda _: next(draws))
    first, second = write(allocate, rows.vm(), one, other)
    assert first.mac != second.mac


def test_drawing_ends(rows: Rows, write: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "randbits", lambda _: 7)
    segment = rows.segment()
    write(allocate, rows.vm(), segment)
    with refused(ErrorKind.NO_CAPACITY):
        write(allocate, rows.vm(), segment)


def test_many_at_once_get_different_addresses(rows: Rows, write: Writer, write_elsewhere: Writer) -> None:
    segment, vms = rows.segment("10.1.0.1", "10.1.0.16"), [rows.vm() for _ in range(20)]
    writers = [write, write_elsewhere] * 10
    answers, refusals = together([partial(each, allocate, vm, segment) for each, vm in zip(writers, vms, strict=True)])
    given = [ip.ip for answer in answers for ip in answer]
    assert sorted(given, key=lambda ip: int(ip.split(".")[-1])) == [f"10.1.0.{n}" for n in range(2, 17)]
    assert len({ip.mac for answer in answers for ip in answer}) == 15
    assert {error.kind for error in refusals} == {ErrorKind.NO_CAPACITY} and len(refusals) == 5
