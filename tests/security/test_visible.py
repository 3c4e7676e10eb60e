"""Who sees and changes what: what is not theirs is answered exactly like what does not exist."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.api import Api
from tests.helpers.people import Person
from tests.security.conftest import Town

NOBODYS = "0123456789abcdef0123456789abcdef"
OF_VMS: dict[str, dict[str, Any]] = {
    "POST /vm/start": {},
    "POST /vm/stop": {},
    "POST /vm/reboot": {},
    "POST /vm/suspend": {},
    "POST /vm/resume": {},
    "POST /vm/update": {"cpus": 2},
    "POST /vm/reduce": {"cpus": 1},
    "POST /vm/edit": {"name": "mine now"},
    "POST /vm/delete": {"deleteType": "force"},
    "POST /vm/publish_image": {"name": "mine now", "vdSize": 1},
    "GET /vm/query_by_uuid": {},
    "GET /vm/status": {},
    "GET /vm/vnc_url": {},
}
OF_VOLUMES: dict[str, dict[str, Any]] = {
    "POST /volume/edit": {"name": "mine now"},
    "POST /volume/delete": {},
    "POST /volume/attach": {"vmUuid": NOBODYS},
    "POST /volume/detach": {"vmUuid": NOBODYS},
}


def _ask(person: Person, request: str, field: str, uuid: str, rest: dict[str, Any]) -> str:
    """The whole answer, without the uuid itself and what tells one request from another."""
    method, path = request.split()
    values = {field if method == "POST" else "uuid": uuid, **rest}
    place = {"json": values} if method == "POST" else {"params": values}
    answer = person.api.http.request(method, path, **place)
    return f"{answer.status_code} {answer.text.replace(uuid, '<uuid>')}"


@pytest.mark.parametrize("request_", OF_VMS)
def test_a_vm_of_another_group_does_not_exist(town: Town, request_: str) -> None:
    for person in (town.red_member, town.red_leader):
        theirs = _ask(person, request_, "vmUuid", town.blue_vm, OF_VMS[request_])
        nobodys = _ask(person, request_, "vmUuid", NOBODYS, OF_VMS[request_])
        assert theirs == nobodys and "not_found" in theirs
    assert town.admin.api.vm(town.blue_vm)["name"] == "blue"


@pytest.mark.parametrize("request_", OF_VOLUMES)
def test_a_volume_of_another_group_does_not_exist(town: Town, request_: str) -> None:
    for person in (town.red_member, town.red_leader):
        theirs = _ask(person, request_, "volumeUuid", town.blue_volume, OF_VOLUMES[request_])
        nobodys = _ask(person, request_, "volumeUuid", NOBODYS, OF_VOLUMES[request_])
        assert theirs == nobodys and "not_found" in theirs


def test_system_disks_are_as_hidden_as_their_vms(town: Town) -> None:
    (disk,) = town.admin.api.vm(town.blue_vm)["volumes"]
    theirs = _ask(town.red_member, "POST /volume/edit", "volumeUuid", disk["uuid"], {"name": "x"})
    assert theirs == _ask(town.red_member, "POST /volume/edit", "volumeUuid", NOBODYS, {"name": "x"})


def test_own_volume_on_a_foreign_vm(town: Town) -> None:
    volume = town.people.volume(town.red_member)
    pair = {"vmUuid": town.blue_vm, "volumeUuid": volume}
    theirs = town.red_member.api.raw("POST", "/volume/attach", pair)
    nobodys = town.red_member.api.raw("POST", "/volume/attach", {**pair, "vmUuid": NOBODYS})
    assert theirs["kind"] == nobodys["kind"] == "not_found" and theirs["code"] == nobodys["code"]
    refused = town.admin.api.raw("POST", "/volume/attach", pair)
    assert refused["code"] == 202.12 and "different groups" in refused["log"]
    town.red_member.api.post("/volume/delete", {"volumeUuid": volume})


def test_lists_counts_and_searches_hold_the_own_only(town: Town) -> None:
    green = town.people.group()
    member, leader = town.people.person("MEMBER", green), town.people.person("GROUP_LEADER", green)
    mine = town.people.vm(member, name="green thing")
    people = {
        "member": (member, {mine}),
        "leader": (leader, {mine}),
        "other member": (town.people.person("MEMBER", green), set()),
        "other group": (town.blue_leader, {town.blue_vm}),
    }
    page = {"page_num": 1, "page_size": 100}
    anything = {"keywords": "", "status": "", "host_uuid": "", "image_uuid": ""}
    for who, (person, seen) in people.items():
        listed = [
            person.api.get("/vm/query_all"),
            person.api.get("/vm/page_query_all", **page)["content"],
            person.api.get("/vm/fuzzy_query", **page, **anything)["content"],
            person.api.get("/vm/fuzzy_query_attach", **page, keywords="")["content"],
        ]
        for rows in listed:
            assert {row["uuid"] for row in rows} == seen, who
        assert person.api.get("/vm/statistics")["total"] == len(seen)
        operations = person.api.get("/operation/page_query_all", **page)["content"]
        assert {o["targetUuid"] for o in operations if o["kind"] == "vm_create"} == seen, who
    assert {mine, town.blue_vm} <= {row["uuid"] for row in town.admin.api.get("/vm/query_all")}
    everything = town.blue_leader.api.get("/vm/fuzzy_query", **page, **{**anything, "keywords": "green thing"})
    assert everything["totalElements"] == 0
    assert {v["uuid"] for v in town.blue_member.api.get("/volume/query_all")} == {town.blue_volume}
    assert leader.api.get("/volume/query_all") == []
    assert leader.api.get("/volume/statistics") == {"total": 0, "used": 0}
    member.api.post("/vm/delete", {"vmUuid": mine, "deleteType": "force"})


def test_operations_of_others_do_not_exist(town: Town) -> None:
    mine = town.blue_member.api.get("/operation/page_query_all", page_num=1, page_size=1)["content"][0]["uuid"]
    assert town.blue_leader.api.operation(mine)["uuid"] == mine
    for request in ("GET /operation/query_by_uuid", "POST /operation/retry", "POST /operation/cancel"):
        theirs = _ask(town.red_leader, request, "uuid", mine, {})
        assert theirs == _ask(town.red_leader, request, "uuid", NOBODYS, {}) and "not_found" in theirs


def test_addresses_do_not_tell_of_foreign_vms(town: Town) -> None:
    query = {"ip_segment_id": town.suite.segment, "page_num": 1, "page_size": 100}
    told = town.red_member.api.get("/ip_segment/page_query_by_id", **query)["content"]
    assert town.blue_vm not in str(told) and "blue" not in str(told)
    known = town.blue_member.api.get("/ip_segment/page_query_by_id", **query)["content"]
    assert [row["instanceName"] for row in known if row.get("instanceUuid") == town.blue_vm] == ["blue"]
    assert sum("type" in row for row in told) >= 1, "that an address is in use is no secret"


def test_what_an_administrator_gives_away(town: Town) -> None:
    """As after an upgrade: everything is the administrator's, and goes to people one by one."""
    vm, volume = town.people.vm(town.admin), town.people.volume(town.admin)
    assert town.red_member.api.raw("GET", "/vm/query_by_uuid", params={"uuid": vm})["kind"] == "not_found"
    town.admin.api.post("/vm/change_owner", {"vmUuid": vm, "userId": town.red_member.id})
    town.admin.api.post("/volume/change_owner", {"volumeUuid": volume, "userId": town.red_member.id})
    shown = town.red_member.api.vm(vm)
    assert (shown["userId"], shown["groupId"], shown["userName"]) == (
        town.red_member.id,
        town.red,
        town.red_member.username,
    )
    assert {v["groupId"] for v in shown["volumes"]} == {town.red}
    town.red_member.api.post("/volume/attach", {"vmUuid": vm, "volumeUuid": volume})
    other = town.people.person("MEMBER", town.red)
    town.red_leader.api.post("/vm/change_owner", {"vmUuid": vm, "userId": other.id})
    assert vm not in str(town.red_member.api.get("/vm/query_all") + town.red_member.api.get("/volume/query_all"))
    assert {v["userId"] for v in other.api.vm(vm)["volumes"]} == {other.id}, "disks go with their VM"
    for target in (town.blue_member.id, town.admin.id, 10**6):
        refused = town.red_leader.api.raw("POST", "/vm/change_owner", {"vmUuid": vm, "userId": target})
        assert refused["kind"] == "not_found", refused
    stuck = town.red_leader.api.raw("POST", "/volume/change_owner", {"volumeUuid": volume, "userId": other.id})
    assert "attached" in stuck["log"]
    other.api.post("/vm/delete", {"vmUuid": vm, "deleteType": "force", "deleteVolumes": True})


