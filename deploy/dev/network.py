"""A bridge for guests on this machine: with NAT to the outside where that may be set up, isolated where not."""

from __future__ import annotations

import ipaddress
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from deploy.dev.config import DevError

FORWARDING = Path("/proc/sys/net/ipv4/ip_forward")


def ensure_bridge(name: str, subnet: str) -> str:
    """The bridge is there with address `<subnet>.1/24`. Says whether guests reach the outside."""
    if not _ip("link", "show", name):
        if not _ip("link", "add", name, "type", "bridge"):
            raise DevError(f"the bridge {name} cannot be made; is this user allowed to change the network?")
    _ip("addr", "add", f"{subnet}.1/24", "dev", name)
    if not _ip("link", "set", name, "up"):
        raise DevError(f"the bridge {name} cannot be brought up")
    return "NAT" if _ensure_nat(name, subnet) else "isolated"


def remove_bridge(name: str) -> None:
    """Bridge and NAT rules are gone."""
    _ip("link", "del", name)
    _run(["nft", "delete", "table", "ip", _table(name)])


def subnet_of(name: str) -> str | None:
    """First three octets of a bridge that is there already."""
    shown = subprocess.run(["ip", "-j", "addr", "show", name], capture_output=True, text=True, check=False)
    for link in json.loads(shown.stdout or "[]"):
        for address in link.get("addr_info", []):
            if address.get("family") == "inet":
                return str(address["local"]).rpartition(".")[0]
    return None


def free_subnet(wanted: str) -> str:
    """`wanted` unless something on this machine uses it; then the next that nothing uses."""
    taken = _used_networks()
    prefix, _, third = wanted.rpartition(".")
    for number in [int(third), *range(200, 255), *range(100, 200)]:
        network = ipaddress.ip_network(f"{prefix}.{number}.0/24")
        if not any(network.overlaps(other) for other in taken):
            return f"{prefix}.{number}"
    raise DevError("no private network is free on this machine; remove a bridge that is not needed")


def _used_networks() -> list[ipaddress.IPv4Network]:
    shown = subprocess.run(
        ["ip", "-4", "-j", "route", "show", "table", "all"], capture_output=True, text=True, check=False
    )
    found = []
    for route in json.loads(shown.stdout or "[]"):
        if route.get("type") in (None, "unicast") and route.get("dst") not in (None, "default"):
            try:
                found.append(ipaddress.IPv4Network(route["dst"], strict=False))
            except ValueError:
                continue
    return found


def _ensure_nat(name: str, subnet: str) -> bool:
    table = _table(name)
    if _run(["nft", "list", "table", "ip", table]):
        return True
    rules = f"""
table ip {table} {{
    chain postrouting {{
        type nat hook postrouting priority srcnat;
        ip saddr {subnet}.0/24 ip daddr != {subnet}.0/24 masquerade
    }}
    chain forward {{
        type filter hook forward priority filter;
        iifname "{name}" accept
        oifname "{name}" ct state established,related accept
    }}
}}
"""
    try:
        done = subprocess.run(["nft", "-f", "-"], input=rules, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return False
        FORWARDING.write_text("1\n")
        return True
    except OSError:
        return False


def _table(bridge: str) -> str:
    return "kubeiaas_" + "".join(letter if letter.isalnum() else "_" for letter in bridge)


def _ip(*arguments: str) -> bool:
    return _run(["ip", *arguments])


def _run(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(list(command), capture_output=True, check=False).returncode == 0
    except OSError:
        return False
