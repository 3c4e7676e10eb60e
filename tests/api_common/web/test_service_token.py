"""The door between services: who gets in, and what is known of the caller inside."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient

from api_common.context import CALLER
from api_common.service_tokens import SERVICE_NAMES, ServiceTokens
from api_common.settings import ServiceSettings
from api_common.web.app import build_app
from api_common.web.service_token import ServiceDoor
from tests.helpers.services import METRICS, headers_of, write_tokens


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    settings = ServiceSettings(service_tokens_dir=write_tokens(tmp_path))
    door = ServiceDoor(ServiceTokens(settings.service_tokens_dir))
    router = APIRouter(dependencies=[door.callers("iaas-core", "iaas-agent")])

    @router.get("/caller")
    def caller() -> str:
        return CALLER.get()

    app = build_app("toy", settings, description="", checks={})
    app.include_router(router)
    return TestClient(app)


@pytest.mark.parametrize("name", sorted(SERVICE_NAMES))
def test_only_the_named_callers_are_let_in(client: TestClient, name: str) -> None:
    answer = client.get("/caller", headers=headers_of(name))
    if name in ("iaas-core", "iaas-agent"):
        assert (answer.status_code, answer.json()) == (200, name)
    else:
        assert (answer.status_code, answer.json()["kind"]) == (403, "forbidden")
        assert name in answer.json()["message"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Service-Name": "iaas-core"},
        {"Authorization": "Bearer token-of-iaas-core"},
        {"X-Service-Name": "iaas-core", "Authorization": "token-of-iaas-core"},
        {"X-Service-Name": "iaas-core", "Authorization": "Basic token-of-iaas-core"},
        {"X-Service-Name": "iaas-core", "Authorization": "Bearer "},
        {"X-Service-Name": "iaas-core", "Authorization": "Bearer token-of-iaas-agent"},
        {"X-Service-Name": "nobody", "Authorization": "Bearer token-of-iaas-core"},
    ],
)
def test_everybody_else_stays_outside(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.get("/caller", headers=headers)
    assert (answer.status_code, answer.json()["kind"]) == (401, "unauthenticated")
    assert "token-of" not in answer.text


def test_health_needs_no_token_and_metrics_need_their_own(client: TestClient) -> None:
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    assert client.get("/metrics", headers=METRICS).status_code == 200
    for headers in ({}, {"Authorization": "Bearer "}, headers_of("iaas-core"), {"Authorization": "Basic x"}):
        assert client.get("/metrics", headers=headers).status_code == 401
    assert client.get("/caller", headers={**METRICS, "X-Service-Name": "prometheus"}).status_code == 401
