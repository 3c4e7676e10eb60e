"""`/volume/...`: data volumes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_common.contract.sorting import VolumeSort
from api_common.contract.states import VolumeStatus
from api_common.contract.vm import VolumeFilter
from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import failing, ok
from iaas_core.envelope_codes import Code
from iaas_core.forms.account import ChangeVolumeOwnerForm
from iaas_core.forms.maps import VolumeStatistics
from iaas_core.forms.replies import Envelope, MessageReply, PageReply, VolumeReply
from iaas_core.forms.volume import AttachVolumeForm, CreateVolumeForm, DeleteVolumeForm, EditVolumeForm
from iaas_core.routes.context import (
    AskerOf,
    CallerOf,
    Keywords,
    PagingOf,
    Services,
    no_filter,
    statuses_in,
)
from iaas_core.routes.guard import GuardedRoute


def volume_router(services: Services) -> APIRouter:
    """Data volumes."""
    router = APIRouter(prefix="/volume", tags=["volume"], route_class=GuardedRoute)
    work = services.volume_work

    @router.post("/create", response_model=Envelope[VolumeReply], summary="create a data volume")
    @needs(Access.USER)
    def create(request: Request, form: CreateVolumeForm, asker: AskerOf) -> Response:
        return ok(request, work.create(form, asker))

    @router.post("/delete", response_model=Envelope[MessageReply], summary="delete a data volume that no VM has")
    @failing(Code.VOLUME_DELETE_ERROR)
    @needs(Access.USER)
    def delete(request: Request, form: DeleteVolumeForm, asker: AskerOf) -> Response:
        return ok(request, work.delete(form, asker))

    @router.post("/attach", response_model=Envelope[MessageReply], summary="attach a data volume to a VM")
    @failing(Code.VOLUME_ATTACH_ERROR)
    @needs(Access.USER)
    def attach(request: Request, form: AttachVolumeForm, asker: AskerOf) -> Response:
        return ok(request, work.attach(form, asker))

    @router.post("/detach", response_model=Envelope[MessageReply], summary="detach a data volume from its VM")
    @failing(Code.VOLUME_DETACH_ERROR)
    @needs(Access.USER)
    def detach(request: Request, form: AttachVolumeForm, asker: AskerOf) -> Response:
        return ok(request, work.detach(form, asker))

    @router.post("/edit", response_model=Envelope[VolumeReply], summary="change name and description")
    @failing(unknown=Code.WORK_ERROR)
    @needs(Access.USER)
    def edit(request: Request, form: EditVolumeForm, caller: CallerOf) -> Response:
        return ok(request, work.edit(form, caller))

    _add_lists(router, services)
    return router


def _add_lists(router: APIRouter, services: Services) -> None:
    queries = services.volume_queries
    page = Envelope[PageReply[VolumeReply]]

    @router.get("/query_all", response_model=Envelope[list[VolumeReply]], summary="all data volumes")
    @needs(Access.USER)
    def query_all(request: Request, caller: CallerOf) -> Response:
        return services.remembered.answer(request, caller, lambda: queries.all(caller))

    @router.get("/page_query_all", response_model=page, summary="one page of data volumes")
    @needs(Access.USER)
    def page_query_all(request: Request, caller: CallerOf, page: PagingOf, sort: VolumeSort | None = None) -> Response:
        query = VolumeFilter(**page.fields(services), sort=sort)
        return services.remembered.answer(request, caller, lambda: queries.page(query, caller))

    @router.get("/fuzzy_query", response_model=page, summary="filtered page of data volumes")
    @needs(Access.USER)
    def fuzzy_query(
        request: Request,
        caller: CallerOf,
        keywords: Keywords,
        status: Annotated[str, Query(max_length=40)],
        page: PagingOf,
        sort: VolumeSort | None = None,
    ) -> Response:
        query = VolumeFilter(
            keywords=no_filter(keywords),
            statuses=statuses_in(VolumeStatus, no_filter(status)),
            **page.fields(services),
            sort=sort,
        )
        return services.remembered.answer(request, caller, lambda: queries.page(query, caller))

    @router.post("/change_owner", response_model=Envelope[MessageReply], summary="give a free volume to a user")
    @needs(Access.LEADER)
    def change_owner(request: Request, form: ChangeVolumeOwnerForm, caller: CallerOf) -> Response:
        return ok(request, services.owners.change_volume(form, caller))

    @router.get("/statistics", response_model=Envelope[VolumeStatistics], summary="data volume counts")
    @needs(Access.USER)
    def statistics(request: Request, caller: CallerOf) -> Response:
        return ok(request, queries.statistics(caller))
