"""Bindings and segments over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.clients.agent import AgentClient
from api_common.errors import ErrorKind, IaasError
from tests.iaas_agent.network.test_dhcp import MAC, ONE, bound, segment


def test_bindings_and_segments(agent: AgentClient, tmp_path: Path) -> None:
    agent.set_segments([segment()])
    agent.ensure_bound(bound(ONE, (MAC, "10.9.0.10")))
    hosts = tmp_path / "agent" / "dhcp" / "hosts"
    assert (hosts / ONE).read_text().startswith(f"{MAC},10.9.0.10,")
    agent.ensure_bound(bound(ONE))
    assert not list(hosts.iterdir())


def test_bad_values_are_refused(agent: AgentClient) -> None:
    with pytest.raises(IaasError) as refusal:
        agent.ensure_bound(bound(ONE, (MAC, "10.9.0.1,evil")))
    assert refusal.value.kind is ErrorKind.INVALID_REQUEST
    with pytest.raises(IaasError):
        agent._t.call("PUT", "/dhcp/bindings/" + "0" * 32, body=bound(ONE))
