"""What this host is: its facts for registration and inventory, with the config text of v1.

Read from /proc and from the hypervisor; nothing is measured. Sizes are those of the host, not what is free.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

from api_common.contract.host import Area, HostCheck, HostFacts
from api_common.errors import IaasError
from iaas_agent.hypervisor import Hypervisor
from iaas_agent.settings import AgentSettings

_GIB = 1024**3
_TOLD_BY_HYPERVISOR = ("kvm", "libvirt")


class FactsCollector:
    """Collects the facts of the host that one agent runs on. `warnings` are added to the hypervisor's."""

    def __init__(
        self,
        settings: AgentSettings,
        hypervisor: Hypervisor,
        warnings: Callable[[], list[str]],
        proc: Path = Path("/proc"),
        *,
        checks: Callable[[], list[HostCheck]] = list,
        full: Callable[[], list[Area]] = list,
        addresses: Callable[[], list[str]] = list,
    ) -> None:
        self._settings = settings
        self._hypervisor = hypervisor
        self._warnings = warnings
        self._proc = proc
        self._checks = checks
        self._full = full
        self._addresses = addresses

    def collect(self) -> HostFacts:
        """The facts as they are now; a hypervisor that does not answer is a problem of the host, not a failure."""
        checks = self._checks()
        failed = [check for check in checks if not check.ok and check.key not in _TOLD_BY_HYPERVISOR]
        facts = HostFacts(
            name=self._settings.host_name,
            ip=self._settings.host_ip,
            agent_url=self._settings.url,
            vnc_address=self._settings.screen_address,
            config=config_text(self._proc),
            arch=os.uname().machine,
            disk_gib=_size_gib(self._settings.data_root),
            roles=self._roles(),
            addresses=self._addresses(),
            problem=self._hypervisor.problem() or next((_sentence(check) for check in failed if check.required), None),
            warnings=[*(_sentence(check) for check in failed if not check.required), *self._warnings()],
            full=self._full(),
            checks=checks,
        )
        if facts.problem:
            return facts
        try:
            told = self._hypervisor.facts()
        except IaasError as error:
            return facts.model_copy(update={"problem": error.message})
        return facts.model_copy(
            update={
                "arch": told.arch,
                "cpus": told.cpus,
                "memory_mib": told.memory_mib,
                "virt_type": told.virt_type,
                "hypervisor": told.version,
                "warnings": [*told.warnings, *facts.warnings],
            }
        )

    def _roles(self) -> list[str]:
        """v1's roles: where the configuration names this host by name or address."""
        settings = self._settings
        named = {"dhcp": settings.dhcp_node, "vnc": settings.vnc_node, "nfs": settings.nfs_node}
        return [role for role, nodes in named.items() if settings.named_in(nodes)]


def config_text(proc: Path) -> str:
    """v1's description of a host, for people: system, processors, memory, root disk."""
    cpuinfo = _read(proc / "cpuinfo")
    speeds = re.findall(r"^cpu MHz\s*:\s*(\S+)", cpuinfo, re.MULTILINE)
    kib = re.search(r"^MemTotal:\s*(\d+)", _read(proc / "meminfo"), re.MULTILINE)
    facts = {
        "OS Version": _read(proc / "version").split("(")[0].strip(),
        "Processors": str(len(re.findall(r"^processor\s*:", cpuinfo, re.MULTILINE)) or os.cpu_count() or 0),
        "CPU MHz": speeds[0] if speeds else "unknown",
        "Memory": f"{int(kib[1]) / 1024 / 1024:.1f} GB" if kib else "unknown",
        "Root Disk": f"{_size_gib(Path('/'))} GB",
    }
    return "; ".join(f"{name}: {value}" for name, value in facts.items())


def same(one: HostFacts | None, other: HostFacts | None) -> bool:
    """Whether two collections say the same; the clock speed, which flickers, does not count."""
    return _steady(one) == _steady(other)


def _sentence(check: HostCheck) -> str:
    return f"{check.message}; {check.advice}" if check.advice else check.message


def _steady(facts: HostFacts | None) -> str:
    if facts is None:
        return ""
    return json.dumps({**facts.to_wire(), "config": re.sub(r"CPU MHz: [^;]*", "", facts.config)})


def _size_gib(path: Path) -> int:
    while not path.exists():
        path = path.parent
    stat = os.statvfs(path)
    return stat.f_blocks * stat.f_frsize // _GIB


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
