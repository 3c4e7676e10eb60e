"""The checks themselves: cheap looks at files, sockets and processes of the host. Nothing is changed here."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from api_common.contract.host import HostCheck
from api_common.tools.apart import Apart
from iaas_agent.settings import AgentSettings

FOLDERS = ("images", "base", "sys-volumes", "data-volumes")
PROGRAMS = ("dnsmasq", "ip", "sysctl")
_PLACES = ("usr/sbin", "usr/bin", "sbin", "bin", "usr/local/sbin", "usr/local/bin")
_SOCKETS = ("libvirt-sock", "virtqemud-sock")
_SECONDS = 3


class HostLook:
    """Looks at one host. `root` is where its files are seen; `libvirt` and the data root are mounted as they are."""

    def __init__(
        self, settings: AgentSettings, *, libvirt: Path = Path("/run/libvirt"), proc: Path = Path("/proc")
    ) -> None:
        self._settings = settings
        self._root = settings.host_root or Path("/")
        self._libvirt, self._proc = libvirt, proc

    def all(self) -> list[HostCheck]:
        """Every check, in v1's order and under v1's keys (`java` is needed no longer)."""
        return [self.folders(), self.kvm(), self.libvirt(), self.dhcp(), self.mounts()]

    def folders(self) -> HostCheck:
        """v1's folders below the data root are there and can be written."""
        missing = [path.name for path in self.wanted_folders() if not os.access(path, os.W_OK)]
        if missing:
            advice = "make them, and see that their file system is not read-only"
            return _failed("dir", f"folders cannot be written: {', '.join(missing)}", advice, required=True)
        return _passed("dir", "the suite's folders can be written", required=True)

    def wanted_folders(self) -> list[Path]:
        """What must be there."""
        return [self._settings.data_root / name for name in FOLDERS] + [self._settings.agent_state_dir]

    def kvm(self) -> HostCheck:
        """Not required: without it VMs are emulated, which the agent says for itself."""
        if not self.offers_virtualisation():
            advice = "switch virtualisation on in the firmware; in a virtual machine, let its host pass it on"
            return _failed("kvm", "the processor offers no virtualisation (vmx, svm)", advice)
        if not (self._root / "dev/kvm").exists():
            return _failed("kvm", "/dev/kvm is missing", "load the module: modprobe kvm_intel, or kvm_amd")
        return _passed("kvm", "the processor offers virtualisation, and /dev/kvm is there")

    def offers_virtualisation(self) -> bool:
        """Whether the processor's flags say so."""
        return bool(re.search(r"^flags\s*:.*\b(vmx|svm)\b", _read(self._proc / "cpuinfo"), re.MULTILINE))

    def libvirt(self) -> HostCheck:
        """libvirt takes connections."""
        for name in _SOCKETS:
            with socket.socket(socket.AF_UNIX) as sock:
                sock.settimeout(_SECONDS)
                try:
                    sock.connect(str(self._libvirt / name))
                except OSError:
                    continue
                return _passed("libvirt", "libvirt takes connections", required=True)
        advice = "install libvirt-daemon-system and qemu-system-x86, or PREPARE_INSTALL=true; systemctl start libvirtd"
        return _failed("libvirt", "libvirt takes no connections", advice, required=True)

    def dhcp(self) -> HostCheck:
        """The programs are there, and v1's server is gone."""
        if missing := self.missing_programs():
            advice = "install dnsmasq-base, iproute2 and procps, or PREPARE_INSTALL=true"
            return _failed("dhcp", f"guests get no address here: {', '.join(missing)} missing", advice)
        if self._runs("dhcpd"):
            advice = "systemctl disable --now isc-dhcp-server (dhcpd): every host's dnsmasq serves its own guests now"
            return _failed("dhcp", "another DHCP server, dhcpd, runs on this host", advice)
        return _passed("dhcp", "dnsmasq is there")

    def missing_programs(self) -> list[str]:
        """Those that serving DHCP needs on the host."""
        return [name for name in PROGRAMS if not any((self._root / place / name).exists() for place in _PLACES)]

    def mounts(self) -> HostCheck:
        """The folders that hosts share are mounted, if there is a server of them and this host is not it."""
        wanted = self.wanted_mounts()
        if not wanted:
            return _passed("mnt", "this host mounts no network storage", required=True)
        missing = [folder.name for folder in wanted if folder not in self._mounted()]
        if missing:
            advice = "see that the server of nodes.nfs is reachable and exports to this host, then mount them"
            return _failed("mnt", f"network storage is not mounted: {', '.join(missing)}", advice, required=True)
        return _passed("mnt", "network storage is mounted", required=True)

    def wanted_mounts(self) -> dict[Path, str]:
        """Folder -> what should be mounted there, as fstab has it."""
        server, own = self._settings.nfs_node.strip(), self._settings.data_root
        if not server or self._settings.named_in(server):
            return {}
        return {
            own / "images": f"{server}:{self._settings.nfs_dir_img}",
            own / "data-volumes": f"{server}:{self._settings.nfs_dir_dv}",
        }

    def _mounted(self) -> set[Path]:
        lines = _read(self._proc / "1" / "mounts").splitlines()
        return {Path(fields[1]) for line in lines if len(fields := line.split()) > 1}

    def _runs(self, name: str) -> bool:
        return any(_read(path) == f"{name}\n" for path in self._processes())

    def _processes(self) -> Iterator[Path]:
        return self._proc.glob("[0-9]*/comm")


def patient(checks: Callable[[], list[HostCheck]], seconds: float = 5) -> Callable[[], list[HostCheck]]:
    """The checks made apart: a mount that does not answer is told, and keeps nobody from reporting."""
    apart: Apart[list[HostCheck]] = Apart("host-checks", most=1)
    known: list[HostCheck] = []

    def look() -> list[HostCheck]:
        nonlocal known
        under_way = apart.look("all", checks)
        if apart.wait(under_way, time.monotonic() + seconds) and under_way.value is not None:
            known = under_way.value
            return known
        advice = "see whether a mount of this host is dead: mount it again"
        silent = _failed("dir", "the suite's folders do not answer", advice, required=True)
        return [silent, *(check for check in known if check.key != "dir")]

    return look


def _passed(key: str, message: str, *, required: bool = False) -> HostCheck:
    return HostCheck(key=key, ok=True, required=required, message=message)


def _failed(key: str, message: str, advice: str, *, required: bool = False) -> HostCheck:
    return HostCheck(key=key, ok=False, required=required, message=message, advice=advice)


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
