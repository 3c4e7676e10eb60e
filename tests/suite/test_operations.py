"""Operations as clients see them: progress, one at a time, cancel, the same key again; and the event stream."""

from __future__ import annotations

from typing import Any

from tests.helpers.suite import RunningSuite
from tests.helpers.volumes import Volumes


def test_the_same_key_again_is_the_same_vm(suite: RunningSuite) -> None:
    headers = {"Idempotency-Key": "form-1"}
    first = suite.api.post("/vm/create", suite.form("once"), headers=headers)
    again = suite.api.post("/vm/create", suite.form("once"), headers=headers)
    assert (first["uuid"], first["operationUuid"]) == (again["uuid"], again["operationUuid"])
    other = suite.api.raw("POST", "/vm/create", suite.form("another"), headers=headers)
    assert other["code"] == 202.0 and "Idempotency-Key" in other["log"]
    assert len(suite.api.get("/vm/query_all")) == 1
    suite.api.wait_operation(first["operationUuid"])


def test_one_operation_at_a_time(suite: RunningSuite) -> None:
    vm = suite.create("busy")
    body = {"vmUuid": vm["uuid"]}
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: suite.api.raw("POST", "/vm/suspend", body), range(8)))
    won = [answer for answer in answers if answer["code"] == 200.0]
    assert len(won) == 1, answers
    for answer in answers:
        if answer["code"] != 200.0:
            assert answer["code"] == 202.06 and answer["kind"] in ("conflict", "wrong_state")


def test_verbs_are_refused_in_the_wrong_state(suite: RunningSuite) -> None:
    vm = suite.create("state")
    body = {"vmUuid": vm["uuid"]}
    suite.api.refused("/vm/start", body, code=202.03)
    suite.api.refused("/vm/resume", body, code=202.07)
    suite.api.refused("/vm/reduce", {**body, "cpus": 1, "memory": 0}, code=202.02)
    suite.api.post("/vm/suspend", body)
    for verb, code in (("stop", 202.04), ("suspend", 202.06), ("reboot", 202.05)):
        answer = suite.api.refused(f"/vm/{verb}", body, code=code)
        assert "SUSPENDED" in answer["log"], answer
    suite.api.post("/vm/resume", body)
    assert suite.api.vm(vm["uuid"])["status"] == "ACTIVE"


def test_what_an_operation_shows(suite: RunningSuite) -> None:
    made = suite.api.post("/vm/create", suite.form("shown"))
    shown = suite.api.wait_operation(made["operationUuid"])
    assert shown["status"] == "done" and shown["stepsDone"] == shown["stepsTotal"] == 4
    assert (shown["kind"], shown["targetType"], shown["targetUuid"]) == ("vm_create", "vm", made["uuid"])
    assert shown["progress"] == 100 and shown["userName"] == "admin" and shown["updateTime"] >= shown["createTime"]
    page = suite.api.get("/operation/page_query_all", page_num=1, page_size=5, target_uuid=made["uuid"])
    assert [row["uuid"] for row in page["content"]] == [made["operationUuid"]]
    assert suite.api.get("/operation/page_query_all", page_num=1, page_size=5, status="stuck")["content"] == []
    suite.api.refused("/operation/cancel", {"uuid": made["operationUuid"]}, code=202.0)
    suite.api.refused("/operation/retry", {"uuid": made["operationUuid"]}, code=202.0)


