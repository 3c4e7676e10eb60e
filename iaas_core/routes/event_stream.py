"""`GET /event/stream`: changes of VMs, volumes, operations, hosts and services as server-sent events."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from api_common.web.protocol import CUT
from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import ok
from iaas_core.events.stream import Streams
from iaas_core.forms.account_replies import TicketReply
from iaas_core.forms.replies import Envelope
from iaas_core.routes.context import CallerOf, Services
from iaas_core.routes.guard import GuardedRoute

EventId = Annotated[int | None, Query(ge=0, le=2**62, description="resume after this event")]
Ticket = Annotated[str | None, Query(max_length=100, description="of /event/ticket, instead of a header")]


def event_router(services: Services, streams: Streams) -> APIRouter:
    """`id` of an event goes back as `Last-Event-ID`, which browsers do by themselves."""
    router = APIRouter(prefix="/event", tags=["event"], route_class=GuardedRoute)

    @router.post(
        "/ticket",
        response_model=Envelope[TicketReply],
        summary="opens one stream, for browsers that cannot send the token there",
    )
    @needs(Access.USER, audited=False)
    def ticket(request: Request, caller: CallerOf) -> Response:
        services.limits.ticket.check(str(caller.user_id))
        return ok(request, services.sign_ins.ticket(caller))

    @router.get(
        "/stream",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}, "description": "server-sent events"}},
        summary="changes as they happen; resumes from the last id",
    )
    @needs(Access.USER, by_ticket=True)
    async def event_stream(
        request: Request,
        caller: CallerOf,
        last_event_id: EventId = None,
        resume_after: Annotated[int | None, Header(alias="Last-Event-ID", ge=0, le=2**62)] = None,
        ticket: Ticket = None,
    ) -> StreamingResponse:
        last = resume_after if resume_after is not None else last_event_id
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        cut = request.scope.get("state", {}).get(CUT, lambda: None)
        return StreamingResponse(streams.follow(caller, last, cut), media_type="text/event-stream", headers=headers)

    return router
