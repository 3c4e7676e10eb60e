"""An agent with one image, a core that remembers, and the client that iaas_core uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api_common.clients.agent import AgentClient
from api_common.identity import new_uuid
from tests.iaas_agent.reporting.fakes import FakeCore
from tests.iaas_agent.storage.disks import make_image
from tests.iaas_agent.whole import client, whole_agent


@pytest.fixture
def data_root(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    root.mkdir()
    make_image(root, "debian.qcow2")
    return root


@pytest.fixture
def core() -> FakeCore:
    return FakeCore()


@pytest.fixture
def url(tmp_path: Path, data_root: Path, core: FakeCore) -> Iterator[str]:
    with whole_agent(tmp_path, core) as base_url:
        yield base_url


@pytest.fixture
def uuid() -> str:
    """`test:///default` is one machine for the whole process, so every test has its own VM."""
    return new_uuid()


@pytest.fixture
def agent(url: str, tmp_path: Path) -> Iterator[AgentClient]:
    with client(url, tmp_path) as agent_client:
        yield agent_client


@pytest.fixture
def registered(agent: AgentClient, core: FakeCore) -> AgentClient:
    """The client of an agent that takes changes."""
    with core.told:
        assert core.told.wait_for(lambda: bool(core.inventories), 10)
    return agent
