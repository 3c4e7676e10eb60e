"""One call of an endpoint as the contract describes it, and the rules that every answer keeps."""

from __future__ import annotations

import re
from typing import Any

import httpx

from tests.conformance.contract import Contract, Endpoint, contract

Arguments = dict[str, Any]
_CODE = re.compile(r'"code":([0-9.]+)')


class Answer:
    """An answer of a handled request: HTTP 200 with v1's envelope, which is checked here, always."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.envelope = checked_envelope(contract(), response)
        self.code: float = self.envelope["code"]
        self.data: Any = self.envelope.get("data")

    def __repr__(self) -> str:
        return f"{self.response.request.method} {self.response.request.url} -> {self.response.text}"


class Caller:
    """Sends arguments where the endpoint wants them. Speaks no language, so messages are v1's."""

    def __init__(self, url: str, token: str, service_headers: dict[str, str]) -> None:
        self.http = httpx.Client(
            base_url=url, timeout=60, headers={"Authorization": f"Bearer {token}"}, trust_env=False
        )
        self._service_headers = service_headers

    def call(self, endpoint: Endpoint, arguments: Arguments, *, path: str | None = None) -> Answer:
        """The answer, with its envelope checked."""
        return Answer(self.send(endpoint, arguments, path=path))

    def send(self, endpoint: Endpoint, arguments: Arguments, *, path: str | None = None) -> httpx.Response:
        """The bare answer."""
        headers = self._service_headers if endpoint.service_token else {}
        place = {"json": arguments} if endpoint.method == "POST" else {"params": arguments}
        return self.http.request(endpoint.method, path or endpoint.path, headers=headers, **place)


def checked_envelope(rules: Contract, response: httpx.Response, *, status: int = 200) -> dict[str, Any]:
    """The envelope, after a look at all that v1's clients rely on."""
    shown = f"{response.request.method} {response.request.url} -> {response.status_code} {response.text}"
    assert response.status_code == status, shown
    assert response.headers["content-type"].partition(";")[0] == "application/json", shown
    envelope: dict[str, Any] = response.json()
    assert set(envelope) <= rules.envelope, shown
    printed = _CODE.findall(response.text)[-1]
    texts = dict(rules.codes.values())
    assert "." in printed and float(printed) in texts, shown
    assert envelope["message"] == texts[float(printed)] and envelope["message"] in response.text, shown
    if envelope["code"] == rules.number("SUCCESS"):
        assert "log" not in envelope and "kind" not in envelope, shown
    else:
        assert envelope.get("data") is None, shown
        assert isinstance(envelope["log"], str) and envelope["log"] and isinstance(envelope["kind"], str), shown
    return envelope
