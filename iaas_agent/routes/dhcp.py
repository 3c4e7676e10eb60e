"""DHCP: `PUT /dhcp/bindings/{vm_uuid}` and `PUT /dhcp/segments`, each with the complete list."""

from __future__ import annotations

from fastapi import APIRouter

from api_common.clients.agent import Segments
from api_common.contract.agent_spec import EnsureBound
from api_common.errors import invalid
from api_common.web.service_token import ServiceDoor
from iaas_agent.network.dhcp import DhcpServer


def dhcp_router(dhcp: DhcpServer, door: ServiceDoor) -> APIRouter:
    """Routes over the host's DHCP server."""
    router = APIRouter(prefix="/dhcp", tags=["dhcp"], dependencies=[door.callers("iaas-core")])

    @router.put("/bindings/{vm_uuid}", summary="a VM's cards get exactly these addresses", status_code=204)
    def ensure_bound(vm_uuid: str, order: EnsureBound) -> None:
        if vm_uuid != order.vm_uuid:
            raise invalid("vmUuid", "path and body name different VMs")
        dhcp.ensure_bound(order)

    @router.put("/segments", summary="exactly these segments are served", status_code=204)
    def set_segments(body: Segments) -> None:
        dhcp.set_segments(body.segments)

    return router
