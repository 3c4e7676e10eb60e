"""One function per preference among hosts that can take a VM: each gives the order in which they are tried. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from api_common.contract.host import HostLoad

Order = Callable[[Sequence[HostLoad], int], list[HostLoad]]
"""Gets the hosts (at least one) and the id of the one taken last (0: none yet)."""


def round_robin(loads: Sequence[HostLoad], last: int) -> list[HostLoad]:
    """In order of registration, beginning behind the host taken last."""
    in_order = sorted(loads, key=_id)
    return [load for load in in_order if _id(load) > last] + [load for load in in_order if _id(load) <= last]


def spread(loads: Sequence[HostLoad], _: int) -> list[HostLoad]:
    """The emptiest host first, so that VMs have room around them."""
    return sorted(loads, key=lambda load: (used_share(load), load.vms, _id(load)))


def pack(loads: Sequence[HostLoad], _: int) -> list[HostLoad]:
    """The fullest host first, so that others stay empty."""
    return sorted(loads, key=lambda load: (-used_share(load), -load.vms, _id(load)))


STRATEGIES: dict[str, Order] = {"round_robin": round_robin, "spread": spread, "pack": pack, "kubernetes": spread}


def used_share(load: HostLoad) -> float:
    """How full a host is: the largest of its shares of vCPUs, memory and storage.

    Measured by the administrator's limits and, where there is none, by what the host has.
    """
    host, facts = load.host, load.host.facts
    sizes = (
        (load.used_cpus, host.vcpu or (facts.cpus if facts else 0)),
        (load.used_memory, host.memory or (facts.memory_mib / 1024 if facts else 0)),
        (load.used_storage, host.storage or (facts.disk_gib if facts else 0)),
    )
    return max((used / size for used, size in sizes if size), default=0.0)


def _id(load: HostLoad) -> int:
    return load.host.id or 0
