"""`/volume/...`: data volumes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_common.contract.states import VolumeStatus
from api_common.contract.vm import VolumeFilter
from iaas_core.envelope import failing, ok
from iaas_core.envelope_codes import Code
from iaas_core.forms.maps import VolumeStatistics
from iaas_core.forms.replies import Envelope, MessageReply, PageReply, VolumeReply
from iaas_core.forms.volume import AttachVolumeForm, CreateVolumeForm, DeleteVolumeForm, EditVolumeForm
from iaas_core.routes.context import (
    AskerOf,
    Keywords,
    PageNum,
    PageSize,
    Services,
    checked_size,
    no_filter,
    statuses_in,
)


def volume_router(services: Services) -> APIRouter:
    """Data volumes."""
    router = APIRouter(prefix="/volume", tags=["volume"])
    work = services.volume_work

    @router.post("/create", response_model=Envelope[VolumeReply], summary="create a data volume")
    def create(request: Request, form: CreateVolumeForm, asker: AskerOf) -> Response:
        return ok(request, work.create(form, asker))

    @router.post("/delete", response_model=Envelope[MessageReply], summary="delete a data volume that no VM has")
    @failing(Code.VOLUME_DELETE_ERROR)
    def delete(request: Request, form: DeleteVolumeForm, asker: AskerOf) -> Response:
        return ok(request, work.delete(form, asker))

    @router.post("/attach", response_model=Envelope[MessageReply], summary="attach a data volume to a VM")
    @failing(Code.VOLUME_ATTACH_ERROR)
    def attach(request: Request, form: AttachVolumeForm, asker: AskerOf) -> Response:
        return ok(request, work.attach(form, asker))

    @router.post("/detach", response_model=Envelope[MessageReply], summary="detach a data volume from its VM")
    @failing(Code.VOLUME_DETACH_ERROR)
    def detach(request: Request, form: AttachVolumeForm, asker: AskerOf) -> Response:
        return ok(request, work.detach(form, asker))

    @router.post("/edit", response_model=Envelope[VolumeReply], summary="change name and description")
    @failing(unknown=Code.WORK_ERROR)
    def edit(request: Request, form: EditVolumeForm) -> Response:
        return ok(request, work.edit(form))

    _add_lists(router, services)
    return router


def _add_lists(router: APIRouter, services: Services) -> None:
    queries = services.volume_queries
    page = Envelope[PageReply[VolumeReply]]

    @router.get("/query_all", response_model=Envelope[list[VolumeReply]], summary="all data volumes")
    def query_all(request: Request) -> Response:
        return services.remembered.answer(request, queries.all)

    @router.get("/page_query_all", response_model=page, summary="one page of data volumes")
    def page_query_all(request: Request, page_num: PageNum, page_size: PageSize) -> Response:
        query = VolumeFilter(page_num=page_num, page_size=checked_size(services, page_size))
        return services.remembered.answer(request, lambda: queries.page(query))

    @router.get("/fuzzy_query", response_model=page, summary="filtered page of data volumes")
    def fuzzy_query(
        request: Request,
        keywords: Keywords,
        status: Annotated[str, Query(max_length=40)],
        page_num: PageNum,
        page_size: PageSize,
    ) -> Response:
        query = VolumeFilter(
            keywords=no_filter(keywords),
            statuses=statuses_in(VolumeStatus, no_filter(status)),
            page_num=page_num,
            page_size=checked_size(services, page_size),
        )
        return services.remembered.answer(request, lambda: queries.page(query))

    @router.get("/statistics", response_model=Envelope[VolumeStatistics], summary="data volume counts")
    def statistics(request: Request) -> Response:
        return ok(request, queries.statistics())
