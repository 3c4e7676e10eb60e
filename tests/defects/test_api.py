"""18.7 API and error handling."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from api_common.contract.changes import SetFields
from api_common.contract.states import ResourceType
from api_common.errors import IaasError
from db_proxy.commands.changes import apply_changes
from db_proxy.commands.unit import Writer
from tests.bench.figures import counters
from tests.helpers.suite import RunningSuite

NOBODY = "f" * 32
INTERNAL = 500.0


def test_d48_unknown_ids_are_no_internal_error(suite: RunningSuite, segment_form: dict[str, Any]) -> None:
    """v1 answered 500.0 for each of these."""
    vm, pair = {"vmUuid": NOBODY}, {"vmUuid": NOBODY, "volumeUuid": NOBODY}
    posts: dict[str, dict[str, Any]] = {
        **{f"/vm/{verb}": vm for verb in ("stop", "start", "reboot", "suspend", "resume")},
        "/vm/update": {**vm, "cpus": 1, "memory": 1},
        "/vm/reduce": {**vm, "cpus": 1, "memory": 1},
        "/vm/publish_image": {**vm, "name": "x", "vdSize": 1},
        "/volume/delete": {"volumeUuid": NOBODY},
        "/volume/attach": pair,
        "/volume/detach": pair,
        "/ip_segment/edit_ip_segment": {**segment_form, "ipSegmentId": 999_999},
        "/ip_segment/delete_ip_segment": {"ipSegmentId": 999_999},
        "/image/delete": {"uuid": "nothing.yaml"},
        "/vm/create": suite.form(ipSegmentId=999_999),
    }
    for path, body in posts.items():
        assert suite.api.raw("POST", path, body)["code"] not in (200.0, INTERNAL), path
    gets = {
        "/vm/query_by_uuid": {"uuid": NOBODY},
        "/vm/vnc_url": {"uuid": NOBODY},
        "/ip_segment/query_by_id": {"ip_segment_id": 999_999},
        "/ip_segment/page_query_by_id": {"ip_segment_id": 999_999, "page_num": 1, "page_size": 1},
    }
    for path, params in gets.items():
        assert suite.api.raw("GET", path, params=params)["code"] not in (200.0, INTERNAL), path


def test_d49_each_verb_has_its_own_code(suite: RunningSuite) -> None:
    """v1 declared 202.02 to 202.08 and always answered 202.0."""
    vm = suite.create("codes")
    body = {"vmUuid": vm["uuid"]}
    suite.api.refused("/vm/start", body, code=202.03)
    suite.api.refused("/vm/resume", body, code=202.07)
    suite.api.refused("/vm/update", {**body, "cpus": 500}, code=202.02)
    suite.api.refused("/vm/publish_image", {**body, "name": "x", "vdSize": 1}, code=202.08)
    suite.api.post("/vm/stop", {**body, "force": True})
    suite.api.wait_vm(vm["uuid"], "STOPPED")
    suite.api.refused("/vm/stop", body, code=202.04)
    suite.api.refused("/vm/suspend", body, code=202.06)
    suite.suite.stop_service("iaas-agent")
    try:
        suite.api.refused("/vm/reboot", body, code=202.05)
    finally:
        suite.suite.start_service("iaas-agent")


@pytest.mark.parametrize("body", [b"{", b"", b"[]", b"null", b'"x"', b"\xff", b'{"vmUuid": 5}', b'{"vmUuid": {}}'])
def test_d50_a_malformed_body_is_a_wrong_argument(suite: RunningSuite, body: bytes) -> None:
    """v1 answered 500.0."""
    answer = suite.api.http.post("/vm/start", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (200, 402.0)


def test_d51_long_texts_are_kept(suite: RunningSuite) -> None:
    """v1 put rows into query strings: beyond 8 KB, nine bytes to a Chinese letter, nothing was saved."""
    vm, text = suite.create("long"), "虚" * 1000
    suite.api.post("/vm/edit", {"vmUuid": vm["uuid"], "description": text})
    assert suite.api.vm(vm["uuid"])["description"] == text


def test_d52_what_cannot_work_is_tried_once(write: Writer) -> None:
    """v1's db-proxy tried every failed request four times."""
    tried: list[int] = []

    def command(unit: Any) -> None:
        tried.append(1)
        apply_changes(unit, [SetFields(type=ResourceType.SPEC_CONFIG, key="999", fields={"value": "1,1"})])

    with pytest.raises(IaasError):
        write(command)
    assert len(tried) == 1


def test_d53_a_list_costs_a_handful_of_calls(suite: RunningSuite) -> None:
    """v1 made 2n + 3 of them for n rows."""
    for number in range(6):
        suite.create(f"vm{number}")
    for path in ("/vm/page_query_all?page_num=1&page_size=100&new=1", "/vm/query_all?new=1", "/volume/query_all?new=1"):
        before = counters(suite)[0]
        assert suite.api.http.get(path).json()["code"] == 200.0
        assert counters(suite)[0] - before <= 3, path


def test_d54_searches_are_bounded_and_literal(suite: RunningSuite) -> None:
    """v1 had endless pages, and % and _ found everything."""
    suite.create("plain")

    def search(**query: Any) -> dict[str, Any]:
        usual = {"keywords": "", "status": "", "host_uuid": "", "image_uuid": "", "page_num": 1, "page_size": 10}
        return suite.api.raw("GET", "/vm/fuzzy_query", params={**usual, **query})

    assert search(keywords="plain")["data"]["totalElements"] == 1
    for wildcard in ("%", "_", "p%n", "plai_"):
        assert search(keywords=wildcard)["data"]["totalElements"] == 0, wildcard
    assert search(status="FLYING")["data"]["content"] == []
    assert search(page_size=1_000_000)["code"] == 402.0


def test_d55_an_option_that_is_not_there_is_not_edited(suite: RunningSuite) -> None:
    """v1 inserted a row under another id, and took any value."""
    before = suite.api.get("/spec_config/query_all")
    form = {"id": 999_999, "type": "VM_COMPUTE", "value": "1,1", "description": "x"}
    suite.api.refused("/spec_config/edit", form, code=402.0)
    for value in ("two,four", "2", "-1,2", "2,4,6"):
        suite.api.refused("/spec_config/create", {**form, "value": value}, code=402.0)
    assert suite.api.get("/spec_config/query_all") == before


def test_d56_a_description_can_be_cleared(suite: RunningSuite) -> None:
    """v1 took the empty text for `unchanged`."""
    vm = suite.create("described", description="text")
    assert suite.api.post("/vm/edit", {"vmUuid": vm["uuid"], "description": None})["description"] == "text"
    assert suite.api.post("/vm/edit", {"vmUuid": vm["uuid"], "description": ""})["description"] == ""


def test_d57_without_a_database_the_envelope_comes_all_the_same(suite: RunningSuite) -> None:
    """v1's error handler wrote to the database, and failed with it."""
    vm = suite.create("vm")
    suite.suite.kill("db-proxy")
    try:
        answers = [
            suite.api.http.post("/vm/stop", json={"vmUuid": vm["uuid"]}),
            suite.api.http.get("/vm/query_all"),
            suite.api.http.post("/vm/create", json=suite.form("another")),
        ]
    finally:
        suite.suite.start_service("db-proxy")
    for answer in answers:
        assert _is_envelope(answer), answer.text
    assert suite.api.vm(vm["uuid"])["status"] == "ACTIVE"


def _is_envelope(answer: httpx.Response) -> bool:
    body = answer.json()
    return set(body) >= {"data", "message", "log", "code", "kind"} and body["code"] != 200.0 and body["data"] is None
