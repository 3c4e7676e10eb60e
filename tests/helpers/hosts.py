"""What one host of a suite holds, seen past the suite: libvirt, the folders of disks, the DHCP server's files."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Host:
    """A host by its row, its private segment, its libvirt and its folder."""

    name: str
    uuid: str
    segment: int
    libvirt_uri: Callable[[], str]
    folder: Path

    def virsh(self, *arguments: str) -> str:
        """What a host's administrator does by hand."""
        command = ["virsh", "-q", "-c", self.libvirt_uri(), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def domains(self) -> list[str]:
        """All domains that libvirt knows."""
        return self.virsh("list", "--all", "--name").split()

    def disk_files(self) -> list[str]:
        """Everything that lies in the folders of disks, half-made files too."""
        areas = (self.folder / "data" / area for area in ("sys-volumes", "data-volumes"))
        return [p.name for area in areas for p in area.rglob("*") if p.is_file()]

    def dhcp_files(self) -> list[str]:
        """The VMs that the DHCP server knows."""
        folder = self.folder / "agent" / "dhcp"
        return [p.name for p in folder.rglob("*") if p.is_file() and len(p.name) == 32]

    def leases(self) -> str:
        """What the DHCP server gave out."""
        return (self.folder / "agent" / "dhcp" / "leases").read_text()