def cancelled(suite: RunningSuite, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The operation that this request began while the agent was away, undone."""
    suite.suite.kill("iaas-agent")
    made = suite.api.post(path, body, headers={"Prefer": "respond-async"})
    for _ in range(2):
        suite.api.post("/operation/cancel", {"uuid": made["operationUuid"]}, headers={"Idempotency-Key": path})
    suite.suite.start_service("iaas-agent")
    operation = suite.api.wait_operation(made["operationUuid"])
    assert operation["status"] == "undone", operation
    return operation


def test_cancelling_a_creation_that_waits_and_asking_for_it_again(suite: RunningSuite) -> None:
    first = cancelled(suite, "/vm/create", suite.form("wanted"))
    assert suite.api.vm(first["targetUuid"])["status"] == "ERROR"
    again = [
        suite.api.post("/operation/retry", {"uuid": first["uuid"]}, headers={"Idempotency-Key": "r"}) for _ in range(2)
    ]
    assert again[0]["uuid"] == again[1]["uuid"] != first["uuid"]
    assert suite.api.wait_operation(again[0]["uuid"])["status"] == "done"
    made = suite.api.vm(again[0]["targetUuid"])
    assert (made["name"], made["status"]) == ("wanted", "ACTIVE") and made["uuid"] != first["targetUuid"]


def test_what_was_undone_is_checked_again_when_it_is_asked_for_again(suite: RunningSuite, volumes: Volumes) -> None:
    vm, disk = suite.create("holder"), volumes.create("wanted")
    first = cancelled(suite, "/volume/attach", {"vmUuid": vm["uuid"], "volumeUuid": disk})
    assert volumes.one(disk)["status"] == "AVAILABLE"
    again = suite.api.post("/operation/retry", {"uuid": first["uuid"]})
    assert suite.api.wait_operation(again["uuid"])["status"] == "done"
    assert volumes.one(disk)["status"] == "ATTACHED"
    answer = suite.api.raw("POST", "/operation/retry", {"uuid": first["uuid"]})
    assert (answer["code"], answer["kind"]) == (202.0, "wrong_state") and "ATTACHED" in answer["log"]


def test_the_event_stream_and_its_resumption(suite: RunningSuite) -> None:
    with suite.api.events() as events:
        vm = suite.create("streamed")
        active = events.wait_status(vm["uuid"], "ACTIVE")
        kinds = {(e["type"], e["kind"]) for e in events.events}
        assert {("vm", "created"), ("volume", "created"), ("operation", "created")} <= kinds
        assert all("password" not in e["record"] and "vncPassword" not in e["record"] for e in events.events)
        ids = [e["id"] for e in events.events]
        assert ids == sorted(set(ids))
        first = events.events[0]["id"]
    with suite.api.events(last_id=first) as resumed:
        resumed.wait_status(vm["uuid"], "ACTIVE")
        seen = [e["id"] for e in resumed.events if e["id"] <= active["id"]]
        assert seen == [id_ for id_ in ids[1:] if id_ <= active["id"]]


def test_lists_search_and_edit(suite: RunningSuite) -> None:
    api = suite.api
    names = [f"list{n}" for n in range(5)]
    uuids = [suite.create(name, description=f"number {n} 100%_done")["uuid"] for n, name in enumerate(names)]
    assert [vm["name"] for vm in api.get("/vm/query_all")] == names
    page = api.get("/vm/page_query_all", page_num=2, page_size=2)
    assert [vm["uuid"] for vm in page["content"]] == uuids[2:4]
    assert (page["totalPages"], page["totalElements"]) == (3, 5)
    assert api.get("/vm/page_query_all", page_num=9, page_size=2)["content"] == []

    def search(keywords: str = "null", status: str = "", host: str = "", image: str = "") -> list[str]:
        found = api.get(
            "/vm/fuzzy_query",
            keywords=keywords,
            status=status,
            host_uuid=host,
            image_uuid=image,
            page_num=1,
            page_size=50,
        )
        return [vm["name"] for vm in found["content"]]

    assert search() == names and search("LIST3") == ["list3"] and search("number 4") == ["list4"]
    assert search("%_d") == names and search("_ist") == [] and search("100%") == names
    address = api.vm(uuids[1])["ips"][0]["ip"]
    assert "list1" in search(address)
    assert search(status="active") == names and search(status="STOPPED") == [] and search(status="nonsense") == []
    assert search(host=suite.host) == names and search(host="0" * 32) == []
    assert search(image="kubeiaas-guest.yaml") == names and search(image="other.yaml") == []

    edited = api.post("/vm/edit", {"vmUuid": uuids[0], "name": "新名字", "description": ""})
    assert (edited["name"], edited["description"], edited["vncPassword"]) == ("新名字", "", "")
    item = api.get("/vm/page_query_all", page_num=1, page_size=1)["content"][0]
    assert item["image"] == {"uuid": "kubeiaas-guest.yaml", "name": "KubeIaaS guest", "osType": "LINUX"}
    assert (item["password"], item["vncPassword"], item["vncPort"]) == ("", "", "") and "devices" not in item
    statistics = api.get("/vm/statistics")
    assert statistics == {"total": 5, "building": 0, "active": 5, "stopped": 0, "suspended": 0, "error": 0}
    api.post("/vm/suspend", {"vmUuid": uuids[0]})
    found = api.get("/vm/fuzzy_query_attach", keywords="", page_num=1, page_size=10)
    assert found["totalElements"] == 5
    assert api.get("/vm/status", uuid=uuids[0]) == {"message": "suspended"}
    assert suite.api.http.get("/vm/test").text == "hello"


def test_a_simulated_vm_outlives_its_agent(suite: RunningSuite) -> None:
    vm = suite.create("lasting")
    suite.suite.stop_service("iaas-agent")
    suite.suite.start_service("iaas-agent")
    assert suite.api.get("/vm/status", uuid=vm["uuid"]) == {"message": "active"}
