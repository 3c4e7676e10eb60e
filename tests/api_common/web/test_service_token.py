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
from tests.helpers.services import headers_of, write_tokens


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    door = ServiceDoor(ServiceTokens(write_tokens(tmp_path)))
    router = APIRouter(dependencies=[door.callers("iaas-core", "iaas-agent")])

    @router.get("/caller")
    def caller() -> str:
        return CALLER.get()

    app = build_app("toy", ServiceSettings(), description="", checks={})
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


def test_health_and_metrics_need_no_token(client: TestClient) -> None:
    assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200]
