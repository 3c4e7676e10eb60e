"""What HTTP itself can do wrong: paths, methods, media types, bodies that are none. Always with the envelope."""

from __future__ import annotations

import pytest

from tests.conformance.client import Caller, checked_envelope
from tests.conformance.contract import Contract, Endpoint, contract

ENDPOINTS = list(contract().endpoints.values())
POSTS = [endpoint for endpoint in ENDPOINTS if endpoint.method == "POST"]
of_all = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.id)
of_posts = pytest.mark.parametrize("endpoint", POSTS, ids=lambda endpoint: endpoint.id)
BODIES = {
    "none": b"",
    "cut off": b'{"vmUuid": ',
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "no text": b"\xff\xfe",
    "deep": b"[" * 100_000,
    "two": b"{} {}",
}


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/vm", "/vm/", "/vm/create//", "/vm/create/x", "/VM/create", "/vm/%00"]
)
def test_an_unknown_path(rules: Contract, caller: Caller, path: str) -> None:
    for method in ("GET", "POST"):
        checked_envelope(rules, caller.http.request(method, path, json={}), status=404)


@of_all
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
def test_a_wrong_method(rules: Contract, caller: Caller, endpoint: Endpoint, method: str) -> None:
    known = {e.method for e in ENDPOINTS if e.path == endpoint.path}
    if method in known:
        return
    response = caller.http.request(method, endpoint.path)
    checked_envelope(rules, response, status=405)
    assert set(response.headers["allow"].split(", ")) == known


@of_posts
@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_is_no_object(rules: Contract, caller: Caller, endpoint: Endpoint, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    response = caller.http.post(endpoint.path, content=BODIES[body], headers=headers)
    assert checked_envelope(rules, response)["code"] == rules.number("ARGS_ERROR")


@of_posts
@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "application/xml", None])
def test_another_media_type(rules: Contract, caller: Caller, endpoint: Endpoint, media: str | None) -> None:
    headers = {"Content-Type": media} if media else {}
    response = caller.http.post(endpoint.path, content=b"name=x", headers=headers)
    envelope = checked_envelope(rules, response, status=200 if response.status_code == 200 else 415)
    assert envelope["code"] == rules.number("ARGS_ERROR")


@of_posts
def test_a_body_that_is_too_large(rules: Contract, caller: Caller, endpoint: Endpoint) -> None:
    response = caller.http.post(endpoint.path, json={"name": "x" * 2**20})
    assert checked_envelope(rules, response, status=413)["code"] == rules.number("ARGS_ERROR")


def test_messages_in_english(rules: Contract, caller: Caller) -> None:
    for language, english in (("en", True), ("en-GB,en;q=0.9", True), ("zh-CN", False), ("", False)):
        answer = caller.http.get("/vm/query_all", headers={"Accept-Language": language}).json()
        assert (answer["message"] != rules.codes["SUCCESS"][1]) == english


def test_a_heartbeat_needs_a_token(rules: Contract, caller: Caller) -> None:
    given = {"service_name": "Libvirt", "node_name": "x", "timestamp": 1}
    checked_envelope(rules, caller.http.get("/service/register", params=given), status=401)
