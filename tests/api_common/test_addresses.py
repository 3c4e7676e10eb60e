"""Address arithmetic against v1's worked examples, and beyond what v1 got right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_common.addresses import (
    MAC_PATTERN,
    MAX_V1_SEGMENT_ID,
    free_addresses,
    mac_prefix,
    make_mac,
    network_of,
    parse_address,
    range_size,
    range_slice,
    tap_name,
)
from api_common.errors import ErrorKind, IaasError


@pytest.mark.parametrize(
    ("segment", "private", "public"),
    [
        (3, "00:30", "00:31"),
        (1, "00:10", "00:11"),
        (17, "00:10", "00:11"),
        (33, "02:10", "02:11"),
        (66, "04:20", "04:21"),
        (4095, "FE:F0", "FE:F1"),
    ],
)
def test_prefixes_of_v1(segment: int, private: str, public: str) -> None:
    assert (mac_prefix(segment, 0), mac_prefix(segment, 1)) == (private, public)


def test_the_worked_example_of_v1() -> None:
    assert make_mac(3, 0, 0x01020A0F) == "00:30:01:02:0A:0F"


@given(st.integers(1, 10**9), st.sampled_from([0, 1]), st.integers(0, 2**31 - 1))
def test_a_mac_is_well_formed_and_never_multicast(segment: int, tag: int, random: int) -> None:
    mac = make_mac(segment, tag, random)
    assert MAC_PATTERN.fullmatch(mac)
    assert int(mac[:2], 16) & 0x01 == 0
    if segment > MAX_V1_SEGMENT_ID:
        assert int(mac[:2], 16) & 0x02, "beyond v1's ids the prefix is locally administered, not a vendor's"


def test_a_tap_is_named_after_its_mac() -> None:
    assert tap_name("00:30:01:02:0A:0F") == "v_003001020A0F"
    assert len(tap_name("00:30:01:02:0A:0F")) <= 15


@pytest.mark.parametrize(
    ("start", "end", "size"),
    [
        ("192.168.46.1", "192.168.46.6", 6),
        ("10.0.0.255", "10.0.1.0", 2),
        ("10.0.0.1", "10.0.0.1", 1),
        ("10.0.0.9", "10.0.0.1", 0),
        ("10.0.0.1", "10.0.0.300", 0),
        ("nonsense", "10.0.0.1", 0),
    ],
)
def test_a_range_includes_both_ends(start: str, end: str, size: int) -> None:
    assert range_size(start, end) == size


def test_the_allocation_example_of_v1() -> None:
    taken = {"192.168.46.1", "192.168.46.3", "192.168.46.2"}  # gateway, dns, used
    assert list(free_addresses("192.168.46.1", "192.168.46.6", taken)) == [
        "192.168.46.4",
        "192.168.46.5",
        "192.168.46.6",
    ]


def test_a_full_range_has_nothing_left() -> None:
    assert list(free_addresses("10.0.0.1", "10.0.0.2", {"10.0.0.1", "10.0.0.2"})) == []


@pytest.mark.parametrize(
    ("offset", "count", "page"),
    [(0, 2, ["10.0.0.254", "10.0.0.255"]), (2, 5, ["10.0.1.0", "10.0.1.1"]), (4, 2, []), (9, 2, []), (0, 0, [])],
)
def test_pages_of_a_range(offset: int, count: int, page: list[str]) -> None:
    assert range_slice("10.0.0.254", "10.0.1.1", offset, count) == page


@pytest.mark.parametrize(
    "text", ["10.0.0.300", "10.0.0", "", "10.0.0.1/24", "::1", "010.0.0.1", "10.0.0.1\n", "a" * 999]
)
def test_an_address_is_strictly_a_dotted_quad(text: str) -> None:
    with pytest.raises(IaasError) as caught:
        parse_address("gateway", text)
    assert caught.value.kind is ErrorKind.INVALID_REQUEST
    assert caught.value.detail == {"field": "gateway"}
    assert len(caught.value.message) < 120


def test_the_network_of_an_address() -> None:
    assert str(network_of("192.168.46.7", "255.255.255.0")) == "192.168.46.0/24"
    assert str(network_of("192.168.46.7", "255.255.255.252")) == "192.168.46.4/30"


@pytest.mark.parametrize("netmask", ["255.0.255.0", "0.0.0.255", "255.255.255.300", "24", "", "255.255.255.1"])
def test_a_netmask_is_contiguous_ones(netmask: str) -> None:
    with pytest.raises(IaasError) as caught:
        network_of("192.168.46.7", netmask)
    assert caught.value.detail == {"field": "netmask"}
