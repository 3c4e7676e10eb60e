"""Choosing a host for a VM."""

from __future__ import annotations

from api_common.contract.base import WireModel


class PlacementRequest(WireModel):
    """Choose and reserve a host. Sizes are read from the VM's row; `host_uuid` appoints one, which must pass too."""

    operation_uuid: str
    vm_uuid: str
    cpus: int
    memory: int
    storage: int
    arch: str = "x86_64"
    host_uuid: str | None = None
    segment_host_uuids: list[str] = []
    """Hosts on which the chosen segments live; the VM must go there."""


class PlacementAnswer(WireModel):
    """The host that was reserved, and why the others were not taken (host name -> reason)."""

    host_uuid: str
    agent_url: str
    refused: dict[str, str] = {}
