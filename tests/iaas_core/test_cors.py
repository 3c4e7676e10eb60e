"""Pages of others may call the API only where an administrator names them."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from pydantic import ValidationError

from iaas_core.main import create_app
from iaas_core.settings import CoreSettings
from tests.helpers.services import write_tokens

ORIGIN = "https://console.example.org"


def _client(folder: Path, origins: str) -> TestClient:
    nowhere = "http://127.0.0.1:9"
    settings = CoreSettings(
        service_tokens_dir=write_tokens(folder / "tokens"), db_proxy_url=nowhere, port=1, cors_origins=origins
    )
    return TestClient(create_app(settings), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("origins", "allowed"), [("", False), ("https://other.example.org", False), (f"https://x.y, {ORIGIN}", True)]
)
def test_origins(tmp_path: Path, origins: str, allowed: bool) -> None:
    client = _client(tmp_path, origins)
    answer = client.get("/vm/query_all", headers={"Origin": ORIGIN})
    assert answer.status_code == 401, "refusals can be read by those who may ask, too"
    assert answer.headers.get("access-control-allow-origin") == (ORIGIN if allowed else None)
    assert "access-control-allow-credentials" not in answer.headers
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    assert (client.options("/vm/create", headers=asked).status_code == 200) == allowed


def test_whatever_goes_wrong_can_be_read(tmp_path: Path) -> None:
    client = _client(tmp_path, ORIGIN)
    broken = APIRouter()

    @broken.get("/broken")
    def fail() -> None:
        raise ValueError("unforeseen")

    client.app.include_router(broken)  # type: ignore[attr-defined]
    for path, code in (("/broken", 500.0), ("/no/such/path", 402.0)):
        answer = client.get(path, headers={"Origin": ORIGIN})
        assert answer.json()["code"] == code and answer.headers["access-control-allow-origin"] == ORIGIN
        assert answer.headers["access-control-expose-headers"] == "Retry-After, X-Request-Id"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_every_origin(tmp_path: Path) -> None:
    answer = _client(tmp_path, "*").get("/vm/query_all", headers={"Origin": ORIGIN})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origins", [f"*, {ORIGIN}", f"{ORIGIN},*", "example.org", f"{ORIGIN}/", "https://*.example.org"]
)
def test_origins_that_mean_something_else_are_refused(origins: str) -> None:
    with pytest.raises(ValidationError, match="stands alone|is no origin"):
        CoreSettings(cors_origins=origins)
