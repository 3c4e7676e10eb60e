"""`/host/...`"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import ok
from iaas_core.forms.host import RecoverForm, RemoveHostForm, SetHostResourceForm
from iaas_core.forms.maps import HostStatistics, NetStoResource, NodeResource, RecoveryReport
from iaas_core.forms.replies import Envelope, HostReply, MessageReply
from iaas_core.routes.context import CallerOf, Services
from iaas_core.routes.guard import GuardedRoute


def host_router(services: Services) -> APIRouter:
    """Hosts and what they hold."""
    router = APIRouter(prefix="/host", tags=["host"], route_class=GuardedRoute)
    hosts = services.hosts

    @router.get("/query_all", response_model=Envelope[list[HostReply]], summary="all hosts")
    @needs(Access.USER)
    def query_all(request: Request) -> Response:
        return ok(request, hosts.all())

    @router.get("/statistics", response_model=Envelope[HostStatistics], summary="resource totals")
    @needs(Access.USER)
    def statistics(request: Request) -> Response:
        return ok(request, hosts.statistics())

    @router.get("/node_resource", response_model=Envelope[NodeResource], summary="limits and use per host")
    @needs(Access.USER)
    def node_resource(request: Request) -> Response:
        return ok(request, hosts.node_resource())

    @router.get("/net_sto_resource", response_model=Envelope[NetStoResource], summary="use of the shared folders")
    @needs(Access.USER)
    def net_sto_resource(request: Request) -> Response:
        return ok(request, hosts.network_storage())

    @router.post("/node_resource", response_model=Envelope[HostReply], summary="set the limits of a host")
    @needs(Access.ADMINISTRATOR)
    def set_node_resource(request: Request, form: SetHostResourceForm) -> Response:
        return ok(request, hosts.set_limits(form))

    @router.post("/delete", response_model=Envelope[MessageReply], summary="give up a host that never comes back")
    @needs(Access.ADMINISTRATOR)
    def delete(request: Request, form: RemoveHostForm, caller: CallerOf) -> Response:
        return ok(request, hosts.remove(form, caller))

    @router.post(
        "/recover", response_model=Envelope[RecoveryReport], summary="show and adopt what hosts hold and we do not know"
    )
    @needs(Access.ADMINISTRATOR)
    def recover(request: Request, form: RecoverForm) -> Response:
        return ok(request, services.recovery.recover(form))

    return router
