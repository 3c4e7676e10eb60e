"""A whole agent on libvirt's test driver, behind a real port, and clients of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from api_common.clients.agent import AgentClient
from api_common.clients.transport import Transport
from api_common.service_tokens import ServiceTokens
from iaas_agent.main import create_app
from iaas_agent.settings import AgentSettings
from tests.helpers.services import served, write_tokens
from tests.iaas_agent.reporting.fakes import FakeCore


@contextmanager
def whole_agent(folder: Path, core: FakeCore) -> Iterator[str]:
    """An agent whose data, state and tokens are below `folder`; gives its base URL."""
    settings = AgentSettings(
        host_name="n1",
        host_ip="127.0.0.1",
        data_root=folder / "data",
        agent_state_dir=folder / "agent",
        libvirt_uri="test:///default",
        usb_devices_dir=folder / "usb",
        service_tokens_dir=write_tokens(folder / "tokens"),
    )
    with served(create_app(settings, cast(Any, core))) as base_url:
        yield base_url


@contextmanager
def client(url: str, folder: Path, caller: str = "iaas-core") -> Iterator[AgentClient]:
    """A client in the name of a service."""
    transport = Transport(url, target="iaas-agent", caller=caller, tokens=ServiceTokens(folder / "tokens"))
    try:
        yield AgentClient(transport)
    finally:
        transport.close()
