"""`/vm/...`"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_common.contract.sorting import VmSort
from api_common.contract.states import VmStatus
from api_common.contract.vm import VmFilter
from api_common.identity import UUID_PATTERN
from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import failing, ok
from iaas_core.envelope_codes import Code
from iaas_core.forms.account import ChangeVmOwnerForm
from iaas_core.forms.image import PublishImageForm
from iaas_core.forms.maps import VmStatistics
from iaas_core.forms.replies import Envelope, MessageReply, PageReply, VmReply, VncUrlReply
from iaas_core.forms.vm import CreateVmForm, DeleteVmForm, EditVmForm
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
from iaas_core.services.vm_query import ATTACHABLE

VmUuid = Annotated[str, Query(pattern=UUID_PATTERN)]
_OF_HOST = Annotated[str, Query(max_length=64)]


def vm_router(services: Services) -> APIRouter:
    """Create, delete, edit and look at VMs; power and size are in `vm_power`."""
    router = APIRouter(prefix="/vm", tags=["vm"], route_class=GuardedRoute)

    @router.get("/test", summary="liveness text", response_class=Response)
    @needs(Access.OPEN)
    def test() -> Response:
        return Response("hello", media_type="application/json")

    @router.post("/create", response_model=Envelope[VmReply], summary="create a VM; the answer comes while it is built")
    @needs(Access.USER)
    def create(request: Request, form: CreateVmForm, asker: AskerOf) -> Response:
        return ok(request, services.vm_creation.create(form, asker))

    @router.post("/delete", response_model=Envelope[MessageReply], summary="delete a VM; data volumes are kept")
    @failing(Code.VM_DELETE_ERROR, unknown=Code.VM_DELETE_ERROR)
    @needs(Access.USER)
    def delete(request: Request, form: DeleteVmForm, asker: AskerOf) -> Response:
        return ok(request, services.vm_work.delete(form, asker))

    @router.post("/edit", response_model=Envelope[VmReply], summary="change name and description")
    @failing(unknown=Code.WORK_ERROR)
    @needs(Access.USER)
    def edit(request: Request, form: EditVmForm, caller: CallerOf) -> Response:
        return ok(request, services.vm_queries.edit(form, caller))

    @router.post(
        "/publish_image",
        response_model=Envelope[MessageReply],
        summary="publish a stopped VM's system disk as an image; the copy goes on as an operation",
    )
    @failing(Code.PUBLISH_IMAGE_ERROR)
    @needs(Access.USER)
    def publish_image(request: Request, form: PublishImageForm, asker: AskerOf) -> Response:
        return ok(request, services.publishing.publish(form, asker))

    _add_lists(router, services)
    _add_search(router, services)
    _add_details(router, services)
    return router


def _add_lists(router: APIRouter, services: Services) -> None:
    queries = services.vm_queries

    @router.get("/query_all", response_model=Envelope[list[VmReply]], summary="all VMs")
    @needs(Access.USER)
    def query_all(request: Request, caller: CallerOf) -> Response:
        return services.remembered.answer(request, caller, lambda: queries.all(caller))

    @router.get("/page_query_all", response_model=Envelope[PageReply[VmReply]], summary="one page of VMs")
    @needs(Access.USER)
    def page_query_all(request: Request, caller: CallerOf, page: PagingOf, sort: VmSort | None = None) -> Response:
        query = VmFilter(**page.fields(services), sort=sort)
        return services.remembered.answer(request, caller, lambda: queries.page(query, caller))


def _add_search(router: APIRouter, services: Services) -> None:
    queries = services.vm_queries

    @router.get("/fuzzy_query", response_model=Envelope[PageReply[VmReply]], summary="filtered page of VMs")
    @needs(Access.USER)
    def fuzzy_query(
        request: Request,
        caller: CallerOf,
        keywords: Keywords,
        status: Annotated[str, Query(max_length=40)],
        host_uuid: _OF_HOST,
        image_uuid: Annotated[str, Query(max_length=200)],
        page: PagingOf,
        sort: VmSort | None = None,
    ) -> Response:
        query = VmFilter(
            keywords=no_filter(keywords),
            statuses=statuses_in(VmStatus, no_filter(status)),
            host_uuid=no_filter(host_uuid),
            image_uuid=no_filter(image_uuid),
            **page.fields(services),
            sort=sort,
        )
        return services.remembered.answer(request, caller, lambda: queries.page(query, caller))

    @router.get(
        "/fuzzy_query_attach",
        response_model=Envelope[PageReply[VmReply]],
        summary="filtered page of VMs that a volume can be attached to",
    )
    @needs(Access.USER)
    def fuzzy_query_attach(
        request: Request, caller: CallerOf, keywords: Keywords, page: PagingOf, sort: VmSort | None = None
    ) -> Response:
        query = VmFilter(keywords=no_filter(keywords), statuses=ATTACHABLE, **page.fields(services), sort=sort)
        return services.remembered.answer(request, caller, lambda: queries.page(query, caller))


def _add_details(router: APIRouter, services: Services) -> None:
    queries = services.vm_queries

    @router.get("/query_by_uuid", response_model=Envelope[VmReply], summary="VM detail")
    @needs(Access.USER)
    def query_by_uuid(request: Request, uuid: VmUuid, caller: CallerOf) -> Response:
        return ok(request, queries.detail(uuid, caller))

    @router.get("/statistics", response_model=Envelope[VmStatistics], summary="VM counts by status")
    @needs(Access.USER)
    def statistics(request: Request, caller: CallerOf) -> Response:
        return ok(request, queries.statistics(caller))

    @router.get("/status", response_model=Envelope[MessageReply], summary="ask the hypervisor and refresh the status")
    @needs(Access.USER)
    def status(request: Request, uuid: VmUuid, caller: CallerOf) -> Response:
        return ok(request, queries.status(uuid, caller))

    @router.post("/change_owner", response_model=Envelope[MessageReply], summary="give a VM with its disks to a user")
    @needs(Access.LEADER)
    def change_owner(request: Request, form: ChangeVmOwnerForm, caller: CallerOf) -> Response:
        return ok(request, services.owners.change_vm(form, caller))

    @router.get("/vnc_url", response_model=Envelope[VncUrlReply], summary="browser address of the VM's screen")
    @needs(Access.USER, audited=True)
    def vnc_url(request: Request, uuid: VmUuid, caller: CallerOf) -> Response:
        services.limits.ticket.check(str(caller.user_id))
        return ok(request, services.console.url(uuid, caller))
