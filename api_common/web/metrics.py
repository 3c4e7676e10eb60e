"""`/metrics` for Prometheus, which shows a token of its own, and the request metrics that all services share.

A service declares its own metrics in its `metrics.py` on the default registry and nowhere else.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Histogram, generate_latest

from api_common.errors import ErrorKind, IaasError
from api_common.service_tokens import PROMETHEUS, ServiceTokens

REQUEST_SECONDS = Histogram(
    "iaas_request_seconds",
    "Time to answer a request, by route template",
    ["service", "method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


def metrics_router(tokens: ServiceTokens) -> APIRouter:
    """The one route. Numbers of guests are nobody's business; without a token file for Prometheus nobody gets in."""
    router = APIRouter(tags=["health"])

    @router.get("/metrics", summary="Prometheus metrics", response_class=Response)
    def metrics(request: Request) -> Response:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not tokens.opens_metrics(token):
            raise IaasError(ErrorKind.UNAUTHENTICATED, f"metrics need the token of {PROMETHEUS}")
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return router
