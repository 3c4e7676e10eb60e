"""`build_app()`: a FastAPI application with everything the services have in common.

Each service's `main.py` calls it, includes its routers and hands the result to `web/server`. It knows no route of any
service.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from api_common.errors import IaasError
from api_common.service_tokens import ServiceTokens
from api_common.settings import ServiceSettings
from api_common.web.error_handlers import install_error_handlers
from api_common.web.health import Check, health_router
from api_common.web.metrics import metrics_router
from api_common.web.request_context import RequestFrame

VERSION = "2.0.0"
READABLE = ("Retry-After", "X-Request-Id")
"""Headers of answers that pages of others may read beside what browsers let them."""
Hook = Callable[[], None]


class _Framed(FastAPI):
    """An application with a layer around everything, also around the framework's own handling of errors."""

    frame: Callable[[ASGIApp], ASGIApp]

    def build_middleware_stack(self) -> ASGIApp:
        return self.frame(super().build_middleware_stack())


def build_app(
    service: str,
    settings: ServiceSettings,
    *,
    description: str,
    checks: dict[str, Check],
    remarks: dict[str, Check] | None = None,
    start: Sequence[Hook] = (),
    stop: Sequence[Hook] = (),
    ending: Sequence[Hook] = (),
    max_body_bytes: int = 8 * 1024 * 1024,
    origins: Sequence[str] = (),
    **options: Any,
) -> FastAPI:
    """The application of `service`. `start` hooks run before the first request, `stop` hooks after the last, and
    `ending` hooks as soon as the service is told to stop: they let go the requests that only wait for news.

    Hooks run in worker threads, so that a slow one does not stop the loop. `checks` and `remarks` feed `/readyz`. Web
    pages from `origins` may call, without cookies; there are none.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.worker_threads
        await _begin(app, start)
        yield
        for hook in stop:
            await anyio.to_thread.run_sync(hook)

    def frame(whole: ASGIApp) -> ASGIApp:
        if origins:  # around everything, or the unforeseen could not be read
            whole = CORSMiddleware(
                whole, allow_origins=origins, allow_methods=["*"], allow_headers=["*"], expose_headers=READABLE
            )
        return RequestFrame(whole, service=service, max_body_bytes=max_body_bytes)

    pages: dict[str, Any] = {"docs_url": None, "redoc_url": None}  # they would load programs from elsewhere
    app = _Framed(title=service, description=description, version=VERSION, lifespan=lifespan, **pages, **options)
    app.state.ending = ending
    app.state.refused = None
    """Why it cannot start, in a sentence; set by a start hook that found out."""
    app.frame = frame
    install_error_handlers(app)
    app.include_router(health_router(service, checks, remarks))
    app.include_router(metrics_router(ServiceTokens(settings.service_tokens_dir)))
    return app


async def _begin(app: FastAPI, hooks: Sequence[Hook]) -> None:
    try:
        for hook in hooks:
            await anyio.to_thread.run_sync(hook)
    except IaasError as error:
        app.state.refused = error.message
        raise
