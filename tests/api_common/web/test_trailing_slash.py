from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api_common.web.trailing_slash import TrailingSlash


@pytest.fixture
def client() -> TestClient:
    app = FastAPI(redirect_slashes=False)
    app.add_middleware(TrailingSlash)

    @app.get("/")
    def root() -> str:
        return "root"

    @app.post("/a/b")
    def ab(body: dict[str, int]) -> dict[str, int]:
        return body

    return TestClient(app, follow_redirects=False)


def test_one_slash_is_taken_off(client: TestClient) -> None:
    for path in ("/a/b", "/a/b/"):
        assert client.post(path, json={"x": 1}).json() == {"x": 1}
    assert client.post("/a/b//", json={}).status_code == 404
    assert client.post("/a/b/?x=/", json={}).status_code == 200


def test_the_root_stays(client: TestClient) -> None:
    assert client.get("/").json() == "root"
