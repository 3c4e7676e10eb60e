"""Puts resource_operator together: settings in, application out."""

from __future__ import annotations

from fastapi import FastAPI

from api_common.clients.core import CoreClient
from api_common.clients.db import DbProxyClient
from api_common.clients.heartbeat import Heartbeat
from api_common.clients.transport import Transport
from api_common.service_tokens import ServiceTokens
from api_common.web.app import build_app
from api_common.web.service_token import ServiceDoor
from resource_operator.placement.choose import Chooser
from resource_operator.placement.weights import STRATEGIES
from resource_operator.readiness import checks
from resource_operator.routes.placement import placement_router
from resource_operator.settings import ResourceSettings

SERVICE = "resource-operator"


def create_app(settings: ResourceSettings, db: DbProxyClient | None = None) -> FastAPI:
    """The service; tests may hand in another `db`."""
    tokens = ServiceTokens(settings.service_tokens_dir, settings.tls_dir)
    to_core = _transport(settings, settings.iaas_core_url, "iaas-core", tokens)
    to_db = _transport(settings, settings.db_proxy_url, "db-proxy", tokens)
    db = db or DbProxyClient(to_db)
    heartbeat = Heartbeat(CoreClient(to_core), SERVICE, settings.host_name)
    app = build_app(
        SERVICE,
        settings,
        description="Chooses the host of each VM.",
        checks=checks(db),
        start=[heartbeat.start],
        stop=[heartbeat.stop, to_core.close, to_db.close],
    )
    chooser = Chooser(db, STRATEGIES[settings.placement_strategy])
    app.include_router(placement_router(chooser, ServiceDoor(tokens)))
    return app


def _transport(settings: ResourceSettings, url: str, target: str, tokens: ServiceTokens) -> Transport:
    return Transport(url, target=target, caller=SERVICE, tokens=tokens, timeout_seconds=settings.call_timeout_seconds)
