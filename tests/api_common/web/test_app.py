"""The frame of every service: ids, errors, limits, health and metrics, asked over HTTP."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel

from api_common.context import CALLER, OPERATION_ID, REQUEST_ID
from api_common.errors import HTTP_STATUS, ErrorKind, IaasError
from api_common.settings import ServiceSettings
from api_common.web.app import build_app
from tests.helpers.services import METRICS, write_tokens

LIMIT = 1000


class Toy(BaseModel):
    name: str
    parts: list[int] = []


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    app = build_app(
        "toy",
        ServiceSettings(service_tokens_dir=write_tokens(tmp_path / "tokens")),
        description="a toy",
        checks={"well": lambda: None, "ill": lambda: None},
        max_body_bytes=LIMIT,
    )

    @app.get("/ids")
    def ids() -> list[str]:
        return [REQUEST_ID.get(), OPERATION_ID.get(), CALLER.get()]

    @app.post("/toys/{number}")
    def make(number: int, body: Toy) -> Toy:
        return body

    @app.get("/fails/{kind}")
    def fail(kind: ErrorKind) -> None:
        raise IaasError(kind, "as asked", detail={"a": 1}, trail=["inner"])

    @app.get("/breaks")
    def break_() -> None:
        raise ValueError("a secret of the inside")

    @app.post("/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_ids_are_taken_over_and_answered(client: TestClient) -> None:
    answer = client.get("/ids", headers={"X-Request-Id": "r-1", "X-Operation-Id": "op_2"})
    assert answer.json() == ["r-1", "op_2", ""]
    assert answer.headers["x-request-id"] == "r-1"


def test_a_request_without_an_id_gets_one(client: TestClient) -> None:
    first, second = client.get("/ids"), client.get("/ids")
    assert first.json()[0] == first.headers["x-request-id"] != second.headers["x-request-id"]
    assert len(first.json()[0]) == 32


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a;b", "<script>", "a\tb"])
def test_an_id_that_could_do_harm_in_logs_is_replaced(client: TestClient, given: str) -> None:
    answer = client.get("/ids", headers={"X-Request-Id": given, "X-Operation-Id": given})
    assert answer.json()[0] != given
    assert answer.json()[1] == ""


@pytest.mark.parametrize("kind", ErrorKind)
def test_errors_are_answered_in_the_wire_form(client: TestClient, kind: ErrorKind) -> None:
    answer = client.get(f"/fails/{kind.value}")
    assert answer.status_code == HTTP_STATUS[kind]
    assert answer.json() == IaasError(kind, "as asked", detail={"a": 1}, trail=["inner"]).to_wire()


def test_the_unforeseen_is_hidden_and_logged_under_its_request_id(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    ids: list[str] = []
    caplog.handler.addFilter(lambda record: ids.append(REQUEST_ID.get()) is None)
    with caplog.at_level(logging.ERROR):
        answer = client.get("/breaks", headers={"X-Request-Id": "r-5"})
    assert (answer.status_code, answer.json()["kind"]) == (500, "internal")
    assert "secret" not in answer.text and "secret" in caplog.text
    assert "r-5" in ids
    assert answer.headers["x-request-id"] == "r-5"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{", "body"),
        ("", "body"),
        ("[]", "body"),
        ("{}", "name"),
        ('{"name": 5}', "name"),
        ('{"name": "a", "parts": [1, "x"]}', "parts.1"),
    ],
)
def test_a_bad_request_names_its_field(client: TestClient, body: str, field: str) -> None:
    answer = client.post("/toys/1", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["kind"]) == (400, "invalid_request")
    assert answer.json()["detail"] == {"field": field}
    assert answer.json()["message"].startswith(f"{field}: ")


def test_a_bad_path_parameter_is_named_too(client: TestClient) -> None:
    assert client.post("/toys/x", json={"name": "a"}).json()["detail"] == {"field": "number"}


def test_a_body_up_to_the_limit_is_read(client: TestClient) -> None:
    assert client.post("/raw", content=b"x" * LIMIT).json() == LIMIT


def test_an_announced_body_beyond_the_limit_is_refused_unread(client: TestClient) -> None:
    answer = client.post("/raw", content=b"x" * (LIMIT + 1), headers={"X-Request-Id": "r-6"})
    assert (answer.status_code, answer.json()["kind"]) == (413, "invalid_request")
    assert answer.headers["x-request-id"] == "r-6"


@pytest.mark.parametrize("path", ["/raw", "/toys/1"])
def test_an_unannounced_body_beyond_the_limit_is_refused_too(client: TestClient, path: str) -> None:
    pieces = (b"x" * 100 for _ in range(LIMIT // 100 + 1))
    answer = client.post(path, content=pieces, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["kind"]) == (413, "invalid_request")


def test_requests_are_measured_by_template(client: TestClient) -> None:
    client.post("/toys/77", json={"name": "a"})
    client.get("/no/such/path")
    told = client.get("/metrics", headers=METRICS).text
    assert 'iaas_request_seconds_count{method="POST",route="/toys/{number}",service="toy",status="200"}' in told
    assert "/toys/77" not in told and "/no/such/path" not in told


def test_every_answer_has_safe_headers(client: TestClient) -> None:
    for path in ("/healthz", "/no/such/path", "/breaks", "/fails/forbidden"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"
        assert headers["x-frame-options"] == "DENY" and "default-src 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer" and "server" not in headers and "set-cookie" not in headers


def test_no_page_loads_programs_from_elsewhere(client: TestClient) -> None:
    assert [client.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")] == [404, 404, 200]


def test_failures_are_logged_in_one_line(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        client.get("/fails/not_found")
    assert ["not_found: as asked (via inner)" in record.getMessage() for record in caplog.records].count(True) == 1
    assert not any(record.exc_info for record in caplog.records)


def test_a_refusal_of_the_framework_has_its_path_in_the_trail_only(client: TestClient) -> None:
    """Its message goes on to users."""
    told = client.get("/vms/inner").json()
    assert (told["kind"], told["message"], told["trail"]) == ("internal", "Not Found", ["GET /vms/inner"])


def test_hooks_run_around_the_requests() -> None:
    seen: list[str] = []
    app = build_app(
        "toy",
        ServiceSettings(),
        description="",
        checks={},
        start=[lambda: seen.append("first"), lambda: seen.append("second")],
        stop=[lambda: seen.append("stopped")],
    )
    with TestClient(app):
        assert seen == ["first", "second"]
    assert seen == ["first", "second", "stopped"]
