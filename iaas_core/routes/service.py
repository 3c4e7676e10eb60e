"""`/service/...`"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_common.identity import FILE_NAME_PATTERN
from api_common.web.service_token import ServiceDoor
from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import ok
from iaas_core.forms.maps import ServiceRow, ServiceStatistics, StorageMap
from iaas_core.forms.replies import Envelope, MessageReply
from iaas_core.routes.context import Services
from iaas_core.routes.guard import GuardedRoute

PlainName = Annotated[str, Query(pattern=FILE_NAME_PATTERN, max_length=100)]
ANY_SERVICE = ("db-proxy", "resource-operator", "image-operator", "iaas-agent", "iaas-novnc", "iaas-core")


def service_router(services: Services, door: ServiceDoor) -> APIRouter:
    """Who is alive. v1's heartbeat stays a GET, with a service's token."""
    router = APIRouter(prefix="/service", tags=["service"], route_class=GuardedRoute)
    registry = services.registry

    @router.get("/query_service", response_model=Envelope[dict[str, ServiceRow]], summary="service status matrix")
    @needs(Access.USER)
    def query_service(request: Request) -> Response:
        matrix, problem = registry.look()
        return ok(request, matrix, [*services.warnings, *([problem] if problem else []), *registry.warnings()])

    @router.get("/statistics", response_model=Envelope[ServiceStatistics], summary="service counts")
    @needs(Access.USER)
    def statistics(request: Request) -> Response:
        return ok(request, registry.statistics())

    @router.get("/query_storage", response_model=Envelope[StorageMap], summary="configured NFS server and folders")
    @needs(Access.USER)
    def query_storage(request: Request) -> Response:
        return ok(request, registry.storage())

    @router.get(
        "/register",
        response_model=Envelope[MessageReply],
        summary="heartbeat of another service; needs its token",
        dependencies=[door.callers(*ANY_SERVICE)],
    )
    @needs(Access.SERVICE)
    def register(
        request: Request,
        service_name: PlainName,
        node_name: PlainName,
        timestamp: Annotated[int, Query(ge=-(2**62), le=2**62, description="the sender's clock; not believed")],
    ) -> Response:
        registry.beat(service_name, node_name)
        return ok(request, MessageReply())

    return router
