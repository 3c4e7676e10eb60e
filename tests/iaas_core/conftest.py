"""iaas_core wired together, alone in the world."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from iaas_core.main import create_app
from iaas_core.settings import CoreSettings
from tests.helpers.services import write_tokens


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """iaas_core alone in the world: every neighbour refuses connections."""
    tokens = write_tokens(tmp_path_factory.mktemp("tokens"))
    nowhere = "http://127.0.0.1:9"
    settings = CoreSettings(
        service_tokens_dir=tokens,
        db_proxy_url=nowhere,
        image_operator_url=nowhere,
        resource_operator_url=nowhere,
        port=1,
        auth_mode="none",
        reply_wait_seconds=0,  # nor for neighbours
    )
    yield TestClient(create_app(settings), raise_server_exceptions=False)
