"""The client of iaas_core's inner door: what agents report, and the heartbeat of every service."""

from __future__ import annotations

from api_common.clients.transport import Transport
from api_common.contract.agent_report import AgentReport, Introduction, Inventory, Registration
from api_common.contract.service import ServiceBeat


class CoreClient:
    """Used by agents (the first three) and by all services (the heartbeat)."""

    def __init__(self, transport: Transport) -> None:
        self._t = transport

    def register(self, facts: Introduction) -> Registration:
        """Introduce a host; answers who it is and its new epoch."""
        return self._t.fetch(Registration, "POST", "/internal/agent/register", body=facts)

    def report(self, report: AgentReport) -> None:
        """Send news (repeatable: only newer states are stored)."""
        self._t.call("POST", "/internal/agent/report", body=report, repeatable=True)

    def inventory(self, inventory: Inventory) -> None:
        """Send the whole inventory (repeatable)."""
        self._t.call("POST", "/internal/agent/inventory", body=inventory, repeatable=True)

    def beat(self, beat: ServiceBeat) -> None:
        """Say that a service is alive on a node."""
        self._t.call("POST", "/internal/beat", body=beat, repeatable=True)
