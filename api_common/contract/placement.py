"""Choosing a host for a VM."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api_common.contract.base import WireModel
from api_common.contract.states import VmStatus


class PlacementRequest(WireModel):
    """Which hosts can take a VM, or with no cores a volume, of this size (cores, GiB)? `host_uuid` appoints one, which
    must pass too."""

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
    by_cluster: bool = False
    """The scheduler of a cluster chooses among these hosts, asked by `reserve` once the VM has been written."""


class ReservationRequest(WireModel):
    """Enter a VM of this size (cores, GiB) into the cluster's account, on one of these hosts."""

    cpus: int
    memory: int
    host_uuids: Annotated[list[str], Field(min_length=1)]
    """Best first, in case that no cluster keeps an account."""


class Reservation(WireModel):
    """Where the VM is entered with all it asks for. Null: not decided yet, and `waiting` says for what."""

    host_uuid: str | None = None
    waiting: str | None = None


class PlacedVm(WireModel):
    """What the cluster's account must know of a VM: the most that it can take (cores, GiB)."""

    uuid: str
    host_uuid: str | None = None
    status: VmStatus | None = None
    cpus: int = 0
    memory: int = 0


class Placements(WireModel):
    """All VMs, and the change feed's newest event that they stand for."""

    last: int
    vms: list[PlacedVm]
