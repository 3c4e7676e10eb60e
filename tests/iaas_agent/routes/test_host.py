"""The host as a whole over HTTP."""

from __future__ import annotations

from pathlib import Path

from api_common.clients.agent import AgentClient
from tests.iaas_agent.storage.disks import data_spec


def test_holdings_tell_the_disks(agent: AgentClient) -> None:
    agent.ensure_volume(data_spec(record={"name": "data1"}))
    holdings = agent.holdings()
    assert holdings.volumes == [{"name": "data1"}] and holdings.domains == []


def test_storage_tells_size_and_use(agent: AgentClient, data_root: Path) -> None:
    told = agent.storage()
    assert told.images.folder == str(data_root / "images") and told.images.total >= told.images.used >= 0
    assert told.data.total == 0  # no data volume was made yet, so there is no folder
