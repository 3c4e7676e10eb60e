"""Whose the database is, and what is wrong with it; for iaas-core, which shows it to people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import APIRouter

from api_common.contract.service import DatabaseState
from api_common.web.service_token import ServiceDoor
from db_proxy.queries.lists import installation_uuid
from db_proxy.queries.reader import Reader

Told = Callable[[], str | None]


def state_routes(door: ServiceDoor, read: Reader, problem: Told, remarks: Sequence[Told]) -> APIRouter:
    """One route."""
    router = APIRouter(dependencies=[door.callers("iaas-core")], tags=["queries"])

    @router.get("/state", summary="whose the database is, what stops work, what the administrator should know")
    def state() -> DatabaseState:
        told = [remark for ask in remarks if (remark := ask())]
        return DatabaseState(installation=read(installation_uuid), problem=problem(), remarks=told)

    return router
