"""Puts resource_operator together: settings in, application out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from resource_operator.cluster.cluster import Cluster

SERVICE = "resource-operator"
SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount/token")
"""Where a pod finds its own way to the API server."""


def create_app(settings: ResourceSettings, db: DbProxyClient | None = None) -> FastAPI:
    """The service; tests may hand in another `db`."""
    tokens = ServiceTokens(settings.service_tokens_dir, settings.tls_dir)
    to_core = _transport(settings, settings.iaas_core_url, "iaas-core", tokens)
    to_db = _transport(settings, settings.db_proxy_url, "db-proxy", tokens)
    db = db or DbProxyClient(to_db)
    heartbeat = Heartbeat(CoreClient(to_core), SERVICE, settings.host_name)
    cluster = _cluster(settings, db)
    app = build_app(
        SERVICE,
        settings,
        description="Chooses the host of each VM.",
        checks=checks(db),
        remarks={"cluster": cluster.problem} if cluster else {},
        start=[*([cluster.start] if cluster else []), heartbeat.start],
        stop=[heartbeat.stop, *([cluster.stop] if cluster else []), to_core.close, to_db.close],
    )
    strategy = settings.placement_strategy
    chooser = Chooser(db, STRATEGIES[strategy], by_cluster=strategy == "kubernetes")
    app.include_router(placement_router(chooser, cluster, ServiceDoor(tokens)))
    return app


def _cluster(settings: ResourceSettings, db: DbProxyClient) -> Cluster | None:
    """The cluster, where there is one. Its library is loaded only then."""
    if settings.kubeconfig or SERVICE_ACCOUNT.exists():
        from resource_operator.cluster.cluster import Cluster

        return Cluster(settings, db)
    if settings.placement_strategy == "kubernetes":
        raise SystemExit("PLACEMENT_STRATEGY=kubernetes needs a cluster: run in one, or name it with KUBECONFIG")
    return None


def _transport(settings: ResourceSettings, url: str, target: str, tokens: ServiceTokens) -> Transport:
    return Transport(url, target=target, caller=SERVICE, tokens=tokens, timeout_seconds=settings.call_timeout_seconds)
