"""What may be done about a failed check: folders and mounts always, as in v1; packages only if PREPARE_INSTALL says so.

Nothing here decides whether it helped: whoever mends looks again.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from api_common.errors import ErrorKind, IaasError
from api_common.tools.commands import run
from iaas_agent.host_checks.looking import HostLook
from iaas_agent.outside import enter
from iaas_agent.settings import AgentSettings

_LOG = logging.getLogger(__name__)
_OPTIONS = "rw,soft,timeo=30,retry=3,_netdev"
_INSTALL_SECONDS = 900
_MOUNT_SECONDS = 60
PACKAGES = {
    "libvirt": ("libvirt-daemon-system", "qemu-system-x86", "qemu-utils"),
    "dhcp": ("dnsmasq-base", "iproute2", "procps"),
    "mnt": ("nfs-common",),
}
"""For Debian and Ubuntu."""


class Mender:
    """Mends one host. `execute` runs a command line on it and answers its output."""

    def __init__(self, settings: AgentSettings, look: HostLook, execute: Callable[..., str] | None = None) -> None:
        self._settings, self._look = settings, look
        self._root = settings.host_root or Path("/")
        self._execute = execute or self._on_host

    def mend(self, key: str) -> None:
        """Try; what cannot be done is logged, and the next look shows it."""
        acts: Mapping[str, Callable[[], None]] = {
            "dir": self._folders,
            "kvm": self._kvm,
            "libvirt": self._libvirt,
            "dhcp": lambda: self._install("dhcp"),
            "mnt": self._mounts,
        }
        try:
            acts[key]()
        except (IaasError, OSError) as error:
            _LOG.warning("%s could not be mended: %s", key, error)

    def _folders(self) -> None:
        for folder in self._look.wanted_folders():
            folder.mkdir(parents=True, exist_ok=True)

    def _kvm(self) -> None:
        if self._look.offers_virtualisation():
            self._execute("modprobe", "-a", "kvm")

    def _libvirt(self) -> None:
        self._install("libvirt")
        self._execute("systemctl", "start", "libvirtd")

    def _mounts(self) -> None:
        self._install("mnt")
        wanted = self._look.wanted_mounts()
        self._note(wanted)
        for folder in wanted:
            folder.mkdir(parents=True, exist_ok=True)
            self._execute("mount", str(folder), timeout_seconds=_MOUNT_SECONDS)

    def _note(self, wanted: Mapping[Path, str]) -> None:
        """Into the host's fstab, with a copy of what it was, so that a restart of the host mounts them too."""
        fstab = self._root / "etc/fstab"
        text = fstab.read_text() if fstab.exists() else ""
        known = {
            fields[1] for line in text.splitlines() if len(fields := line.split()) > 1 and not line.startswith("#")
        }
        lines = [f"{what} {folder} nfs {_OPTIONS} 0 0\n" for folder, what in wanted.items() if str(folder) not in known]
        if not lines:
            return
        if fstab.exists():
            shutil.copy2(fstab, fstab.with_name("fstab.bak"))
        fstab.write_text((text if text.endswith("\n") or not text else text + "\n") + "".join(lines))

    def _install(self, key: str) -> None:
        if not self._settings.prepare_install:
            return
        if not (self._root / "usr/bin/apt-get").exists():
            raise IaasError(ErrorKind.INTERNAL, "packages are installed on Debian and Ubuntu only")
        _LOG.info("installing %s", ", ".join(PACKAGES[key]))
        quiet = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q")
        self._execute(*quiet, "update", timeout_seconds=_INSTALL_SECONDS)
        install = (*quiet, "install", "--no-install-recommends", *PACKAGES[key])
        self._execute(*install, timeout_seconds=_INSTALL_SECONDS)

    def _on_host(self, *command: str, timeout_seconds: float = 30) -> str:
        arguments = [*enter(self._settings.host_root), *command]
        return run(arguments, kind=ErrorKind.INTERNAL, timeout_seconds=timeout_seconds)
