"""The route: its form, its door and its errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from resource_operator.main import create_app
from resource_operator.settings import ResourceSettings
from tests.helpers.services import headers_of, write_tokens
from tests.resource_operator.conftest import FakeDb, MakeHost

BODY = {"cpus": 1, "memory": 1, "storage": 1}


@pytest.fixture
def client(db: FakeDb, tmp_path: Path) -> TestClient:
    settings = ResourceSettings(service_tokens_dir=write_tokens(tmp_path / "tokens"))
    client = TestClient(create_app(settings, db), headers=headers_of("iaas-core"))
    return client


def test_hosts_are_answered_best_first(client: TestClient, db: FakeDb, host: MakeHost) -> None:
    db.loads = [host(1), host(2, facts={"arch": "aarch64"})]
    answer = client.post("/placement", json=BODY)
    assert answer.json() == {
        "hostUuids": [host(1).host.uuid],
        "refused": {"node2": "is of architecture aarch64, the VM of x86_64"},
        "byCluster": False,
    }


def test_no_capacity_is_an_error_of_the_family(client: TestClient, db: FakeDb, host: MakeHost) -> None:
    db.loads = [host(1, vcpu=1, used_cpus=1)]
    answer = client.post("/placement", json=BODY)
    assert (answer.status_code, answer.json()["kind"]) == (409, "no_capacity")
    assert answer.json()["detail"]["hosts"] == {"node1": "has 0 of 1 vCPU free, 1 are needed"}


def test_a_request_must_name_its_sizes(client: TestClient) -> None:
    answer = client.post("/placement", json={"cpus": "many"})
    assert (answer.status_code, answer.json()["kind"], answer.json()["detail"]["field"]) == (
        400,
        "invalid_request",
        "cpus",
    )


def test_without_a_cluster_a_reservation_is_the_best_host(client: TestClient) -> None:
    body = {"cpus": 1, "memory": 1, "hostUuids": ["b" * 32, "a" * 32]}
    answer = client.put(f"/reservations/{'1' * 32}", json=body)
    assert answer.json() == {"hostUuid": "b" * 32, "waiting": None}
    assert client.put("/reservations/x%20y", json=body).status_code == 400
    assert client.put(f"/reservations/{'1' * 32}", json={**body, "hostUuids": []}).status_code == 400
    assert client.get("/cluster/services").json() == {"pods": None, "problem": None}


def test_nobody_but_iaas_core_may_ask(client: TestClient) -> None:
    assert client.post("/placement", json=BODY, headers=headers_of("iaas-agent")).status_code == 403
    assert client.post("/placement", json=BODY, headers={"Authorization": ""}).status_code == 401
