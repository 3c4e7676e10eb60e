"""The agent's settings: v1's names, and what follows from them."""

from __future__ import annotations

import pytest

from iaas_agent.settings import AgentSettings


def test_addresses_follow_from_the_host() -> None:
    settings = AgentSettings(host_name="n1", host_ip="10.0.0.1")
    assert (settings.url, settings.screen_address) == ("http://10.0.0.1:9090", "10.0.0.1")
    given = AgentSettings(agent_url="http://10.244.0.9:9090", vnc_listen="10.0.0.2")
    assert (given.url, given.screen_address) == ("http://10.244.0.9:9090", "10.0.0.2")


def test_v1s_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOST_NAME": "n1", "DHCP_NODE": "n2", "NETWORK_BRIDGE_TYPE": "Linux"}.items():
        monkeypatch.setenv(name, value)
    settings = AgentSettings()
    assert (settings.host_name, settings.dhcp_node, settings.network_bridge_type) == ("n1", "n2", "Linux")


def test_the_test_driver_is_a_simulation() -> None:
    assert AgentSettings(libvirt_uri="test:///default").simulated
    assert not AgentSettings().simulated
