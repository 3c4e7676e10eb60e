"""What the host adds to every domain, decided once per agent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from api_common.contract.agent_spec import DiskSpec

DiskPath = Callable[[DiskSpec], Path]
"""Where the file of a disk is; the agent's storage knows."""


@dataclass(frozen=True)
class HostProfile:
    """`virt_type`: `kvm`, `qemu` (emulated) or `test`. `bridge_type`: v1's NETWORK_BRIDGE_TYPE."""

    virt_type: str
    bridge_type: str
    vnc_listen: str
    disk_path: DiskPath
    emulator: str | None = None

    @property
    def simulated(self) -> bool:
        """libvirt's test driver, which refuses some elements."""
        return self.virt_type == "test"
