"""Pages of others may call the API only where an administrator names them."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

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
