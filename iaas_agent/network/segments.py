"""From address segments to dnsmasq's configuration: pure text, every value checked before it gets in.

A segment that does not pass (v1 accepted anything) is left out with a sentence, so that one bad row cannot stop DHCP
for all. Options hang on the network, and on single cards by lines of their own: tags on bindings would do, but dnsmasq
2.90 dies when it reads such bindings again after one of them was used (SIGHUP frees a list that points into a stack
frame).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api_common.addresses import network_of, parse_address
from api_common.contract.network import IpSegment
from api_common.contract.states import IpType
from api_common.errors import IaasError, invalid
from api_common.identity import BRIDGE_PATTERN

_ROUTERLESS = "routerless"
_BRIDGE = re.compile(BRIDGE_PATTERN)


@dataclass(frozen=True)
class Served:
    """A segment whose values are all usable. `bridge` is the segment's interface on the host."""

    id: int
    bridge: str
    network: ipaddress.IPv4Network
    gateway: str | None
    dns: str | None
    public: bool = False
    first: ipaddress.IPv4Address = ipaddress.IPv4Address(0)
    last: ipaddress.IPv4Address = ipaddress.IPv4Address(0)

    def has(self, address: str) -> bool:
        """Whether an address is of this segment's range."""
        return self.first <= ipaddress.IPv4Address(address) <= self.last


@dataclass(frozen=True)
class Files:
    """Where dnsmasq finds and keeps its things."""

    hosts: Path
    leases: Path
    pid: Path
    log: Path


def served(segment: IpSegment) -> Served:
    """A segment as dnsmasq can have it; `invalid_request` naming the field otherwise."""
    start = parse_address("ipRangeStart", segment.ip_range_start or "")
    end = parse_address("ipRangeEnd", segment.ip_range_end or "")
    if segment.id is None:
        raise invalid("id", "a segment must have one")
    if not _BRIDGE.fullmatch(segment.bridge or ""):
        raise invalid("bridge", f"{(segment.bridge or '')[:40]!r} is not the name of an interface")
    return Served(
        id=segment.id,
        bridge=str(segment.bridge),
        network=network_of(str(start), segment.netmask or ""),
        gateway=_optional("gateway", segment.gateway),
        dns=_optional("dns", segment.dns),
        public=segment.type is IpType.PUBLIC,
        first=start,
        last=end,
    )


def usable(segments: Iterable[IpSegment]) -> tuple[list[Served], list[str]]:
    """The segments that can be served, and a sentence about each that cannot be served as it says."""
    good: list[Served] = []
    problems: list[str] = []
    for segment in sorted(segments, key=lambda s: s.id or 0):
        name = segment.name or segment.id
        try:
            present = served(segment)
        except IaasError as error:
            problems.append(f"segment {name} is not served by DHCP: {error.message}")
            continue
        first = _first_of_network(present, good)
        if first and (first.gateway, first.dns) != (present.gateway, present.dns):
            problems.append(f"segment {name} gets gateway and DNS of segment {first.id}: both are in {first.network}")
        good.append(present)
    return good, problems


def without_router(segments: Sequence[Served], bindings: Iterable[Sequence[tuple[str, str]]]) -> list[str]:
    """The cards, out of (MAC, address) of each VM, that are told no router: the private ones of a VM that has a public
    one with a router, too. With two default routes its answers would leave by either."""
    found: list[str] = []
    for cards in bindings:
        places = [(mac, next((s for s in segments if s.has(ip)), None)) for mac, ip in cards]
        if any(place is not None and place.public and place.gateway for _, place in places):
            found += [mac for mac, place in places if place is not None and not place.public]
    return sorted(found)


def config_text(
    segments: Sequence[Served], files: Files, heard_on: Mapping[str, str], routerless: Sequence[str] = ()
) -> str:
    """The whole configuration of dnsmasq for these segments; `heard_on` gives the interface of each bridge,
    `routerless` the cards that are told no router."""
    interfaces = sorted({heard_on[s.bridge] for s in segments})
    networks = sorted({(heard_on[s.bridge], s.network) for s in segments})
    leading = [s for s in segments if _first_of_network(s, segments) is s]
    lines = [
        "# written by iaas-agent; changes made here are lost",
        "port=0",  # DHCP only, no DNS
        "bind-dynamic",
        *(f"interface={name}" for name in interfaces),
        "except-interface=lo",
        "user=root",
        "group=root",
        f"pid-file={files.pid}",
        f"dhcp-leasefile={files.leases}",
        f"dhcp-hostsdir={files.hosts}",
        f"log-facility={files.log}",
        "quiet-dhcp",
        "no-ping",
        "dhcp-authoritative",
        "dhcp-ignore=tag:!known",  # silence, not a refusal: another host's server may know this card
        "dhcp-lease-max=65536",
        "dhcp-option=option:router",  # without this dnsmasq names itself as the gateway
        *(f"dhcp-mac=set:{_ROUTERLESS},{mac}" for mac in routerless),
        # The interface need not have an address of the segment's network.
        *(f"shared-network={name},{network.network_address}" for name, network in networks),
        *(f"dhcp-range=set:net{s.id},{s.network.network_address},static,{s.network.netmask},infinite" for s in leading),
    ]
    for segment in leading:
        options = {"netmask": str(segment.network.netmask), "router": segment.gateway, "dns-server": segment.dns}
        for name, value in options.items():
            unless = f"tag:!{_ROUTERLESS}," if routerless and name == "router" else ""
            lines += [f"dhcp-option=tag:net{segment.id},{unless}option:{name},{value}"] if value else []
    return "\n".join(lines) + "\n"


def _first_of_network(segment: Served, segments: Iterable[Served]) -> Served | None:
    return next((other for other in segments if other.network == segment.network), None)


def _optional(field: str, value: str | None) -> str | None:
    return str(parse_address(field, value)) if value else None
