"""db_proxy behind a real port, for the engine's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api_common.clients.db import DbProxyClient
from api_common.clients.transport import Transport
from api_common.service_tokens import ServiceTokens
from db_proxy.main import create_app
from db_proxy.settings import DbProxySettings
from tests.helpers.services import served, write_tokens


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DbProxyClient]:
    folder = tmp_path_factory.mktemp("db")
    tokens = write_tokens(folder / "tokens")
    settings = DbProxySettings(database_url=f"sqlite:///{folder}/toy.db", service_tokens_dir=tokens)
    with served(create_app(settings)) as url:
        transport = Transport(url, target="db-proxy", caller="iaas-core", tokens=ServiceTokens(tokens))
        yield DbProxyClient(transport)
        transport.close()
