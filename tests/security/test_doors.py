"""Every door of every service, with no credentials, with wrong ones, and with those of somebody who may less."""

from __future__ import annotations

import base64
import json
import re
import secrets
from typing import Any

import httpx
import pytest

from api_common.service_tokens import CALLER_HEADER
from iaas_core.openapi import examples
from tests.security.conftest import ACCESS, Town

INNER = ("db-proxy", "iaas-agent", "image-operator", "resource-operator")
OPEN_PATHS = {"/healthz", "/readyz", "/heartbeat", "/openapi.json"}
ROLES = ("user", "leader", "administrator")


def _form(operation: dict[str, Any]) -> Any:
    """The example of the description, which is well-formed."""
    if "requestBody" not in operation:
        return None
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return examples.FORMS[reference.rpartition("/")[2]]


def _query(operation: dict[str, Any]) -> dict[str, Any]:
    parameters = operation.get("parameters", [])
    return {p["name"]: p["example"] for p in parameters if p.get("in") == "query" and p["name"] != "ticket"}


def _ask(http: httpx.Client, operation: dict[str, Any], **headers: str) -> httpx.Response:
    with http.stream(
        operation["method"],
        operation["path"],
        json=_form(operation),
        params=_query(operation),
        headers=headers,
    ) as response:
        if response.headers["content-type"].startswith("text/event-stream"):
            return response  # without end
        response.read()
        return response


def _nothing(data: dict[str, Any]) -> str:
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().strip("=") for part in data["parts"])


def test_every_request_is_in_the_table(town: Town) -> None:
    assert set(town.operations) == set(ACCESS)


@pytest.mark.parametrize("key", sorted(key for key, who in ACCESS.items() if who in ROLES))
def test_no_wrong_and_foreign_tokens(town: Town, key: str) -> None:
    operation, good = town.operations[key], town.red_member.api.token
    service = (town.suite.config.state / "secrets" / "tokens" / "iaas-core").read_text().strip()
    unsigned = _nothing({"parts": [{"alg": "none", "typ": "JWT"}, {"sub": "admin", "role": "SUPER_ADMIN"}, ""]})
    wrong = [
        "",
        "Bearer",
        f"Basic {base64.b64encode(b'admin:admin').decode()}",
        f"Bearer iaas-s-{secrets.token_urlsafe(32)}",
        f"Bearer {good[:-1]}",
        f"Bearer {good}x",
        f"Bearer {good.replace('-s-', '-k-')}",
        f"Token {good}",
        f"Bearer {unsigned}",
        f"Bearer {service}",
    ]
    with httpx.Client(base_url=town.suite.api.url, trust_env=False) as http:
        for header in wrong:
            answer = _ask(http, operation, Authorization=header, **{CALLER_HEADER: "iaas-core"})
            assert answer.status_code == 401, (header, answer.text)
            assert answer.json()["kind"] == "unauthenticated" and answer.headers["www-authenticate"] == "Bearer"
        assert _ask(http, operation).status_code == 401


@pytest.mark.parametrize("key", sorted(key for key, who in ACCESS.items() if who in ROLES[1:]))
def test_those_who_may_less(town: Town, key: str) -> None:
    lesser = [town.red_member, town.blue_member]
    if ACCESS[key] == "administrator":
        lesser.append(town.red_leader)
    for person in lesser:
        answer = _ask(person.api.http, town.operations[key])
        assert (answer.status_code, answer.json()["kind"]) == (403, "forbidden"), answer.text
        assert answer.json()["data"] is None


@pytest.mark.parametrize("key", sorted(key for key, who in ACCESS.items() if who in ROLES and key != "user_logout"))
def test_those_who_may(town: Town, key: str) -> None:
    """They are let in: what the request then comes to is another matter."""
    person = {"user": town.red_member, "leader": town.red_leader, "administrator": town.admin}[ACCESS[key]]
    operation = town.operations[key]
    if operation["method"] == "GET":
        assert _ask(person.api.http, operation).status_code == 200
    else:  # something that is well-formed and harmless: nobody has these ids
        answer = person.api.http.request("POST", operation["path"], json={})
        assert answer.status_code == 200 and answer.json()["code"] != 401.0, answer.text


def test_open_requests_need_nothing(town: Town) -> None:
    with httpx.Client(base_url=town.suite.api.url, trust_env=False) as http:
        for key, who in ACCESS.items():
            if who == "open" and key != "user_login":
                assert _ask(http, town.operations[key]).status_code == 200, key


@pytest.mark.parametrize("service", INNER)
def test_inner_doors_open_to_the_right_service_only(town: Town, service: str) -> None:
    tokens = town.suite.config.state / "secrets" / "tokens"
    allowed = {"iaas-core", "resource-operator"} if service == "db-proxy" else {"iaas-core"}
    with httpx.Client(base_url=town.suite.config.url(service), trust_env=False) as http:
        paths = http.get("/openapi.json").json()["paths"]
        for path, verbs in paths.items():
            for verb in set(verbs) - {"parameters"}:
                if path in OPEN_PATHS:
                    continue
                url = re.sub(r"\{\w+\}", "1", path)
                refused = [
                    {},
                    {"Authorization": f"Bearer {town.admin.api.token}"},
                    {"Authorization": f"Bearer {town.admin.api.token}", CALLER_HEADER: "iaas-core"},
                    {"Authorization": "Bearer x", CALLER_HEADER: "iaas-core"},
                    {"Authorization": "Bearer", CALLER_HEADER: "iaas-core"},
                    {"Authorization": "Bearer x", CALLER_HEADER: "../tokens/iaas-core"},
                ]
                for file in [file for file in tokens.iterdir() if (file.name, path) != ("prometheus", "/metrics")]:
                    token = {"Authorization": f"Bearer {file.read_text().strip()}"}
                    if file.name not in allowed:
                        refused.append({**token, CALLER_HEADER: file.name})
                    if file.name != "iaas-core":
                        refused.append({**token, CALLER_HEADER: "iaas-core"})
                for headers in refused:
                    answer = http.request(verb.upper(), url, json={}, headers=headers)
                    assert answer.status_code in (401, 403), (service, verb, path, headers, answer.status_code)


def test_cores_inner_doors(town: Town) -> None:
    """What agents report is taken from agents alone; unknown inner paths answer like the inner ones."""
    with httpx.Client(base_url=town.suite.api.url, trust_env=False) as http:
        for path in ("/internal/agent/register", "/internal/agent/report", "/internal/agent/inventory"):
            for person in (None, town.admin):
                headers = {"Authorization": f"Bearer {person.api.token}"} if person else {}
                assert http.post(path, json={}, headers=headers).status_code == 401
            other = (town.suite.config.state / "secrets" / "tokens" / "image-operator").read_text().strip()
            headers = {"Authorization": f"Bearer {other}", CALLER_HEADER: "image-operator"}
            assert http.post(path, json={}, headers=headers).status_code == 403
        assert http.post("/internal/beat", json={}).status_code == 401


def test_a_heartbeat_over_the_public_door_needs_a_service(town: Town) -> None:
    query = {"service_name": "Libvirt", "node_name": "x", "timestamp": 1}
    for person in (town.admin, town.red_member):
        assert person.api.http.get("/service/register", params=query).status_code == 401
