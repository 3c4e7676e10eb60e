"""Placement over HTTP. Only iaas_core asks, through `api_common/clients/resources.py`."""

from __future__ import annotations

from fastapi import APIRouter

from api_common.contract.placement import PlacementAnswer, PlacementRequest
from api_common.web.service_token import ServiceDoor
from resource_operator.placement.choose import Chooser


def placement_router(chooser: Chooser, door: ServiceDoor) -> APIRouter:
    """The one route, open to iaas_core."""
    router = APIRouter(tags=["placement"], dependencies=[door.callers("iaas-core")])

    @router.post("/placement", summary="the hosts that can take a VM, best first")
    def place(body: PlacementRequest) -> PlacementAnswer:
        return chooser.place(body)

    return router
