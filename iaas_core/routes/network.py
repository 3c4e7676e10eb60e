"""`/ip_segment/...`"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_common.contract.states import IpType
from api_common.errors import ErrorKind, IaasError, invalid
from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import failing, ok
from iaas_core.envelope_codes import Code
from iaas_core.forms.maps import IpStatistics, SegmentStatistics
from iaas_core.forms.network import CreateIpSegmentForm, DeleteIpSegmentForm, EditIpSegmentForm
from iaas_core.forms.replies import Envelope, IpSegmentReply, IpUsedReply, MessageReply, PageReply
from iaas_core.routes.context import CallerOf, PageNum, PageSize, Services, checked_size
from iaas_core.routes.guard import GuardedRoute

SegmentId = Annotated[int, Query(ge=-(2**53), le=2**53)]


def network_router(services: Services) -> APIRouter:
    """Address ranges."""
    router = APIRouter(prefix="/ip_segment", tags=["ip_segment"], route_class=GuardedRoute)
    segments = services.segments

    @router.get("/query_all", response_model=Envelope[list[IpSegmentReply]], summary="all segments")
    @needs(Access.USER)
    def query_all(request: Request) -> Response:
        return ok(request, segments.all())

    @router.get(
        "/query_all_by_host_and_type",
        response_model=Envelope[list[IpSegmentReply]],
        summary="segments offered in the VM create form",
    )
    @needs(Access.USER)
    def query_all_by_host_and_type(
        request: Request,
        host_uuid: Annotated[str, Query(min_length=1, max_length=64)],
        type: Annotated[str, Query(min_length=1, max_length=20)],
    ) -> Response:
        word = type.strip().upper()
        if word not in set(IpType):
            raise invalid("type", "must be PRIVATE or PUBLIC")
        return ok(request, segments.of_host(host_uuid, IpType(word)))

    @router.get("/query_by_id", response_model=Envelope[IpSegmentReply], summary="segment detail")
    @needs(Access.USER)
    def query_by_id(request: Request, ip_segment_id: SegmentId) -> Response:
        return ok(request, segments.one(ip_segment_id))

    @router.get(
        "/page_query_by_id",
        response_model=Envelope[PageReply[IpUsedReply]],
        summary="one page of a segment's addresses",
    )
    @needs(Access.USER)
    def page_query_by_id(
        request: Request, caller: CallerOf, ip_segment_id: SegmentId, page_num: PageNum, page_size: PageSize
    ) -> Response:
        size = checked_size(services, page_size)
        return ok(request, segments.addresses(ip_segment_id, page_num, size, caller))

    _add_statistics(router, services)
    _add_changes(router, services)
    return router


def _add_statistics(router: APIRouter, services: Services) -> None:
    segments = services.segments

    @router.get("/statistics", response_model=Envelope[IpStatistics], summary="address totals by type")
    @needs(Access.USER)
    def statistics(request: Request) -> Response:
        return ok(request, segments.statistics())

    @router.get("/statistics_by_id", response_model=Envelope[SegmentStatistics], summary="addresses of one segment")
    @failing(unknown=Code.WORK_ERROR)
    @needs(Access.USER)
    def statistics_by_id(request: Request, ip_segment_id: Annotated[str, Query(max_length=20)]) -> Response:
        return ok(request, segments.statistics_of(_id(ip_segment_id)))


def _add_changes(router: APIRouter, services: Services) -> None:
    segments = services.segments

    @router.post("/create_ip_segment", response_model=Envelope[IpSegmentReply], summary="create a segment")
    @needs(Access.ADMINISTRATOR)
    def create_ip_segment(request: Request, form: CreateIpSegmentForm) -> Response:
        return ok(request, segments.create(form))

    @router.post("/edit_ip_segment", response_model=Envelope[IpSegmentReply], summary="replace a segment's fields")
    @needs(Access.ADMINISTRATOR)
    def edit_ip_segment(request: Request, form: EditIpSegmentForm) -> Response:
        return ok(request, segments.edit(form))

    @router.post("/delete_ip_segment", response_model=Envelope[MessageReply], summary="delete a segment not in use")
    @needs(Access.ADMINISTRATOR)
    def delete_ip_segment(request: Request, form: DeleteIpSegmentForm) -> Response:
        return ok(request, segments.delete(form.ip_segment_id))


def _id(text: str) -> int:
    """An empty text is answered 202.0, as in v1."""
    if not text.strip():
        raise IaasError(ErrorKind.NOT_FOUND, "ip_segment_id: is empty")
    if not re.fullmatch(r"\s*[+-]?[0-9]{1,16}\s*", text, re.ASCII):
        raise invalid("ip_segment_id", "must be a whole number")
    return int(text)
