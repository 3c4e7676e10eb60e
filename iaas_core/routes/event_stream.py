"""`GET /event/stream`: changes of VMs, volumes, operations, hosts and services as server-sent events."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse

from api_common.clients.db import DbProxyClient
from iaas_core.events.hub import Hub
from iaas_core.events.stream import stream

EventId = Annotated[int | None, Query(ge=0, le=2**62, description="resume after this event")]


def event_router(hub: Hub, db: DbProxyClient) -> APIRouter:
    """The one route. `id` of an event goes back as `Last-Event-ID`, which browsers do by themselves."""
    router = APIRouter(prefix="/event", tags=["event"])

    @router.get(
        "/stream",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}, "description": "server-sent events"}},
        summary="changes as they happen; resumes from the last id",
    )
    async def event_stream(
        last_event_id: EventId = None,
        resume_after: Annotated[int | None, Header(alias="Last-Event-ID", ge=0, le=2**62)] = None,
    ) -> StreamingResponse:
        last = resume_after if resume_after is not None else last_event_id
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return StreamingResponse(stream(hub, db, last), media_type="text/event-stream", headers=headers)

    return router
