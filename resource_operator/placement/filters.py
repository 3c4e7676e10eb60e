"""One function per reason why a host cannot take a VM or a data volume. Pure; asked by `choose`.

Each returns the reason as the end of a sentence that begins with the host's name, or None. They decide early and say
why to people; the last word on room has db_proxy, which looks at the limits again in its own transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from api_common.contract.host import Area, HostLoad
from api_common.contract.placement import PlacementRequest
from api_common.contract.states import HostStatus

_FOR_VMS = frozenset({Area.SYSTEM, Area.BASE, Area.STATE, Area.MEMORY})
_FOR_VOLUMES = frozenset({Area.DATA})
Filter = Callable[[HostLoad, PlacementRequest], str | None]


def not_appointed(load: HostLoad, request: PlacementRequest) -> str | None:
    """Another host was asked for."""
    if request.host_uuid and load.host.uuid != request.host_uuid:
        return "is not the host asked for"
    return None


def not_ready(load: HostLoad, _: PlacementRequest) -> str | None:
    """The host is not READY."""
    host = load.host
    if host.status is HostStatus.READY:
        return None
    since = f", last heard of {_utc(host.last_seen_at)}" if host.last_seen_at else ""
    problem = f" ({host.problem})" if host.problem else ""
    return f"is {host.status or 'without status'}{since}{problem}"


def closed_node(load: HostLoad, _: PlacementRequest) -> str | None:
    """Kubernetes, or its administrator, wants nothing new on the node."""
    node = load.host.node
    if node is None or node.takes_vms or not node.ready or node.gone:  # of the last two the host's status tells
        return None
    return "is cordoned in Kubernetes" if node.cordoned else "is not labelled as a work node in Kubernetes"


def no_agent(load: HostLoad, _: PlacementRequest) -> str | None:
    """No agent of this suite has registered for it: a row of v1, say."""
    return None if load.host.agent_url else "has no agent that could be asked"


def other_segments(load: HostLoad, request: PlacementRequest) -> str | None:
    """The chosen address segments live on other hosts."""
    if all(uuid == load.host.uuid for uuid in request.segment_host_uuids):
        return None
    return "does not have all of the chosen address segments"


def other_architecture(load: HostLoad, request: PlacementRequest) -> str | None:
    """The processor cannot run the guest."""
    facts = load.host.facts
    if facts is None or facts.arch == request.arch:
        return None
    return f"is of architecture {facts.arch}, the VM of {request.arch}"


def few_cpus(load: HostLoad, request: PlacementRequest) -> str | None:
    """The administrator's limit of vCPUs would be passed."""
    return _beyond("vCPU", request.cpus, load.used_cpus, load.host.vcpu)


def little_memory(load: HostLoad, request: PlacementRequest) -> str | None:
    """The administrator's limit of memory would be passed."""
    return _beyond("GiB of memory", request.memory, load.used_memory, load.host.memory)


def little_storage(load: HostLoad, request: PlacementRequest) -> str | None:
    """The administrator's limit of storage would be passed."""
    return _beyond("GiB of storage", request.storage, load.used_storage, load.host.storage)


def no_room_left(load: HostLoad, request: PlacementRequest) -> str | None:
    """A disk that what is asked for must be written to is full, or memory is used up. Without cores it is a volume."""
    needed = _FOR_VMS if request.cpus else _FOR_VOLUMES
    full = [area for area in (load.host.facts.full if load.host.facts else []) if area in needed]
    return f"has no room left ({', '.join(full)})" if full else None


FILTERS: tuple[Filter, ...] = (
    not_appointed,
    not_ready,
    closed_node,
    no_agent,
    other_segments,
    other_architecture,
    few_cpus,
    little_memory,
    little_storage,
    no_room_left,
)


def refusals(load: HostLoad, request: PlacementRequest) -> dict[str, str]:
    """Every reason why this host cannot take the VM, by the name of the filter; empty when it can."""
    found = ((each.__name__, each(load, request)) for each in FILTERS)
    return {name: reason for name, reason in found if reason}


def _beyond(unit: str, asked: int, used: int, limit: int | None) -> str | None:
    if not limit or not asked or used + asked <= limit:
        return None
    return f"has {max(0, limit - used)} of {limit} {unit} free, {asked} are needed"


def _utc(epoch_ms: int) -> str:
    return datetime.fromtimestamp(epoch_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
