"""Whether this host has room for what it writes: space and inodes of each folder, and memory for QEMU and dnsmasq.

Asked with every inventory and by `/readyz`. Folders may be on a dead NFS, so they are looked at apart: a folder that
does not answer is told as that, and holds one thread. Nothing is written to find out.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from api_common.contract.host import Area
from api_common.tools.apart import Apart
from iaas_agent.settings import AgentSettings

_MIB = 1024 * 1024
_GIB = 1024 * _MIB
_SAVED = "var/lib/libvirt/qemu/save"
WAIT_SECONDS = 1
SILENT_SECONDS = 5
"""Until then what was known last is told of a folder that does not answer."""
LOW, FULL = (10 * _GIB, 0.1), (1 * _GIB, 0.02)
"""Less free than this, and than this share of the disk."""
FEW_INODES = 1000
LITTLE_MEMORY = 256 * _MIB


class State(StrEnum):
    """From good to bad; what is worse than LOW takes no new VMs and disks."""

    FINE = "fine"
    LOW = "nearly full"
    INODES = "out of inodes: it takes no more files"
    FULL = "full"
    READ_ONLY = "read-only"
    SILENT = "not answering"


@dataclass(frozen=True)
class _Seen:
    """`disk`: which file system it is; not `usable`: not a byte can be written."""

    state: State
    disk: int = 0
    usable: bool = True


class SpaceLook:
    """Looks at one host. `on_look` is called apart after each look: what waits for room may go on."""

    def __init__(
        self, settings: AgentSettings, *, on_look: Callable[[], None] = lambda: None, proc: Path = Path("/proc")
    ) -> None:
        root, self._proc, self._on_look = settings.data_root, proc, on_look
        self._folders: Mapping[Area, Path] = {
            Area.SYSTEM: root / "sys-volumes",
            Area.BASE: root / "base",
            Area.DATA: root / "data-volumes",
            Area.IMAGES: root / "images",
            Area.STATE: settings.agent_state_dir,
        }
        saved = (settings.host_root or Path("/")) / _SAVED
        if saved.is_dir():
            self._folders = {**self._folders, Area.SAVED: saved}
        self._apart: Apart[_Seen | None] = Apart("space", most=16)
        self._known: dict[Area, _Seen] = {}

    def look(self) -> None:
        """See how things are now; waits for no folder longer than a moment."""
        until = time.monotonic() + WAIT_SECONDS
        looks = {area: self._apart.look(area, partial(_seen, path)) for area, path in self._folders.items()}
        for area, look in looks.items():
            if self._apart.wait(look, until):
                self._known[area] = look.value or _Seen(State.FINE)
            elif look.hangs(SILENT_SECONDS):
                self._known[area] = _Seen(State.SILENT, usable=False)
        self._apart.look("on_look", lambda: self._on_look())

    def full(self) -> list[Area]:
        """Where nothing new should be put."""
        areas = [area for area, seen in self._known.items() if seen.state not in (State.FINE, State.LOW)]
        return [*areas, *([Area.MEMORY] if self._memory_is_short() else [])]

    def warnings(self) -> list[str]:
        """A sentence for each disk that is not as it should be, without numbers: they would be news all the time."""
        by_disk: dict[tuple[State, int], list[Area]] = {}
        for area, seen in self._known.items():
            if seen.state is not State.FINE:
                by_disk.setdefault((seen.state, seen.disk), []).append(area)
        told = [f"the disk of {', '.join(areas)} is {state}" for (state, _), areas in by_disk.items()]
        if self._memory_is_short():
            told.append("this host's memory is used up: QEMU and dnsmasq may be ended by the kernel")
        return told

    def problem(self) -> str | None:
        """Why this agent can keep nothing at all, for /readyz; null if it can."""
        self.look()
        for area in (Area.STATE, Area.SYSTEM):
            seen = self._known.get(area)
            if seen is not None and not seen.usable:
                return f"nothing can be written to {area}: its disk is {seen.state}"
        return None

    def _memory_is_short(self) -> bool:
        try:
            told = dict(_amounts((self._proc / "meminfo").read_text()))
        except OSError:
            return False
        total, free = told.get("MemTotal", 0), told.get("MemAvailable", 0)
        return bool(total) and free < min(LITTLE_MEMORY, total * 0.05)


def _amounts(meminfo: str) -> Iterator[tuple[str, int]]:
    for name, kib in re.findall(r"^(MemTotal|MemAvailable):\s*(\d+) kB", meminfo, re.MULTILINE):
        yield name, int(kib) * 1024


def _seen(folder: Path) -> _Seen | None:
    """Of a folder that is not there, the place where it will be made. Null if nothing can be said."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        disk = os.stat(folder).st_dev
        told = os.statvfs(folder)
    except OSError:
        return None
    if told.f_flag & os.ST_RDONLY:
        return _Seen(State.READ_ONLY, disk, usable=False)
    free, size = told.f_bavail * told.f_frsize, told.f_blocks * told.f_frsize
    usable = bool(free) and (told.f_favail > 0 or not told.f_files)
    if told.f_files and told.f_favail < min(FEW_INODES, told.f_files * 0.02):
        return _Seen(State.INODES, disk, usable)
    for state, (least, share) in ((State.FULL, FULL), (State.LOW, LOW)):
        if size and free < min(least, size * share):
            return _Seen(state, disk, usable)
    return _Seen(State.FINE, disk)
