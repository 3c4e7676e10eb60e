"""A whole suite with TLS between its services."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import httpx
import pytest

from api_common.service_tokens import CALLER_HEADER
from api_common.tls import AUTHORITY, client_context
from tests.helpers.suite import RunningSuite, running_suite


@pytest.fixture(scope="module")
def suite() -> Iterator[RunningSuite]:
    with running_suite("simulated", tls=True) as suite:
        yield suite


def test_a_vm_lives_and_the_stream_tells(suite: RunningSuite) -> None:
    assert suite.api.url.startswith("https://")
    with suite.api.events() as log:
        vm = suite.create("secret")
        log.wait_status(vm["uuid"], "ACTIVE")
    suite.api.post("/vm/stop", {"vmUuid": vm["uuid"]})
    suite.api.wait_vm(vm["uuid"], "STOPPED")
    suite.delete(vm["uuid"])
    assert suite.api.get("/vm/query_all") == []


@pytest.mark.parametrize(
    ("service", "path", "caller"),
    [
        ("db-proxy", "/vms/counts", "iaas-core"),
        ("iaas-agent", "/host/storage", "iaas-core"),
        ("image-operator", "/images/x.yaml", "iaas-core"),
        ("iaas-core", "/internal/beat", "iaas-agent"),
    ],
)
def test_a_stolen_token_opens_nothing(suite: RunningSuite, service: str, path: str, caller: str) -> None:
    token = (suite.config.state / "secrets" / "tokens" / caller).read_text().strip()
    headers = {"Authorization": f"Bearer {token}", CALLER_HEADER: caller}
    folder = suite.config.tls_dir
    without = ssl.create_default_context(cafile=folder(service) / AUTHORITY)
    for context, known in (
        (without, False),
        (client_context(folder("resource-operator")), False),
        (client_context(folder(caller)), True),
    ):
        context.check_hostname = False
        with httpx.Client(verify=context, trust_env=False) as http:
            how = {"method": "POST", "json": {}} if service == "iaas-core" else {"method": "GET"}
            answer = http.request(url=suite.config.url(service) + path, headers=headers, **how)
        assert (answer.status_code != 401) == known, (service, answer.text)
