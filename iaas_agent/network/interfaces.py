"""The host's network interfaces as DHCP needs them: which exist, and on which of them guests can be heard.

Guests on macvtap (`MACV`) are heard on the wire and by each other, never by the host on the device below them. There
dnsmasq gets a sibling of theirs: a macvlan device in bridge mode with an address of its own that nobody routes to.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from api_common.errors import ErrorKind, IaasError
from api_common.tools.commands import run

_LOG = logging.getLogger(__name__)
_PREFIX = "dh-"
_SIBLING_ADDRESS = "169.254.67.67/32"
_NOT_OF_HOSTS = ("127.", "169.254.")
_OF_CLUSTERS = frozenset({"kube-ipvs0"})
"""Has the address of every service of a cluster, and changes with each."""
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,12}")


@dataclass
class Hearing:
    """Where guests can be heard: the interface of each bridge, and a sentence about each that cannot be served."""

    heard_on: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class HostInterfaces:
    """Asks and changes by `ip`; `prefix` is put before its command lines (to enter the host's namespaces)."""

    def __init__(self, *, macvtap: bool, prefix: Sequence[str] = ()) -> None:
        self._macvtap = macvtap
        self._prefix = list(prefix)

    def hear(self, bridges: Iterable[str]) -> Hearing:
        """Prepare to hear the guests of these bridges, and of no others."""
        present = self._addressed()
        hearing = Hearing()
        for bridge in sorted(set(bridges)):
            if bridge not in present:
                hearing.problems.append(f"interface {bridge} of a segment does not exist on this host")
            elif self._macvtap:
                self._hear_by_sibling(bridge, present, hearing)
            else:
                hearing.heard_on[bridge] = bridge
                if not present[bridge]:
                    hearing.problems.append(f"interface {bridge} has no IPv4 address: DHCP cannot answer there")
        self._remove_siblings(present, but=hearing.heard_on.values())
        return hearing

    def addresses(self) -> list[str]:
        """The host's own IPv4 addresses; none where they cannot be asked for."""
        try:
            links = json.loads(self._run("ip", "-json", "-4", "address", "show"))
        except (IaasError, ValueError) as error:
            _LOG.warning("this host's addresses are not known: %s", error)
            return []
        told = [a["local"] for link in links if link and _counts(link["ifname"]) for a in link.get("addr_info", ())]
        return sorted({address for address in told if not address.startswith(_NOT_OF_HOSTS)})

    def _addressed(self) -> dict[str, bool]:
        """Every interface of the host, and whether it has an IPv4 address."""
        links = json.loads(self._run("ip", "-json", "address", "show"))
        return {link["ifname"]: any(a["family"] == "inet" for a in link["addr_info"]) for link in links if link}

    def _hear_by_sibling(self, bridge: str, present: Mapping[str, bool], hearing: Hearing) -> None:
        name = sibling_name(bridge)
        try:
            if name not in present:
                self._run("ip", "link", "add", "link", bridge, "name", name, "type", "macvlan", "mode", "bridge")
            if not present.get(name):
                # It must not answer for the host's own addresses, or the wire would see them at two places.
                self._run("sysctl", "-q", "-w", f"net.ipv4.conf.{name}.arp_ignore=8")
                self._run("ip", "address", "add", _SIBLING_ADDRESS, "dev", name)
                self._run("ip", "link", "set", name, "up")
        except IaasError as error:  # the other bridges are served all the same
            hearing.problems.append(f"guests on {bridge} cannot be heard: {error.message}")
        else:
            hearing.heard_on[bridge] = name

    def _remove_siblings(self, present: Mapping[str, bool], *, but: Iterable[str]) -> None:
        for name in {name for name in present if name.startswith(_PREFIX)} - set(but):
            _LOG.info("nobody is to be heard on %s any more", name)
            self._run("ip", "link", "delete", name, "type", "macvlan")

    def _run(self, *arguments: str) -> str:
        return run([*self._prefix, *arguments], kind=ErrorKind.INTERNAL)


def _counts(name: str) -> bool:
    return not name.startswith(_PREFIX) and name not in _OF_CLUSTERS


def sibling_name(bridge: str) -> str:
    """The name of the interface that is made beside the guests of a bridge: at most 15 characters, no dots."""
    readable = _PLAIN.fullmatch(bridge)
    return _PREFIX + (bridge if readable else hashlib.sha256(bridge.encode()).hexdigest()[:12])
