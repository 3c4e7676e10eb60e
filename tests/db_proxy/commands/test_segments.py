"""What must hold of segments is asked in the transaction that writes, however many write at once."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from api_common.contract.changes import Remove, SetFields
from api_common.contract.operation import AddressRequest
from api_common.contract.states import ResourceType
from api_common.errors import ErrorKind
from db_proxy.commands.operations import start_operation
from db_proxy.commands.unit import Writer
from tests.helpers.db import Rows, operation_start, refused, together

SEGMENT = ResourceType.IP_SEGMENT


def used(rows: Rows, write: Writer, segment: int) -> str:
    """The first free address of the segment, which a VM has from now on."""
    vm = rows.vm()
    start = operation_start(vm, addresses=AddressRequest(vm_uuid=vm, segment_ids=[segment]))
    return str(write(start_operation, start).operation.input["ips"][0]["ip"])


@pytest.mark.parametrize("other", [("10.1.0.1", "10.1.0.254"), ("10.1.0.200", "10.1.1.9"), ("10.1.0.7", "10.1.0.7")])
def test_of_two_that_share_an_address_one_is_refused(
    rows: Rows, write_elsewhere: Writer, other: tuple[str, str]
) -> None:
    there = Rows(write_elsewhere)
    made, refusals = together([rows.segment, partial(there.segment, *other)])
    assert len(made) == 1 and "overlaps segment" in refusals[0].message
    assert refusals[0].kind is ErrorKind.INVALID_REQUEST


def test_neighbours_and_ranges_that_are_none_are_let_in(rows: Rows) -> None:
    rows.segment()
    rows.segment("10.1.1.1", "10.1.1.9")
    for odd in (("x", "y"), ("10.1.0.9", "10.1.0.1"), ("", "")):
        rows.segment(*odd)


def test_a_range_grows_up_to_its_neighbour(rows: Rows) -> None:
    first = rows.segment("10.1.0.1", "10.1.0.9")
    rows.segment("10.1.0.20", "10.1.0.29")
    rows.apply(SetFields(type=SEGMENT, key=str(first), fields={"ipRangeEnd": "10.1.0.19"}))
    with refused(ErrorKind.INVALID_REQUEST):
        rows.apply(SetFields(type=SEGMENT, key=str(first), fields={"ipRangeEnd": "10.1.0.20"}))
    rows.apply(SetFields(type=SEGMENT, key=str(first), fields={"name": "a name is no range"}))


def test_one_that_guests_use_neither_goes_nor_moves(rows: Rows, write: Writer) -> None:
    segment = rows.segment("10.1.0.1", "10.1.0.9")
    assert used(rows, write, segment) == "10.1.0.2"
    with refused(ErrorKind.WRONG_STATE):
        rows.apply(Remove(type=SEGMENT, key=str(segment)))
    moves: list[dict[str, Any]] = [
        {"bridge": "br1"},
        {"type": "PUBLIC"},
        {"hostUuid": "x"},
        {"netmask": "255.0.0.0"},
        {"ipRangeStart": "10.1.0.3"},
    ]
    for fields in moves:
        with refused(ErrorKind.WRONG_STATE):
            rows.apply(SetFields(type=SEGMENT, key=str(segment), fields=fields))
    rows.apply(SetFields(type=SEGMENT, key=str(segment), fields={"ipRangeEnd": "10.1.0.2", "dns": "10.1.0.8"}))


def test_one_without_guests_goes(rows: Rows) -> None:
    rows.apply(Remove(type=SEGMENT, key=str(rows.segment())))
    rows.segment()