def test_a_volume_that_was_lent_outlives_the_vm(town: Town) -> None:
    mate = town.people.person("MEMBER", town.red)
    vm, lent, own = town.people.vm(town.red_member), town.people.volume(mate), town.people.volume(town.red_member)
    for volume in (lent, own):
        town.red_leader.api.post("/volume/attach", {"vmUuid": vm, "volumeUuid": volume})
    assert town.red_member.api.raw("POST", "/volume/delete", {"volumeUuid": lent})["kind"] == "not_found"
    town.red_member.api.post("/vm/delete", {"vmUuid": vm, "deleteType": "force", "deleteVolumes": True})
    assert [(v["uuid"], v["status"]) for v in mate.api.get("/volume/query_all")] == [(lent, "AVAILABLE")]
    assert own not in str(town.admin.api.get("/volume/query_all"))
    mate.api.post("/volume/delete", {"volumeUuid": lent})


def test_published_images_are_the_groups_until_they_are_public(town: Town) -> None:
    vm = town.people.vm(town.red_member)
    town.red_member.api.post("/vm/stop", {"vmUuid": vm})
    town.red_member.api.wait_vm(vm, "STOPPED")
    started = town.red_member.api.post("/vm/publish_image", {"vmUuid": vm, "name": "of red", "vdSize": 1})
    assert town.red_member.api.wait_operation(started["operationUuid"])["status"] == "done"
    image = next(i for i in town.red_leader.api.get("/image/query_all") if i.get("name") == "of red")["uuid"]
    blue = town.blue_member.api
    assert image not in str(blue.get("/image/query_all")) and "content" not in blue.get(
        "/image/query_image_raw_by_uuid", uuid=image
    )
    total = town.admin.api.get("/image/statistics")["total"]
    assert blue.get("/image/statistics")["total"] == total - 1
    unknown = blue.raw("POST", "/vm/create", town.suite.form(imageUuid="nobodys.yaml"))
    hidden = blue.raw("POST", "/vm/create", town.suite.form(imageUuid=image))
    assert hidden["log"].replace(image, "nobodys.yaml") == unknown["log"] and hidden["code"] == unknown["code"]
    for request in ("/image/share", "/image/delete"):
        assert blue.raw("POST", request, {"uuid": image, "isPublic": True})["kind"] == "not_found"
    mate = town.people.person("MEMBER", town.red)
    assert mate.api.raw("POST", "/image/share", {"uuid": image, "isPublic": True})["kind"] == "forbidden"
    assert _publisher(town.red_leader.api, image) == (town.red_member.id, town.red, False)
    town.red_leader.api.post("/image/share", {"uuid": image, "isPublic": True})
    assert _publisher(blue, image) == (town.red_member.id, town.red, True)
    assert _publisher(blue, "kubeiaas-guest.yaml") == (None, None, None)
    assert blue.raw("POST", "/image/delete", {"uuid": image})["kind"] == "forbidden"
    assert blue.raw("POST", "/image/share", {"uuid": image, "isPublic": False})["kind"] == "forbidden"
    assert blue.raw("POST", "/image/delete", {"uuid": "kubeiaas-guest.yaml"})["kind"] == "forbidden"
    town.red_member.api.post("/image/delete", {"uuid": image})
    assert image not in str(town.admin.api.get("/image/query_all"))
    town.red_member.api.post("/vm/delete", {"vmUuid": vm, "deleteType": "normal"})


def _publisher(api: Api, uuid: str) -> tuple[int | None, int | None, bool | None]:
    image = next(image for image in api.get("/image/query_all") if image["uuid"] == uuid)
    return image.get("userId"), image.get("groupId"), image.get("isPublic")
