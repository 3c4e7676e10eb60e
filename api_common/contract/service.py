"""Heartbeats of the services."""

from __future__ import annotations

from api_common.contract.base import WireModel


class ServiceBeat(WireModel):
    """The last sign of life of one service on one node, by db_proxy's clock (epoch milliseconds)."""

    service_name: str
    node_name: str
    seen_at: int = 0
    silent_ms: int | None = None
    """In answers: how long ago that is, by the same clock. Null from a db_proxy that cannot tell."""


class DatabaseState(WireModel):
    """What db_proxy says of its database. A `problem` stops work; `remarks` are for the administrator."""

    installation: str = ""
    """Empty until it is known whose it is."""
    problem: str | None = None
    remarks: list[str] = []


class ServicePod(WireModel):
    """A service on a node as a cluster has it."""

    service_name: str
    node_name: str
    ready: bool


class ClusterServices(WireModel):
    """The suite's pods; null without a cluster, or while it cannot be seen. `problem` says why it cannot."""

    pods: list[ServicePod] | None = None
    problem: str | None = None
