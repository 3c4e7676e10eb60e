"""`/healthz` and `/readyz`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api_common.errors import ErrorKind, IaasError
from api_common.web.health import Check, health_router


def client(**checks: Check) -> TestClient:
    app = FastAPI()
    app.include_router(health_router("toy", checks))
    return TestClient(app)


def away() -> str | None:
    raise IaasError(ErrorKind.UNAVAILABLE, "db-proxy cannot be reached", trail=["http://10.0.0.1:9091"])


def test_all_is_well() -> None:
    answer = client(database=lambda: None).get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "service": "toy", "checks": {"database": None}}


def test_what_is_missing_is_named() -> None:
    checks: dict[str, Callable[[], str | None]] = {"one": lambda: None, "two": lambda: "disk full", "three": away}
    answer = client(**checks).get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {
        "one": None,
        "two": "disk full",
        "three": "db-proxy cannot be reached",
    }


def test_only_the_log_says_where(caplog: pytest.LogCaptureFixture) -> None:
    assert "10.0.0.1" not in client(three=away).get("/readyz").text
    assert "10.0.0.1" in caplog.text


def test_a_dead_neighbour_does_not_make_a_service_sick() -> None:
    answer = client(three=away).get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "service": "toy"})
