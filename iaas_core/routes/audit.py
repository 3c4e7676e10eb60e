"""`/audit/...`: who did what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_common.contract.audit import AuditFilter
from api_common.contract.sorting import AuditSort
from api_common.contract.states import AuditOutcome
from api_common.errors import invalid
from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import ok
from iaas_core.forms.account_replies import AuditReply
from iaas_core.forms.base import LARGEST_ID
from iaas_core.forms.replies import Envelope, PageReply
from iaas_core.routes.context import PagingOf, Services, no_filter
from iaas_core.routes.guard import GuardedRoute

Words = Annotated[str, Query(max_length=200)]
Moment = Annotated[int | None, Query(ge=0, le=LARGEST_ID, description="epoch milliseconds")]


def audit_router(services: Services) -> APIRouter:
    """The log, for administrators."""
    router = APIRouter(prefix="/audit", tags=["audit"], route_class=GuardedRoute)

    @router.get(
        "/page_query_all",
        response_model=Envelope[PageReply[AuditReply]],
        summary="requests that changed something or tried to, newest first",
    )
    @needs(Access.ADMINISTRATOR)
    def page_query_all(
        request: Request,
        page: PagingOf,
        username: Words = "",
        action: Words = "",
        resource_type: Words = "",
        resource_key: Words = "",
        address: Words = "",
        outcome: Annotated[str, Query(max_length=40)] = "",
        since: Moment = None,
        until: Moment = None,
        sort: AuditSort | None = None,
    ) -> Response:
        query = AuditFilter(
            username=no_filter(username),
            action=no_filter(action),
            resource_type=no_filter(resource_type),
            resource_key=no_filter(resource_key),
            address=no_filter(address),
            outcome=_outcome(no_filter(outcome)),
            since=since,
            until=until,
            **page.fields(services),
            sort=sort,
        )
        return ok(request, services.audit_log.page(query))

    return router


def _outcome(text: str | None) -> AuditOutcome | None:
    if text is None:
        return None
    word = text.strip().lower()
    if word not in set(AuditOutcome):
        raise invalid("outcome", f"must be one of {', '.join(AuditOutcome)}")
    return AuditOutcome(word)
