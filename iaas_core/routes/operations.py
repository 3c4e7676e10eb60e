"""`/operation/...`: long requests, what they are at and how they ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_common.contract.operation import OperationFilter
from api_common.contract.sorting import OperationSort
from api_common.contract.states import OperationStatus
from api_common.errors import invalid
from api_common.identity import UUID_PATTERN
from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import ok
from iaas_core.forms.operation import OperationForm
from iaas_core.forms.replies import Envelope, OperationReply, PageReply
from iaas_core.routes.context import AskerOf, CallerOf, PagingOf, Services, no_filter
from iaas_core.routes.guard import GuardedRoute


def operation_router(services: Services) -> APIRouter:
    """Operations."""
    router = APIRouter(prefix="/operation", tags=["operation"], route_class=GuardedRoute)
    operations = services.operations
    reply = Envelope[OperationReply]

    @router.get("/query_by_uuid", response_model=reply, summary="one operation with its steps")
    @needs(Access.USER)
    def query_by_uuid(
        request: Request, caller: CallerOf, uuid: Annotated[str, Query(pattern=UUID_PATTERN)]
    ) -> Response:
        return ok(request, operations.query(uuid, caller))

    @router.get(
        "/page_query_all", response_model=Envelope[PageReply[OperationReply]], summary="operations, newest first"
    )
    @needs(Access.USER)
    def page_query_all(
        request: Request,
        caller: CallerOf,
        page: PagingOf,
        status: Annotated[str, Query(max_length=40)] = "",
        target_uuid: Annotated[str, Query(max_length=64)] = "",
        kind: Annotated[str, Query(max_length=40)] = "",
        username: Annotated[str, Query(max_length=200)] = "",
        sort: OperationSort | None = None,
    ) -> Response:
        query = OperationFilter(
            status=_status(no_filter(status)),
            kind=no_filter(kind),
            user_name=no_filter(username),
            target_uuid=no_filter(target_uuid),
            **page.fields(services),
            sort=sort,
        )
        return ok(request, operations.page(query, caller))

    @router.post("/retry", response_model=reply, summary="go on with a stuck operation, or ask anew for an undone one")
    @needs(Access.USER)
    def retry(request: Request, form: OperationForm, asker: AskerOf) -> Response:
        return ok(request, services.retries.retry(form.uuid, asker))

    @router.post("/cancel", response_model=reply, summary="stop a running operation and undo it")
    @needs(Access.USER)
    def cancel(request: Request, form: OperationForm, caller: CallerOf) -> Response:
        return ok(request, operations.cancel(form.uuid, caller))

    return router


def _status(text: str | None) -> OperationStatus | None:
    if text is None:
        return None
    word = text.strip().lower()
    if word not in set(OperationStatus):
        raise invalid("status", f"must be one of {', '.join(OperationStatus)}")
    return OperationStatus(word)
