"""The client of resource_operator."""

from __future__ import annotations

from api_common.clients.transport import Transport
from api_common.contract.placement import PlacementAnswer, PlacementRequest, Reservation, ReservationRequest
from api_common.contract.service import ClusterServices

SERVICES_SECONDS = 2.0
"""A page waits no longer for what it can do without."""


class ResourceClient:
    """Choosing hosts."""

    def __init__(self, transport: Transport) -> None:
        self._t = transport

    def place(self, request: PlacementRequest) -> PlacementAnswer:
        """The hosts that can take a VM, best first; `no_capacity` names every host's why when none can."""
        return self._t.fetch(PlacementAnswer, "POST", "/placement", body=request, repeatable=True)

    def reserve(self, vm_uuid: str, request: ReservationRequest) -> Reservation:
        """Enter a VM into the cluster's account, or make its entry larger (repeatable). `no_capacity` with the
        scheduler's reasons; entries that no VM needs go by themselves."""
        return self._t.fetch(Reservation, "PUT", f"/reservations/{vm_uuid}", body=request)

    def services(self) -> ClusterServices:
        """The suite's pods as the cluster has them."""
        return self._t.fetch(ClusterServices, "GET", "/cluster/services", timeout_seconds=SERVICES_SECONDS)
