"""Wrong, missing, huge, negative, non-ASCII and hostile values: 402 with the field's name, and nothing changed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.suite import RunningSuite

HOSTILE = [
    "$(reboot)",
    "`id`",
    "a;b",
    "a|b",
    "../../etc/passwd",
    "a/b",
    "a\x00b",
    "a\nb",
    "'",
    '"',
    "<x>",
    "-rf",
    "%s",
    "\\",
]
UNKNOWN = "0123456789abcdef0123456789abcdef"


def _assert_refused(suite: RunningSuite, path: str, body: dict[str, Any], field: str) -> None:
    before = suite.api.get("/operation/page_query_all", page_num=1, page_size=1)["totalElements"]
    answer = suite.api.refused(path, body, code=402.0)
    assert answer["data"] is None and answer["kind"] == "invalid_request"
    assert field in answer["log"], answer
    assert suite.api.get("/operation/page_query_all", page_num=1, page_size=1)["totalElements"] == before
    assert suite.api.get("/vm/query_all") == []


@pytest.mark.parametrize("name", [*HOSTILE, "", "x" * 10_000, None, 5, ["a"]])
def test_names_of_vms(suite: RunningSuite, name: object) -> None:
    _assert_refused(suite, "/vm/create", suite.form() | {"name": name}, "name")


@pytest.mark.parametrize("field", ["cpus", "memory", "ipSegmentId"])
@pytest.mark.parametrize("value", [0, -1, 10**9, 10**30, "many", "1; reboot", None, [], True, 1e400, "١"])
def test_numbers(suite: RunningSuite, field: str, value: object) -> None:
    if field == "ipSegmentId" and value == 10**9:
        return  # an id that could be: refused below as unknown
    body = suite.form() | {field: value}
    if value == 1e400:
        answer = suite.api.http.post("/vm/create", content=str(body).replace("'", '"').replace("inf", "1e400")).json()
        assert answer["code"] == 402.0
        return
    _assert_refused(suite, "/vm/create", body, field)


@pytest.mark.parametrize("uuid", [*HOSTILE, "", "x" * 32, UNKNOWN.upper(), UNKNOWN + "0", None, 7])
@pytest.mark.parametrize("verb", ["start", "stop", "reboot", "suspend", "resume", "update", "reduce", "edit", "delete"])
def test_uuids(suite: RunningSuite, verb: str, uuid: object) -> None:
    _assert_refused(suite, f"/vm/{verb}", {"vmUuid": uuid, "deleteType": "normal", "cpus": 1}, "vmUuid")


@pytest.mark.parametrize("image", [*HOSTILE, "", "..", ".hidden.yaml", "x" * 10_000])
def test_image_names(suite: RunningSuite, image: str) -> None:
    """Any name that a file can have is one; it is compared with those that are there, and reaches nobody else."""
    answer = suite.api.raw("POST", "/vm/create", suite.form() | {"imageUuid": image})
    assert answer["kind"] in ("invalid_request", "wrong_state") and "imageUuid" in answer["log"], answer
    assert suite.api.get("/vm/query_all") == []


@pytest.mark.parametrize("bridge", [*HOSTILE, "", "x" * 16, "br 0", "br\u00e9"])
def test_bridges(suite: RunningSuite, bridge: str) -> None:
    _assert_refused(suite, "/ip_segment/create_ip_segment", _segment(suite, bridge=bridge), "bridge")


@pytest.mark.parametrize(
    "fields,named",
    [
        ({"ipRangeStart": "10.0.0.300"}, "ipRangeStart"),
        ({"ipRangeStart": "10.77.0.20", "ipRangeEnd": "10.77.0.10"}, "ipRangeEnd"),
        ({"ipRangeEnd": "10.77.1.10"}, "ipRangeEnd"),
        ({"gateway": "10.78.0.1"}, "gateway"),
        ({"gateway": "10.77.0.0"}, "gateway"),
        ({"ipRangeStart": "10.77.0.0"}, "ipRangeStart"),
        ({"ipRangeEnd": "10.77.0.255"}, "ipRangeEnd"),
        ({"netmask": "255.0.255.0"}, "netmask"),
        ({"netmask": "0.0.0.255"}, "netmask"),
        ({"netmask": "$(id)"}, "netmask"),
        ({"type": "SECRET"}, "type"),
        ({"type": "PRIVATE", "name": "a;b"}, "name"),
        ({"hostUuid": "../x"}, "hostUuid"),
    ],
)
def test_segments(suite: RunningSuite, fields: dict[str, str], named: str) -> None:
    _assert_refused(suite, "/ip_segment/create_ip_segment", _segment(suite, **fields), named)


def test_a_segment_may_not_overlap_another(suite: RunningSuite) -> None:
    known = suite.api.get("/ip_segment/query_by_id", ip_segment_id=suite.segment)
    fields = {k: known[k] for k in ("ipRangeStart", "ipRangeEnd", "gateway", "netmask")}
    _assert_refused(suite, "/ip_segment/create_ip_segment", _segment(suite, **fields), "ipRangeStart")


@pytest.mark.parametrize("verb", ["start", "stop", "reboot", "suspend", "resume", "update"])
def test_an_unknown_vm(suite: RunningSuite, verb: str) -> None:
    answer = suite.api.refused(f"/vm/{verb}", {"vmUuid": UNKNOWN, "cpus": 1}, code=402.0)
    assert answer["kind"] == "not_found" and UNKNOWN in answer["log"]


def test_things_that_do_not_exist(suite: RunningSuite) -> None:
    refused = suite.api.refused
    assert "imageUuid" in refused("/vm/create", suite.form(imageUuid="none.yaml"), code=202.0)["log"]
    assert "ipSegmentId" in refused("/vm/create", suite.form(ipSegmentId=999_999), code=202.0)["log"]
    assert refused("/vm/create", suite.form(hostUuid=UNKNOWN), code=202.0)["log"]
    refused("/vm/delete", {"vmUuid": UNKNOWN, "deleteType": "force"}, code=202.01)
    refused("/vm/edit", {"vmUuid": UNKNOWN, "name": "x"}, code=202.0)
    refused("/operation/cancel", {"uuid": UNKNOWN}, code=402.0)
    refused("/spec_config/delete", {"id": 10**6}, code=202.0)
    refused("/spec_config/edit", {"id": 10**6, "type": "SYS_VOLUME", "value": "20", "description": "x"}, code=402.0)
    assert suite.api.raw("GET", f"/vm/query_by_uuid?uuid={UNKNOWN}")["code"] == 402.0
    assert suite.api.get("/vm/query_all") == []


def test_answers_outside_the_contract_carry_the_envelope(suite: RunningSuite) -> None:
    http = suite.api.http
    for method, path, status in (("GET", "/nowhere", 404), ("DELETE", "/vm/create", 405), ("GET", "/vm/create", 405)):
        response = http.request(method, path)
        assert response.status_code == status and response.json()["code"] in (402.0, 500.0), response.text
    assert http.post("/vm/create", content=b"{").json()["code"] == 402.0
    assert http.post("/vm/create", content=b"[1]").json()["code"] == 402.0
    assert http.post("/vm/create", content=b"x" * (2 * 1024 * 1024)).status_code == 413
    assert http.get("/vm/page_query_all?page_num=0&page_size=1").json()["code"] == 402.0
    assert http.get("/vm/page_query_all?page_num=x&page_size=1").json()["code"] == 402.0
    assert http.get("/vm/page_query_all?page_num=1&page_size=99999999").json()["code"] == 402.0
    assert http.get("/vm/page_query_all").json()["code"] == 402.0


def test_inner_doors_are_closed_to_strangers(suite: RunningSuite) -> None:
    http = suite.api.http
    for path in ("/internal/agent/register", "/internal/agent/report", "/internal/beat"):
        assert http.post(path, json={}).status_code == 401
    assert http.get("/service/register?service_name=x&node_name=y&timestamp=1").status_code == 401
    for service in ("db-proxy", "iaas-agent", "image-operator", "resource-operator"):
        response = http.post(suite.config.url(service) + "/vms/query", json={})
        assert response.status_code in (401, 404)
    assert http.get(suite.config.url("db-proxy") + "/hosts").status_code == 401
    assert http.get(suite.config.url("iaas-agent") + f"/domains/{UNKNOWN}").status_code == 401


def _segment(suite: RunningSuite, **fields: str) -> dict[str, Any]:
    return {
        "name": "second",
        "hostUuid": suite.host,
        "type": "PRIVATE",
        "bridge": "br1",
        "ipRangeStart": "10.77.0.10",
        "ipRangeEnd": "10.77.0.12",
        "gateway": "10.77.0.1",
        "netmask": "255.255.255.0",
        **fields,
    }
