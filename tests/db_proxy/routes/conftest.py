"""The whole service behind its routes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from db_proxy.main import create_app
from db_proxy.settings import DbProxySettings
from tests.helpers.clock import ManualClock
from tests.helpers.services import write_tokens


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> DbProxySettings:
    return DbProxySettings(
        database_url=database_url,
        service_tokens_dir=write_tokens(tmp_path / "tokens"),
        iaas_core_url="http://127.0.0.1:9",
        host_name="node1",
    )


@pytest.fixture
def http(settings: DbProxySettings, clock: ManualClock) -> Iterator[TestClient]:
    with TestClient(create_app(settings, clock)) as client:
        yield client
