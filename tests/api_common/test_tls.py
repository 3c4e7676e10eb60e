"""Mutual TLS over real ports: who has which certificate, and what a token opens with it."""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter

from api_common.clients.transport import Transport
from api_common.errors import ErrorKind, IaasError
from api_common.service_tokens import ServiceTokens
from api_common.settings import ServiceSettings
from api_common.tls import client_context, server_context
from api_common.web.app import build_app
from api_common.web.service_token import ServiceDoor
from deploy.dev.certificates import Authority
from tests.helpers.services import served, write_tokens


class Place:
    """An authority, tokens, and a db-proxy that lets iaas-core in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tokens = write_tokens(folder / "tokens")
        self.authority = Authority()
        self.own = self.authority.issue(folder / "db-proxy", "db-proxy")
        settings = ServiceSettings(service_tokens_dir=self.tokens, tls_dir=self.own)
        router = APIRouter(dependencies=[ServiceDoor(ServiceTokens(self.tokens, self.own)).callers("iaas-core")])
        router.add_api_route("/inner", lambda: "let in")
        self.app = build_app("db-proxy", settings, description="", checks={})
        self.app.include_router(router)
        self.url = ""

    def call(self, tls_dir: Path | None, caller: str = "iaas-core", target: str = "db-proxy", url: str = "") -> Any:
        """What a caller with this certificate and the right token gets."""
        tokens = ServiceTokens(self.tokens, tls_dir)
        transport = Transport(url or self.url, target=target, caller=caller, tokens=tokens)
        try:
            return transport.call("GET", "/inner")
        finally:
            transport.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    with served(place.app, place.own) as url:
        place.url = url
        yield place


def test_the_right_certificate_and_token(place: Place) -> None:
    mine = place.authority.issue(place.folder / "core", "iaas-core")
    assert place.call(mine) == "let in"


def test_the_right_token_with_the_certificate_of_another_service(place: Place) -> None:
    other = place.authority.issue(place.folder / "agent", "iaas-agent")
    with pytest.raises(IaasError, match="certificate") as refused:
        place.call(other)
    assert refused.value.kind is ErrorKind.UNAUTHENTICATED
    with pytest.raises(IaasError) as refused:
        place.call(other, caller="iaas-agent")
    assert refused.value.kind is ErrorKind.FORBIDDEN, "known, and not allowed here"


@pytest.mark.parametrize("how", ["foreign", "expired"])
def test_certificates_that_are_not_good(place: Place, how: str) -> None:
    authority = Authority() if how == "foreign" else place.authority
    bad = authority.issue(place.folder / "bad", "iaas-core", days=-1 if how == "expired" else 30)
    (bad / "ca.crt").write_bytes((place.own / "ca.crt").read_bytes())
    with pytest.raises(IaasError) as refused:
        place.call(bad)
    assert refused.value.retryable, "the connection does not come about"


def test_a_token_alone_opens_nothing(place: Place) -> None:
    context = ssl.create_default_context(cafile=place.own / "ca.crt")
    context.check_hostname = False
    headers = {"Authorization": "Bearer token-of-iaas-core", "X-Service-Name": "iaas-core"}
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(f"{place.url}/inner", headers=headers), context=context)
    refused.value.close()
    assert refused.value.code == 401
    with urllib.request.urlopen(f"{place.url}/healthz", context=context) as answer:
        assert answer.status == 200 and "max-age" in answer.headers["strict-transport-security"]


def test_callers_know_whom_they_call(place: Place) -> None:
    """Somebody who has taken db-proxy's address has not its certificate."""
    mine = place.authority.issue(place.folder / "core", "iaas-core")
    for authority, name in ((place.authority, "iaas-agent"), (Authority(), "db-proxy")):
        thief = authority.issue(place.folder / f"thief-{name}", name)
        with served(place.app, thief) as url, pytest.raises(IaasError) as refused:
            place.call(mine, url=url)
        assert refused.value.kind is ErrorKind.UNAVAILABLE


def test_plain_http_to_a_tls_port_and_back(place: Place, tmp_path: Path) -> None:
    mine = place.authority.issue(place.folder / "core", "iaas-core")
    with pytest.raises(IaasError) as refused:
        place.call(None, url=place.url.replace("https", "http"))
    assert refused.value.retryable
    with served(place.app) as plain:
        with pytest.raises(IaasError) as refused:
            place.call(mine, url=plain)
        assert refused.value.kind is ErrorKind.UNAUTHENTICATED, "the door asks for a certificate all the same"
        with pytest.raises(IaasError):
            place.call(mine, url=plain.replace("http", "https"))


@pytest.mark.parametrize("name", ["tls.crt", "tls.key", "ca.crt"])
def test_files_that_are_missing_or_none_end_the_process(tmp_path: Path, name: str) -> None:
    folder = Authority().issue(tmp_path / "own", "iaas-core")
    (folder / name).write_text("no certificate")
    for make in (server_context, client_context):
        with pytest.raises(SystemExit, match="TLS_DIR"):
            make(folder)
    (folder / name).unlink()
    with pytest.raises(SystemExit, match=f"there is no file .*{name}"):
        server_context(folder)
