"""Whether this host takes away what has died: libvirt waits for that before a VM counts as stopped.

Process 1 does it, and in a container it is often a program that does not. A dead process that is seen for a moment is
nothing; what is still there at a later look stays. Looks only; reporting tells it as a warning of the host.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from api_common.clock import SYSTEM_CLOCK, Clock

OURS = ("qemu-system-", "dnsmasq")
PATIENCE_SECONDS = 10
_Dead = tuple[str, str]
"""Pid and start time: a pid alone may be somebody else's by now."""


class DeadProcesses:
    """Remembers since when it has seen which of them."""

    def __init__(self, proc: Path = Path("/proc"), clock: Clock = SYSTEM_CLOCK) -> None:
        self._proc = proc
        self._clock = clock
        self._since: dict[_Dead, float] = {}

    def warnings(self) -> list[str]:
        """One sentence when some of our programs are dead and were so a while ago."""
        now, dead = self._clock.monotonic(), self._look()
        self._since = {key: self._since.get(key, now) for key in dead}
        staying = Counter(dead[key] for key, since in self._since.items() if now - since >= PATIENCE_SECONDS)
        if not staying:
            return []
        names = ", ".join(sorted(staying))
        return [
            f"{staying.total()} dead processes are not taken away here ({names}), so VMs do not stop: process 1 has to;"
            " in a container use `docker run --init`, or shareProcessNamespace in a pod"
        ]

    def _look(self) -> dict[_Dead, str]:
        found = {}
        for file in self._proc.glob("[0-9]*/stat"):
            try:
                head, _, tail = file.read_text(errors="replace").rpartition(")")
            except OSError:  # gone meanwhile
                continue
            name, fields = head.partition("(")[2], tail.split()
            if fields[:1] == ["Z"] and name.startswith(OURS):
                found[(file.parent.name, fields[19])] = name
        return found
