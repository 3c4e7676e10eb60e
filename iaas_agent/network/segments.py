"""From address segments to dnsmasq's configuration: pure text, every value checked before it gets in.

A segment that does not pass (v1 accepted anything) is left out with a sentence, so that one bad row cannot stop DHCP
for all. Options hang on a tag that each binding carries, so segments may share a bridge and even a network.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api_common.addresses import network_of, parse_address
from api_common.contract.network import IpSegment
from api_common.errors import IaasError, invalid
from api_common.identity import BRIDGE_PATTERN

_BRIDGE = re.compile(BRIDGE_PATTERN)


@dataclass(frozen=True)
class Served:
    """A segment whose values are all usable. `bridge` is the segment's interface on the host."""

    id: int
    bridge: str
    network: ipaddress.IPv4Network
    first: ipaddress.IPv4Address
    last: ipaddress.IPv4Address
    gateway: str | None
    dns: str | None

    @property
    def tag(self) -> str:
        """What binds a VM's card to the options of this segment."""
        return f"seg{self.id}"


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
    if segment.id is None:
        raise invalid("id", "a segment must have one")
    if not _BRIDGE.fullmatch(segment.bridge or ""):
        raise invalid("bridge", f"{(segment.bridge or '')[:40]!r} is not the name of an interface")
    return Served(
        id=segment.id,
        bridge=str(segment.bridge),
        network=network_of(str(start), segment.netmask or ""),
        first=start,
        last=parse_address("ipRangeEnd", segment.ip_range_end or ""),
        gateway=_optional("gateway", segment.gateway),
        dns=_optional("dns", segment.dns),
    )


def usable(segments: Iterable[IpSegment]) -> tuple[list[Served], list[str]]:
    """The segments that can be served, and a sentence about each of the others."""
    good: list[Served] = []
    problems: list[str] = []
    for segment in segments:
        try:
            good.append(served(segment))
        except IaasError as error:
            problems.append(f"segment {segment.name or segment.id} is not served by DHCP: {error.message}")
    return good, problems


def tag_of(address: str, segments: Sequence[Served]) -> str | None:
    """The tag of the segment that an address was given out of."""
    parsed = ipaddress.IPv4Address(address)
    return next((s.tag for s in segments if s.first <= parsed <= s.last), None)


def config_text(segments: Sequence[Served], files: Files, heard_on: Mapping[str, str]) -> str:
    """The whole configuration of dnsmasq for these segments; `heard_on` gives the interface of each bridge."""
    interfaces = sorted({heard_on[s.bridge] for s in segments})
    networks = sorted({(heard_on[s.bridge], s.network) for s in segments})
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
        # The interface need not have an address of the segment's network.
        *(f"shared-network={name},{network.network_address}" for name, network in networks),
        *(f"dhcp-range={n.network_address},static,{n.netmask},infinite" for n in sorted({n for _, n in networks})),
    ]
    for segment in segments:
        options = {"netmask": str(segment.network.netmask), "router": segment.gateway, "dns-server": segment.dns}
        lines += [f"dhcp-option=tag:{segment.tag},option:{name},{value}" for name, value in options.items() if value]
    return "\n".join(lines) + "\n"


def _optional(field: str, value: str | None) -> str | None:
    return str(parse_address(field, value)) if value else None
