"""Makes a fresh suite ready to use, through its public API alone: limits of the host and a private segment."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

from deploy.dev import guest_image
from deploy.dev.api import SuiteApi, password
from deploy.dev.config import CONSOLE, DevError, SuiteConfig
from deploy.dev.environment import ADMINISTRATOR

READY_SECONDS = 60
CPU_RATIO = 16
"""vCPUs per processor of a fresh host: guests rarely compute all at once, and memory is not over-committed."""
SEGMENT = "private"
FIRST_ADDRESS, LAST_ADDRESS = 10, 250
"""Of guests; below are the machine and its nodes."""
SIMULATED_NETWORK = "10.90"
SIMULATED_LIMIT = 1_000_000


def seed(config: SuiteConfig) -> None:
    """Set what is not set yet; nothing is changed on a suite that was used before."""
    api = SuiteApi(config)
    for number, name in enumerate(config.hosts):
        host = _ready_host(config, api, name)
        if not host.get("vCPU"):
            api.post("/host/node_resource", {"hostUuid": host["uuid"], **_limits(config)})
        if _segment(config, api, host) is None:
            name = f"{SEGMENT}-{name}" if config.nodes else SEGMENT
            form = {"name": name, "hostUuid": host["uuid"], "type": "PRIVATE", "bridge": config.bridge}
            api.post("/ip_segment/create_ip_segment", {**form, **_range(config, number)})


def _limits(config: SuiteConfig) -> dict[str, int]:
    """What each host on this machine can bear; a simulated one bears hundreds of hosts' worth."""
    if config.simulated:
        return {"vcpu": SIMULATED_LIMIT, "mem": SIMULATED_LIMIT, "storage": SIMULATED_LIMIT}
    limits = {"vcpu": CPU_RATIO * (os.cpu_count() or 1), "mem": _memory_gib(), "storage": _disk_gib(config.state)}
    return {name: max(1, limit // len(config.hosts)) for name, limit in limits.items()}


def _range(config: SuiteConfig, number: int) -> dict[str, str]:
    """The guests' addresses: a host's share of the bridge's, or for a simulated machine as many as a segment can have.
    All nodes are on one wire, so no two of them may give the same."""
    if config.simulated:
        first, last, netmask = SIMULATED_NETWORK + ".0.10", SIMULATED_NETWORK + ".255.250", "255.255.0.0"
        return {"ipRangeStart": first, "ipRangeEnd": last, "gateway": SIMULATED_NETWORK + ".0.1", "netmask": netmask}
    share = (LAST_ADDRESS - FIRST_ADDRESS + 1) // len(config.hosts)
    start = FIRST_ADDRESS + number * share
    first, last, netmask = f"{config.subnet}.{start}", f"{config.subnet}.{start + share - 1}", "255.255.255.0"
    return {"ipRangeStart": first, "ipRangeEnd": last, "gateway": f"{config.subnet}.1", "netmask": netmask}


def info(config: SuiteConfig) -> dict[str, Any]:
    """What scripts need to know; null where it is not there (yet)."""
    try:
        api = SuiteApi(config)
        host = _host(api, config.hosts[0])
        segment = _segment(config, api, host) if host else None
        image = any(i["uuid"] == guest_image.UUID for i in api.get("/image/query_all"))
    except (OSError, DevError):
        segment = host = None
        image = False
    return {
        "apiUrl": config.url("iaas-core"),
        "consoleUrl": config.url(CONSOLE) if config.console else None,
        "vncUrl": config.url("iaas-novnc"),
        "username": ADMINISTRATOR,
        "password": _password(config),
        "imageUuid": guest_image.UUID if image else None,
        "ipSegmentId": segment["id"] if segment else None,
        "hostUuid": host["uuid"] if host else None,
    }


def _password(config: SuiteConfig) -> str | None:
    try:
        return password(config)
    except OSError:
        return None


def _ready_host(config: SuiteConfig, api: SuiteApi, name: str) -> dict[str, Any]:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        host = _host(api, name)
        if host and host.get("status") == "READY":
            return host
        time.sleep(0.1)
    raise DevError(f"the agent of {name} did not become READY; see {config.folder(name)}/log/iaas-agent.log")


def _host(api: SuiteApi, name: str) -> dict[str, Any] | None:
    return next((h for h in api.get("/host/query_all") if h["name"] == name), None)


def _segment(config: SuiteConfig, api: SuiteApi, host: dict[str, Any]) -> dict[str, Any] | None:
    found: list[dict[str, Any]] = api.get("/ip_segment/query_all")
    return next((s for s in found if (s.get("bridge"), s["hostUuid"]) == (config.bridge, host["uuid"])), None)


def _memory_gib() -> int:
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemTotal:"):
            return max(1, int(line.split()[1]) // 1024 // 1024)
    return 1


def _disk_gib(folder: Path) -> int:
    """Disks are thin; twice the free space is a limit to start with."""
    return max(20, 2 * shutil.disk_usage(folder).free // 1024**3)
