"""What steps and services reach the rest of the suite through: the clients, and the agents by host."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from api_common.clients.agent import AgentClient
from api_common.clients.db import DbProxyClient
from api_common.clients.images import ImageClient
from api_common.clients.resources import ResourceClient
from api_common.clients.transport import Transport
from api_common.errors import ErrorKind, IaasError

MakeTransport = Callable[[str], Transport]
"""An agent's address -> a transport to it."""


class Agents:
    """The agent of a host. Addresses are read from the host rows again after `forget`, which the event feed calls."""

    def __init__(self, db: DbProxyClient, make_transport: MakeTransport) -> None:
        self._db = db
        self._make = make_transport
        self._lock = threading.Lock()
        self._urls: dict[str, str] = {}
        self._clients: dict[str, tuple[Transport, AgentClient]] = {}

    def of(self, host_uuid: str) -> AgentClient:
        """The client for a host; `not_found` for an unknown one, `unavailable` before its agent ever came."""
        url = self._urls.get(host_uuid) or self._look_up(host_uuid)
        with self._lock:
            found = self._clients.get(url)
            if found is None:
                transport = self._make(url)
                found = self._clients[url] = (transport, AgentClient(transport))
            return found[1]

    def forget(self, host_uuid: str) -> None:
        """The host's row changed."""
        self._urls.pop(host_uuid, None)

    def close(self) -> None:
        """Give all connections back."""
        with self._lock:
            for transport, _ in self._clients.values():
                transport.close()

    def _look_up(self, host_uuid: str) -> str:
        for load in self._db.hosts():
            if load.host.uuid == host_uuid:
                if not load.host.agent_url:
                    raise IaasError(ErrorKind.UNAVAILABLE, f"the agent of host {load.host.name} has not reported yet")
                self._urls[host_uuid] = load.host.agent_url
                return load.host.agent_url
        raise IaasError(ErrorKind.NOT_FOUND, f"there is no host {host_uuid!r}", detail={"resource": "host"})


@dataclass(frozen=True)
class Doors:
    """All neighbours of iaas_core, and the few settings that steps need."""

    db: DbProxyClient
    images: ImageClient
    resources: ResourceClient
    agents: Agents
    stop_grace_seconds: float = 20
