"""The client of resource_operator."""

from __future__ import annotations

from api_common.clients.transport import Transport
from api_common.contract.placement import PlacementAnswer, PlacementRequest


class ResourceClient:
    """Choosing hosts."""

    def __init__(self, transport: Transport) -> None:
        self._t = transport

    def place(self, request: PlacementRequest) -> PlacementAnswer:
        """The hosts that can take a VM, best first; `no_capacity` names every host's why when none can."""
        return self._t.fetch(PlacementAnswer, "POST", "/placement", body=request, repeatable=True)
