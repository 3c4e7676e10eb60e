"""The outermost layer of every service: request id, limits of the body, safe headers, metrics, one log line a failure.

A plain ASGI layer, because it is on the path of every internal call and must also hold for streams. It stands around
the handlers of errors too, so that what they log and answer carries the request's ids.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from typing import Any

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api_common.context import CALLER, OPERATION_ID, REQUEST_ID
from api_common.identity import new_uuid
from api_common.web.metrics import REQUEST_SECONDS

_LOG = logging.getLogger("request")
BODY_SECONDS = 30.0
"""In which a body must have come; whoever sends it byte by byte would hold a worker."""
SAFE_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)
_ONLY_TLS = (b"strict-transport-security", b"max-age=31536000")
NOT_STORED = (b"cache-control", b"no-store")
_SAFE_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


class RequestFrame:
    """Binds the ids of a request for its whole duration and measures it by route template."""

    def __init__(self, app: ASGIApp, *, service: str, max_body_bytes: int) -> None:
        self._app = app
        self._service = service
        self._max_body = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _given_id(headers, "x-request-id") or new_uuid()
        tokens = [
            (REQUEST_ID, REQUEST_ID.set(request_id)),
            (OPERATION_ID, OPERATION_ID.set(_given_id(headers, "x-operation-id"))),
            (CALLER, CALLER.set("")),
        ]
        started = time.perf_counter()
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = list(message.get("headers", []))
                kept = () if any(name.lower() == b"cache-control" for name, _ in given) else (NOT_STORED,)
                safe = (*SAFE_HEADERS, _ONLY_TLS) if scope["scheme"] == "https" else SAFE_HEADERS
                message["headers"] = [*given, (b"x-request-id", request_id.encode()), *safe, *kept]
            await send(message)

        try:
            await self._app(scope, _BodyLimit(receive, headers, self._max_body), send_with_id)
        finally:
            self._account(scope, status, time.perf_counter() - started)
            for variable, token in reversed(tokens):
                variable.reset(token)

    def _account(self, scope: Scope, status: int, seconds: float) -> None:
        route: Any = scope.get("route")
        template = getattr(route, "path", "(none)")
        REQUEST_SECONDS.labels(self._service, scope["method"], template, str(status)).observe(seconds)
        if status >= 500:
            _LOG.warning("%s %s answered %s", scope["method"], scope["path"], status)


class _BodyLimit:
    """Refuses a body over the limit, by its announced length before it is read or when it has grown too large, and one
    that does not come. The refusal is raised where the body is read, so that it is answered like every other error.
    """

    def __init__(self, receive: Receive, headers: Headers, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        announced = headers.get("content-length", "0")
        self._size = int(announced) if announced.isdecimal() else 0
        self._seen = 0
        self._coming = True
        self._deadline = asyncio.get_running_loop().time() + BODY_SECONDS

    async def __call__(self) -> Message:
        if self._size <= self._limit:
            message = await (self._in_time() if self._coming else self._receive())
            self._coming = bool(message.get("more_body"))
            self._seen += len(message.get("body", b""))
        if max(self._size, self._seen) > self._limit:
            text = f"the request body is larger than {self._limit // 1024} KiB"
            raise HTTPException(413, text, headers={"Connection": "close"})
        return message

    async def _in_time(self) -> Message:
        try:
            async with asyncio.timeout_at(self._deadline):
                return await self._receive()
        except TimeoutError:
            text = f"the request body did not come within {BODY_SECONDS:.0f} s"
            raise HTTPException(408, text, headers={"Connection": "close"}) from None


def _given_id(headers: Headers, name: str) -> str:
    value = headers.get(name, "")
    return value if _SAFE_ID.fullmatch(value) else ""
