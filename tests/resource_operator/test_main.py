"""resource_operator as a whole: readiness, metrics, settings and its client over a real connection."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api_common.clients.resources import ResourceClient
from api_common.clients.transport import Transport
from api_common.contract.placement import PlacementRequest
from api_common.errors import ErrorKind, IaasError
from api_common.service_tokens import ServiceTokens
from api_common.settings import load
from resource_operator import __main__
from resource_operator.main import create_app
from resource_operator.settings import ResourceSettings
from tests.helpers.services import served, write_tokens
from tests.resource_operator.conftest import FakeDb, MakeHost


def test_readiness_asks_db_proxy(db: FakeDb) -> None:
    client = TestClient(create_app(ResourceSettings(), db))
    assert client.get("/readyz").json()["checks"] == {"db_proxy": None}
    db.error = IaasError(ErrorKind.UNAVAILABLE, "db-proxy cannot be reached")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["db_proxy"]) == (503, "db-proxy cannot be reached")
    assert client.get("/healthz").status_code == 200


def test_the_client_of_iaas_core_understands_it(db: FakeDb, host: MakeHost, tmp_path: Path) -> None:
    tokens = write_tokens(tmp_path / "tokens")
    db.loads = [host(1), host(2, vcpu=1)]
    settings = ResourceSettings(service_tokens_dir=tokens, iaas_core_url="http://127.0.0.1:9")
    with served(create_app(settings, db)) as url:
        transport = Transport(url, target="resource-operator", caller="iaas-core", tokens=ServiceTokens(tokens))
        client = ResourceClient(transport)
        answer = client.place(PlacementRequest(cpus=2, memory=1, storage=1))
        assert answer.host_uuids == [host(1).host.uuid]
        assert list(answer.refused) == ["node2"]
        db.loads = []
        with pytest.raises(IaasError) as caught:
            client.place(PlacementRequest(cpus=2, memory=1, storage=1))
        assert caught.value.kind is ErrorKind.NO_CAPACITY
        assert caught.value.trail == ["resource-operator POST /placement"]
        transport.close()


def test_an_unknown_strategy_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLACEMENT_STRATEGY", "random")
    with pytest.raises(SystemExit, match="PLACEMENT_STRATEGY"):
        load(ResourceSettings)


def test_it_starts_with_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLACEMENT_STRATEGY", "pack")
    started: list[object] = []
    monkeypatch.setattr(__main__, "serve", lambda *arguments: started.extend(arguments))
    __main__.main()
    service, settings, make_app = started
    assert (service, settings.port, settings.placement_strategy) == ("resource-operator", 9092, "pack")
    assert make_app().title == "resource-operator"
