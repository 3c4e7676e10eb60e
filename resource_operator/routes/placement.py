"""Placement over HTTP. Only iaas_core asks, through `api_common/clients/resources.py`."""

from __future__ import annotations

from typing import Annotated, Protocol

from fastapi import APIRouter, Path

from api_common.contract.placement import PlacementAnswer, PlacementRequest, Reservation, ReservationRequest
from api_common.contract.service import ClusterServices
from api_common.identity import UUID_PATTERN
from api_common.web.service_token import ServiceDoor
from resource_operator.placement.choose import Chooser


class TakesVms(Protocol):
    """Enters VMs into an account."""

    def reserve(self, uuid: str, request: ReservationRequest) -> Reservation: ...


class KeepsAccount(Protocol):
    """`resource_operator.cluster`, which is not there where no cluster is."""

    @property
    def reservations(self) -> TakesVms | None: ...

    def services(self) -> ClusterServices: ...


Uuid = Annotated[str, Path(pattern=UUID_PATTERN)]


def placement_router(chooser: Chooser, cluster: KeepsAccount | None, door: ServiceDoor) -> APIRouter:
    """The routes, open to iaas_core."""
    router = APIRouter(tags=["placement"], dependencies=[door.callers("iaas-core")])

    @router.post("/placement", summary="the hosts that can take a VM, best first")
    def place(body: PlacementRequest) -> PlacementAnswer:
        return chooser.place(body)

    @router.put("/reservations/{vm_uuid}", summary="enter a VM into the cluster's account")
    def reserve(vm_uuid: Uuid, body: ReservationRequest) -> Reservation:
        if cluster is None or cluster.reservations is None:  # the strategy was changed meanwhile
            return Reservation(host_uuid=body.host_uuids[0])
        return cluster.reservations.reserve(vm_uuid, body)

    @router.get("/cluster/services", summary="the suite's pods as the cluster has them")
    def services() -> ClusterServices:
        return cluster.services() if cluster else ClusterServices()

    return router
