"""Quotas of groups hold, also when many ask at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.helpers.people import Person
from tests.security.conftest import Town

ROOM = 3


def _use(person: Person, name: str) -> dict[str, int]:
    found: dict[str, int] = person.api.get("/user_group/quota")[name]
    return found


@pytest.fixture(scope="module")
def public(town: Town) -> int:
    form = {
        "name": "public",
        "hostUuid": town.suite.host,
        "type": "PUBLIC",
        "bridge": "br9",
        "ipRangeStart": "10.99.0.10",
        "ipRangeEnd": "10.99.0.200",
        "gateway": "10.99.0.1",
        "netmask": "255.255.255.0",
    }
    return int(town.admin.api.post("/ip_segment/create_ip_segment", form)["id"])


@pytest.mark.parametrize("quota", ["vms", "cpus", "memory", "systemStorage", "publicIps"])
def test_many_at_once_get_what_fits(town: Town, public: int, quota: str) -> None:
    group = town.people.group(**{quota: ROOM})
    people = [town.people.person("MEMBER", group) for _ in range(3)]
    form = town.suite.form(publicIpSegId=public)
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda n: people[n % 3].api.raw("POST", "/vm/create", form), range(12)))
    won = [answer["data"] for answer in answers if answer["code"] == 200.0]
    lost = [answer for answer in answers if answer["code"] != 200.0]
    assert len(won) == ROOM, [answer.get("log") for answer in lost]
    key = "systemStorage" if quota == "systemStorage" else quota
    assert _use(people[0], key) == {"used": ROOM, "limit": ROOM}
    for answer in lost:
        assert answer["code"] == 202.0 and answer["kind"] == "no_capacity" and answer["detail"]["limit"] == ROOM
    for vm in won:
        town.admin.api.wait_operation(vm["operationUuid"])
        town.admin.api.post("/vm/delete", {"vmUuid": vm["uuid"], "deleteType": "force"})
    assert _use(people[0], key)["used"] == 0
    assert len(town.admin.api.get("/user_group/query_all")) > 1


def test_data_volumes_and_growth(town: Town) -> None:
    group = town.people.group(dataStorage=5, cpus=2, memory=2)
    person = town.people.person("MEMBER", group)
    with ThreadPoolExecutor(8) as pool:
        asked = [{"name": "v", "diskSize": 2}] * 8
        answers = list(pool.map(lambda form: person.api.raw("POST", "/volume/create", form), asked))
    assert sum(answer["code"] == 200.0 for answer in answers) == 2
    assert _use(person, "dataStorage") == {"used": 4, "limit": 5}
    vm = town.people.vm(person)
    grown = person.api.raw("POST", "/vm/update", {"vmUuid": vm, "cpus": 3})
    assert grown["code"] == 202.02 and grown["detail"]["quota"] == "cpus"
    assert person.api.vm(vm)["cpus"] == 1
    person.api.post("/vm/update", {"vmUuid": vm, "cpus": 2})
    assert _use(person, "cpus") == {"used": 2, "limit": 2}


def test_a_lowered_quota_takes_nothing_away(town: Town) -> None:
    group = town.people.group()
    person = town.people.person("MEMBER", group)
    vm = town.people.vm(person, cpus=2)
    town.admin.api.post("/user_group/edit", {"id": group, "name": f"lower {group}", "vms": 0, "cpus": 1})
    assert _use(person, "cpus") == {"used": 2, "limit": 1}
    person.api.post("/vm/stop", {"vmUuid": vm})
    person.api.wait_vm(vm, "STOPPED")
    person.api.post("/vm/start", {"vmUuid": vm})
    person.api.post("/vm/stop", {"vmUuid": vm})
    person.api.wait_vm(vm, "STOPPED")
    person.api.post("/vm/reduce", {"vmUuid": vm, "cpus": 1})
    assert person.api.raw("POST", "/vm/create", town.suite.form())["detail"]["quota"] == "vms"
    person.api.post("/vm/delete", {"vmUuid": vm, "deleteType": "normal"})


def test_a_gift_counts_where_it_goes(town: Town) -> None:
    full = town.people.person("MEMBER", town.people.group(vms=0))
    vm = town.people.vm(town.admin)
    refused: dict[str, Any] = town.admin.api.raw("POST", "/vm/change_owner", {"vmUuid": vm, "userId": full.id})
    assert refused["kind"] == "no_capacity" and town.admin.api.vm(vm)["userId"] == town.admin.id
    town.admin.api.post("/vm/delete", {"vmUuid": vm, "deleteType": "force"})


def test_who_sees_which_quota(town: Town) -> None:
    assert town.red_member.api.get("/user_group/quota")["groupId"] == town.red
    assert town.red_leader.api.raw("GET", "/user_group/quota", params={"id": town.blue})["kind"] == "not_found"
    assert town.admin.api.get("/user_group/quota", id=town.blue)["vms"]["used"] >= 1
    assert town.admin.api.raw("GET", "/user_group/quota")["code"] == 202.0
    assert [group["id"] for group in town.red_member.api.get("/user_group/query_all")] == [town.red]
