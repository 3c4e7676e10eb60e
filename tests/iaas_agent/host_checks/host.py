"""A host of files: what the checks look at, as tests want it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from iaas_agent.host_checks.looking import FOLDERS, PROGRAMS, HostLook
from iaas_agent.settings import AgentSettings


class Host:
    """Below one folder; healthy until a test breaks it."""

    def __init__(self, folder: Path) -> None:
        self.root, self.proc, self.libvirt = folder / "root", folder / "proc", folder / "libvirt"
        for path in (self.root / "usr/sbin", self.root / "etc", self.root / "dev", self.proc / "1", self.libvirt):
            path.mkdir(parents=True)
        self.data, self.state = folder / "kubeiaas/data", folder / "kubeiaas/agent"
        for path in [*(self.data / name for name in FOLDERS), self.state]:
            path.mkdir(parents=True)
        for name in PROGRAMS:
            (self.root / "usr/sbin" / name).touch()
        (self.root / "dev/kvm").touch()
        (self.proc / "cpuinfo").write_text("flags\t\t: fpu vmx sse\n")
        (self.proc / "1/mounts").write_text("/dev/sda1 / ext4 rw 0 0\n")
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(self.libvirt / "libvirt-sock"))
        self.socket.listen()

    def settings(self, **given: Any) -> AgentSettings:
        """An agent's in a pod on this host."""
        places = {"host_root": self.root, "data_root": self.data, "agent_state_dir": self.state}
        return AgentSettings(host_name="n1", host_ip="10.0.0.1", **{**places, **given})

    def look(self, **given: Any) -> HostLook:
        """The checks on it."""
        return HostLook(self.settings(**given), libvirt=self.libvirt, proc=self.proc)


class Shell:
    """Notes command lines; `acts` does what a program of that name would do."""

    def __init__(self, **acts: Callable[[tuple[str, ...]], None]) -> None:
        self.run: list[tuple[str, ...]] = []
        self._acts = acts

    def __call__(self, *command: str, timeout_seconds: float = 0) -> str:
        self.run.append(command)
        if act := self._acts.get(command[0]):
            act(command)
        return ""
