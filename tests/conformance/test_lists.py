"""Lists: their order, how they are cut into pages, and what the filters let through."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

import pytest

from tests.conformance.client import Arguments, Caller
from tests.conformance.contract import Contract, Endpoint, contract
from tests.conformance.filters import (
    IMAGE_SEARCHES,
    KEYWORDS,
    VM_SEARCHES,
    VOLUME_SEARCHES,
    Row,
    Search,
    attachable_vm_passes,
    vm_passes,
    volume_passes,
)
from tests.conformance.recipes import arguments
from tests.conformance.test_success import check_success
from tests.conformance.world import World

ENDPOINTS = contract().endpoints
ORDERED = [endpoint for endpoint in ENDPOINTS.values() if endpoint.order]
PAGED = [endpoint for endpoint in ENDPOINTS.values() if endpoint.paged]
ALL_ROWS = {"page_num": 1, "page_size": 1000}
WHOLE = {"keywords": "", "status": "", "host_uuid": "", "image_uuid": "", **ALL_ROWS}


def _rows(data: Any) -> list[Row]:
    rows: list[Row] = data["content"] if isinstance(data, dict) else data
    return rows


def _given(endpoint: Endpoint, world: World, **changed: Any) -> Arguments:
    """Arguments for a short list: of addresses, those of a small segment."""
    given = {**arguments(endpoint.id, world), **changed}
    return {**given, "ip_segment_id": world.public["id"]} if "ip_segment_id" in given else given


@pytest.mark.parametrize("endpoint", ORDERED, ids=lambda endpoint: endpoint.id)
def test_the_order(rules: Contract, world: World, caller: Caller, endpoint: Endpoint) -> None:
    size = {"page_size": 1000} if endpoint.paged else {}
    rows = _rows(check_success(rules, caller, endpoint, _given(endpoint, world, **size)))
    assert endpoint.order
    by: Callable[[Any], Any] = ipaddress.ip_address if endpoint.order == "ip" else lambda value: value
    keys = [by(row[endpoint.order]) for row in rows]
    assert len(keys) > 1 and keys == sorted(keys)


@pytest.mark.parametrize("endpoint", PAGED, ids=lambda endpoint: endpoint.id)
def test_the_pages(rules: Contract, world: World, caller: Caller, endpoint: Endpoint) -> None:
    world.at_rest()
    assert endpoint.order

    def page(number: int, size: int) -> dict[str, Any]:
        given = _given(endpoint, world, page_num=number, page_size=size)
        found: dict[str, Any] = check_success(rules, caller, endpoint, given)
        assert found["totalElements"] == total and found["totalPages"] == -(-total // size)
        return found

    whole = check_success(rules, caller, endpoint, _given(endpoint, world, **ALL_ROWS))
    total = whole["totalElements"]
    keys = [row[endpoint.order] for row in whole["content"]]
    assert len(keys) == total > 2 and whole["totalPages"] == 1
    size = -(-total // 3)
    cut = [row[endpoint.order] for number in (1, 2, 3) for row in page(number, size)["content"]]
    assert cut == keys and [row[endpoint.order] for row in page(2, 1)["content"]] == keys[1:2]
    for beyond in (4, 1_000_000):
        assert page(beyond, size)["content"] == []


@pytest.mark.parametrize("endpoint", [e for e in PAGED if "keywords" in e.fields], ids=lambda endpoint: endpoint.id)
def test_a_search_without_a_find(rules: Contract, caller: Caller, endpoint: Endpoint) -> None:
    data = check_success(rules, caller, endpoint, {**WHOLE, "keywords": "no row holds this"})
    assert data == {"content": [], "totalPages": 0, "totalElements": 0}


@pytest.mark.parametrize(
    ("search", "everything", "passes", "tried"),
    [
        pytest.param(search, everything, passes, tried, id=f"{search}-{number}")
        for search, everything, passes, searches in (
            ("vm_fuzzy_query", "vm_query_all", vm_passes, VM_SEARCHES),
            ("vm_fuzzy_query_attach", "vm_query_all", attachable_vm_passes, KEYWORDS),
            ("volume_fuzzy_query", "volume_query_all", volume_passes, VOLUME_SEARCHES),
        )
        for number, tried in enumerate(searches)
    ],
)
def test_a_search(
    rules: Contract,
    world: World,
    caller: Caller,
    search: str,
    everything: str,
    passes: Callable[[Row, Arguments], bool],
    tried: Search,
) -> None:
    world.at_rest()
    given = {**WHOLE, **tried(world)}
    rows = _rows(check_success(rules, caller, ENDPOINTS[everything], {}))
    found = _rows(check_success(rules, caller, ENDPOINTS[search], given))
    assert [row["uuid"] for row in found] == [row["uuid"] for row in rows if passes(row, given)]


@pytest.mark.parametrize("tried", IMAGE_SEARCHES)
def test_a_search_for_images(rules: Contract, world: World, caller: Caller, tried: Search) -> None:
    world.at_rest()
    given = {**WHOLE, **tried(world)}
    raw, images = ENDPOINTS["image_query_raw"], _rows(check_success(rules, caller, ENDPOINTS["image_query_all"], {}))
    texts = {row["uuid"]: caller.call(raw, {"uuid": row["uuid"]}).data.get("content", "") for row in images}
    found = _rows(check_success(rules, caller, ENDPOINTS["image_fuzzy_query"], given))
    assert [row["uuid"] for row in found] == [uuid for uuid, text in texts.items() if given["keywords"] in text]


def test_rows_of_the_right_kind_only(rules: Contract, world: World, caller: Caller) -> None:
    for type_ in rules.enums["IpType"]:
        given = {"host_uuid": world.host["uuid"], "type": type_}
        found = check_success(rules, caller, ENDPOINTS["ip_segment_query_all_by_host_and_type"], given)
        assert found and {row["type"] for row in found} == {type_}
    elsewhere = {"host_uuid": world.other_host["uuid"], "type": "PRIVATE"}
    assert check_success(rules, caller, ENDPOINTS["ip_segment_query_all_by_host_and_type"], elsewhere) == []
    options = check_success(rules, caller, ENDPOINTS["spec_config_query_all"], {})
    for type_ in rules.enums["SpecType"]:
        found = check_success(rules, caller, ENDPOINTS["spec_config_query_all_by_type"], {"type": type_})
        assert found == [option for option in options if option["type"] == type_]
    types = check_success(rules, caller, ENDPOINTS["spec_config_type"], {})
    assert [row["type"] for row in types] == rules.enums["SpecType"]


def test_the_addresses_of_a_segment(rules: Contract, world: World, caller: Caller) -> None:
    given = {"ip_segment_id": world.public["id"], **ALL_ROWS}
    rows = check_success(rules, caller, ENDPOINTS["ip_segment_page_query_by_id"], given)["content"]
    first, last = (ipaddress.ip_address(world.public[key]) for key in ("ipRangeStart", "ipRangeEnd"))
    assert [row["ip"] for row in rows] == [str(first + n) for n in range(int(last) - int(first) + 1)]
    used = {row["ip"]: row for row in rows if set(row) != {"ip"}}
    mine = next(ip for ip in world.shown["ips"] if ip["ipSegmentId"] == world.public["id"])
    assert used[mine["ip"]]["instanceName"] == "shown" and used[mine["ip"]]["mac"] == mine["mac"]
    assert any(set(row) == {"ip"} for row in rows)


@pytest.mark.parametrize(
    ("endpoint", "word", "field"),
    [
        *((name, "create_time", "createTime") for name in ("vm_page_query_all", "vm_fuzzy_query")),
        *((name, "size", "size") for name in ("volume_page_query_all", "volume_fuzzy_query")),
        *((name, "size", "vdSize") for name in ("image_page_query_all", "image_fuzzy_query")),
    ],
)
def test_sorted_as_asked(caller: Caller, world: World, endpoint: str, word: str, field: str) -> None:
    world.at_rest()

    def found(order: str) -> list[Any]:
        rows = _rows(
            caller.call(
                ENDPOINTS[endpoint], {**_given(ENDPOINTS[endpoint], world), **WHOLE, "sort": word, "order": order}
            ).data
        )
        return [row[field] for row in rows if row.get(field) is not None]

    assert len(found("asc")) > 1 and found("asc") == sorted(found("asc")) == found("desc")[::-1]


@pytest.mark.parametrize("wrong", [{"sort": "password"}, {"sort": ""}, {"sort": "name", "order": "up"}])
def test_sorted_by_nothing_else(caller: Caller, world: World, wrong: Arguments) -> None:
    refused = caller.call(ENDPOINTS["vm_page_query_all"], {**ALL_ROWS, **wrong})
    assert refused.code != 200.0 and refused.envelope["kind"] == "invalid_request"
