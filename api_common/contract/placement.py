"""Choosing a host for a VM."""

from __future__ import annotations

from api_common.contract.base import WireModel


class PlacementRequest(WireModel):
    """Which hosts can take a VM of this size (cores, GiB)? `host_uuid` appoints one, which must pass too."""

    cpus: int
    memory: int
    storage: int
    arch: str = "x86_64"
    host_uuid: str | None = None
    segment_host_uuids: list[str] = []
    """Hosts on which the chosen segments live; the VM must go there."""


class PlacementAnswer(WireModel):
    """The hosts that can take it, best first, and why the others cannot (host name -> reason).

    Nothing is reserved yet: that happens in the transaction that writes the VM, which may refuse the first and take
    the next.
    """

    host_uuids: list[str]
    refused: dict[str, str] = {}
