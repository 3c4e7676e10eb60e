"""`/device/...`: USB devices of hosts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import failing, ok
from iaas_core.envelope_codes import Code
from iaas_core.forms.device import DeviceForm
from iaas_core.forms.replies import DeviceReply, Envelope, MessageReply
from iaas_core.routes.context import AskerOf, CallerOf, Services
from iaas_core.routes.guard import GuardedRoute

_Host = Annotated[str, Query(min_length=1, max_length=253)]


def device_router(services: Services) -> APIRouter:
    """USB devices."""
    router = APIRouter(prefix="/device", tags=["device"], route_class=GuardedRoute)
    devices = services.devices
    listed = Envelope[list[DeviceReply]]

    @router.get("/query_all_by_host_name", response_model=listed, summary="USB devices of a host")
    @needs(Access.USER)
    def query_all_by_host_name(request: Request, host_name: _Host, caller: CallerOf) -> Response:
        return ok(request, devices.of_host(caller, name=host_name))

    @router.get("/query_all_by_host_uuid", response_model=listed, summary="USB devices of a host")
    @needs(Access.USER)
    def query_all_by_host_uuid(request: Request, host_uuid: _Host, caller: CallerOf) -> Response:
        return ok(request, devices.of_host(caller, uuid=host_uuid))

    @router.post("/attach", response_model=Envelope[MessageReply], summary="pass a host's USB device through to a VM")
    @failing(Code.DEVICE_ATTACH_ERROR)
    @needs(Access.ADMINISTRATOR)
    def attach(request: Request, form: DeviceForm, asker: AskerOf) -> Response:
        return ok(request, devices.attach(form, asker))

    @router.post("/detach", response_model=Envelope[MessageReply], summary="take a passed-through device back")
    @failing(Code.DEVICE_DETACH_ERROR)
    @needs(Access.ADMINISTRATOR)
    def detach(request: Request, form: DeviceForm, asker: AskerOf) -> Response:
        return ok(request, devices.detach(form, asker))

    return router
