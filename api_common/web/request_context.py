"""The outermost layer of every service: request id, operation id, body limit, request metrics, one log line a failure.

A plain ASGI middleware, because it is on the path of every internal call and must also hold for streams.
"""

from __future__ import annotations

import json
import logging
import re
import time
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api_common.context import CALLER, OPERATION_ID, REQUEST_ID
from api_common.identity import new_uuid
from api_common.web.metrics import REQUEST_SECONDS

_LOG = logging.getLogger("request")
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
                message.setdefault("headers", []).append((b"x-request-id", request_id.encode()))
            await send(message)

        try:
            limited = _BodyLimit(receive, self._max_body)
            if limited.refuses(headers):
                await _refuse(send_with_id, self._max_body)
            else:
                await self._app(scope, limited, send_with_id)
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
    """Ends a request whose body grows over the limit, also when no length was announced."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._seen = 0

    def refuses(self, headers: Headers) -> bool:
        """Whether the announced length is too large already."""
        announced = headers.get("content-length", "0")
        return announced.isdigit() and int(announced) > self._limit

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            if self._seen > self._limit:
                return {"type": "http.disconnect"}
        return message


async def _refuse(send: Send, limit: int) -> None:
    message = f"the request body is larger than {limit // 1024} KiB"
    body = {"kind": "invalid_request", "message": message, "detail": {}, "retryable": False, "trail": []}
    await send(
        {
            "type": "http.response.start",
            "status": 413,
            "headers": [(b"content-type", b"application/json"), (b"connection", b"close")],
        }
    )
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


def _given_id(headers: Headers, name: str) -> str:
    value = headers.get(name, "")
    return value if _SAFE_ID.fullmatch(value) else ""
