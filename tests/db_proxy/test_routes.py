"""Who is let in where, and what bad requests get."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from db_proxy.main import create_app
from db_proxy.settings import DbProxySettings
from tests.helpers.clock import ManualClock
from tests.helpers.services import headers_of, write_tokens

OPEN = {"/healthz", "/readyz", "/heartbeat"}
CORE = headers_of("iaas-core")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> DbProxySettings:
    return DbProxySettings(
        database_url=database_url,
        service_tokens_dir=write_tokens(tmp_path / "tokens"),
        iaas_core_url="http://127.0.0.1:9",
        host_name="node1",
    )


@pytest.fixture
def http(settings: DbProxySettings, clock: ManualClock) -> Iterator[TestClient]:
    with TestClient(create_app(settings, clock)) as client:
        yield client


def calls(settings: DbProxySettings) -> list[tuple[str, str]]:
    paths = create_app(settings).openapi()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods if path not in OPEN]


def test_nobody_is_let_in_without_a_token(http: TestClient, settings: DbProxySettings) -> None:
    found = calls(settings)
    assert len(found) > 25
    for method, path in found:
        assert http.request(method, path).status_code == 401, (method, path)
        wrong = {**CORE, "Authorization": "Bearer token-of-db-proxy"}
        assert http.request(method, path, headers=wrong).status_code == 401, (method, path)


FOR_RESOURCE_OPERATOR = {"/hosts", "/placements", "/placements/newest", "/observe/nodes"}


def test_others_than_iaas_core_are_let_in_nowhere_else(http: TestClient, settings: DbProxySettings) -> None:
    for service in ("resource-operator", "image-operator", "iaas-agent", "iaas-novnc"):
        for method, path in [call for call in calls(settings) if call[1] != "/metrics"]:
            allowed = service == "resource-operator" and path in FOR_RESOURCE_OPERATOR
            status = http.request(method, path, headers=headers_of(service)).status_code
            assert (status in (200, 400)) if allowed else status == 403, (service, method, path)


def test_v1s_heartbeat_is_open_text(http: TestClient) -> None:
    answer = http.get("/heartbeat")
    assert (answer.status_code, answer.text) == (200, "heartbeat")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/changes", {"changes": [{"op": "explode"}]}, 400),
        ("POST", "/changes", {"changes": [{"op": "set", "type": "vm", "key": "gone", "fields": {"name": "x"}}]}, 404),
        ("POST", "/operations", {"uuid": "x"}, 400),
        ("GET", "/operations/gone", None, 404),
        ("GET", "/segments?ids=1,x", None, 400),
        ("GET", "/events?after=0&limit=0", None, 400),
        ("GET", "/events", None, 400),
        ("GET", "/spec_configs?type=NOTHING", None, 400),
        ("POST", "/hosts/mark_silent", None, 400),
    ],
)
def test_bad_requests_get_their_kind(http: TestClient, method: str, path: str, body: Any, status: int) -> None:
    answer = http.request(method, path, json=body, headers=CORE)
    assert answer.status_code == status
    assert answer.json()["kind"] in ("invalid_request", "not_found")


def test_endpoints_work_in_threads(settings: DbProxySettings) -> None:
    """None is `async`: each may block on the database."""
    routes = [route for route in create_app(settings).routes if isinstance(route, APIRoute)]
    assert not [route.path for route in routes if inspect.iscoroutinefunction(route.endpoint)]
