"""Every public route, with every neighbour away: an answer in the envelope, never an exception.

What they do when all is well is asked over HTTP in `tests/suite` and `tests/real`.
"""

from __future__ import annotations

from fastapi.testclient import TestClient


def test_every_public_route_answers_in_the_envelope(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    asked = 0
    for path, verbs in paths.items():
        if path in ("/healthz", "/readyz", "/metrics", "/vm/test", "/event/stream"):
            continue
        for verb in verbs:
            answer = client.request(verb.upper(), path, json={} if verb == "post" else None)
            body = answer.json()
            wanted = {"data", "message", "code"} | ({"log", "kind"} if body["code"] != 200.0 else set())
            assert wanted <= set(body), (path, body)
            assert answer.status_code == (401 if path == "/service/register" else 200), path
            asked += 1
    assert asked > 45
