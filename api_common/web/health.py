"""`/healthz` speaks of this process only; `/readyz` lists named checks of what it needs to work.

A dead neighbour must not restart a service, so nothing about neighbours is in `/healthz`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api_common.errors import IaasError

_LOG = logging.getLogger(__name__)
Check = Callable[[], str | None]
"""Returns null when all is well, else a sentence; the one of an :class:`IaasError` without where it came from."""


def health_router(service: str, checks: dict[str, Check], remarks: dict[str, Check] | None = None) -> APIRouter:
    """The two routes of every service. `remarks` are told beside the checks and stop nobody from calling."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", summary="this process is alive")
    def healthz() -> dict[str, str]:
        return {"status": "ok", "service": service}

    @router.get("/readyz", summary="this service can work; names what is missing")
    def readyz() -> JSONResponse:
        answers = {name: _ask(check) for name, check in checks.items()}
        ready = not any(answers.values())
        body = {"status": "ready" if ready else "not ready", "service": service, "checks": answers}
        if remarks:
            body["remarks"] = {name: _ask(remark) for name, remark in remarks.items()}
        return JSONResponse(body, status_code=200 if ready else 503)

    return router


def _ask(check: Check) -> str | None:
    try:
        return check()
    except IaasError as error:
        _LOG.warning("not ready: %s", error.describe())
        return error.message
