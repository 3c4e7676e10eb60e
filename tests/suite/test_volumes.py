"""Data volumes as clients use them; what happens inside a guest is in `tests/real`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.helpers.suite import RunningSuite
from tests.helpers.volumes import Volumes


def test_a_volume_from_creation_to_deletion(suite: RunningSuite, volumes: Volumes) -> None:
    made = suite.api.post("/volume/create", {"name": "data", "diskSize": 3, "description": "d"})
    assert (made["status"], made["size"], made["usageType"], made["formatType"]) == ("CREATING", 3, "DATA", "QCOW2")
    assert made["providerLocation"].startswith("data-volumes/") and made["hostUuid"] == suite.host
    (listed,) = suite.api.get("/volume/query_all")
    assert listed["status"] == "AVAILABLE" and "instanceVm" not in listed
    assert suite.disk_files() == sorted([f"{made['uuid']}.img", f"{made['uuid']}.img.json"])
    edited = suite.api.post("/volume/edit", {"volumeUuid": made["uuid"], "name": "new", "description": ""})
    assert (edited["name"], edited["description"]) == ("new", "")
    assert suite.api.get("/volume/statistics") == {"total": 1, "used": 0}
    suite.api.post("/volume/delete", {"volumeUuid": made["uuid"]})
    assert suite.api.get("/volume/query_all") == [] and suite.disk_files() == []


def test_attached_and_detached(suite: RunningSuite, volumes: Volumes) -> None:
    vm, other, uuid = suite.create("one"), suite.create("two"), volumes.create("data")
    pair = {"vmUuid": vm["uuid"], "volumeUuid": uuid}
    suite.api.post("/volume/attach", pair)
    shown = volumes.one(uuid)
    assert (shown["status"], shown["mountPoint"], shown["bus"]) == ("ATTACHED", "vdb", "virtio")
    assert shown["instanceVm"]["uuid"] == vm["uuid"] and not shown["instanceVm"].get("vncPassword")
    assert [v["uuid"] for v in suite.api.vm(vm["uuid"])["volumes"]][1:] == [uuid]
    assert suite.api.get("/volume/fuzzy_query", keywords="one", status="null", page_num=1, page_size=9)["totalElements"]
    assert suite.api.get("/volume/statistics") == {"total": 1, "used": 1}

    suite.api.refused("/volume/attach", {**pair, "vmUuid": other["uuid"]}, code=202.12)
    suite.api.refused("/volume/detach", {**pair, "vmUuid": other["uuid"]}, code=202.13)
    suite.api.refused("/volume/delete", {"volumeUuid": uuid}, code=202.11)

    suite.api.post("/volume/detach", pair)
    shown = volumes.one(uuid)
    assert [shown[key] for key in ("status", "instanceUuid", "mountPoint", "bus")] == ["AVAILABLE", "", "", ""]
    suite.api.refused("/volume/detach", pair, code=202.13)
    assert suite.api.vm(vm["uuid"])["status"] == "ACTIVE"


def test_of_two_requests_for_one_volume_one_wins(suite: RunningSuite, volumes: Volumes) -> None:
    vms = [suite.create("a")["uuid"], suite.create("b")["uuid"]]
    uuid = volumes.create("wanted")

    def attach(vm: str) -> dict[str, Any]:
        return suite.api.raw("POST", "/volume/attach", {"vmUuid": vm, "volumeUuid": uuid})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attach, vms * 4))
    assert sorted(answer["code"] for answer in answers) == [200.0] + [202.12] * 7, answers
    winner = volumes.one(uuid)["instanceUuid"]
    assert [vm for vm in vms if len(suite.api.vm(vm)["volumes"]) == 2] == [winner]


def test_data_volumes_outlive_their_vm(suite: RunningSuite, volumes: Volumes) -> None:
    vm, uuid = suite.create("mortal"), volumes.create("kept")
    suite.api.post("/volume/attach", {"vmUuid": vm["uuid"], "volumeUuid": uuid})
    suite.delete(vm["uuid"])
    shown = volumes.one(uuid)
    assert (shown["status"], shown["instanceUuid"]) == ("AVAILABLE", "")
    assert f"{uuid}.img" in suite.disk_files()

    vm = suite.create("mortal too")
    suite.api.post("/volume/attach", {"vmUuid": vm["uuid"], "volumeUuid": uuid})
    suite.api.post("/vm/delete", {"vmUuid": vm["uuid"], "deleteType": "force", "deleteVolumes": True})
    assert suite.api.get("/volume/query_all") == [] and suite.disk_files() == []


def test_after_the_letters_disks_are_named_with_two(suite: RunningSuite, volumes: Volumes) -> None:
    vm = suite.create("full")
    suite.api.post("/vm/stop", {"vmUuid": vm["uuid"], "force": True})
    suite.api.wait_vm(vm["uuid"], "STOPPED")
    for number in range(25):
        suite.api.post("/volume/attach", {"vmUuid": vm["uuid"], "volumeUuid": volumes.create(f"v{number}")})
    volumes.attach(volumes.create("one more"), vm["uuid"])
    points = [volume["mountPoint"] for volume in suite.api.vm(vm["uuid"])["volumes"]]
    assert points == [*(f"vd{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"), "vdaa"]


def test_what_is_refused(suite: RunningSuite, volumes: Volumes) -> None:
    vm = suite.create("vm")
    (system,) = suite.api.vm(vm["uuid"])["volumes"]
    pair = {"vmUuid": vm["uuid"], "volumeUuid": system["uuid"]}
    suite.api.refused("/volume/attach", pair, code=202.12)
    suite.api.refused("/volume/detach", pair, code=202.13)
    suite.api.refused("/volume/delete", {"volumeUuid": system["uuid"]}, code=202.11)
    nobody = "f" * 32
    for path in ("attach", "detach"):
        suite.api.refused(f"/volume/{path}", {"vmUuid": vm["uuid"], "volumeUuid": nobody}, code=402.0)
    suite.api.refused("/volume/delete", {"volumeUuid": nobody}, code=402.0)
    suite.api.refused("/volume/edit", {"volumeUuid": nobody, "name": "x"}, code=202.0)
    refusal = suite.api.refused("/volume/create", {"name": "x", "hostUuid": nobody}, code=202.0)
    assert "does not exist" in refusal["log"]
    for name in ("$(reboot)", "../x", "a;b", "", "x" * 10_000):
        assert "name" in suite.api.refused("/volume/create", {"name": name}, code=402.0)["log"]
    for size in (0, -1, 10**9, "many", [], True):
        assert "diskSize" in suite.api.refused("/volume/create", {"name": "x", "diskSize": size}, code=402.0)["log"]
    assert suite.api.get("/volume/query_all") == []
