"""Heartbeats of the services."""

from __future__ import annotations

from api_common.contract.base import WireModel


class ServiceBeat(WireModel):
    """The last sign of life of one service on one node, by db_proxy's clock (epoch milliseconds)."""

    service_name: str
    node_name: str
    seen_at: int = 0
