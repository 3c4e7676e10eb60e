"""Processes that outlive their starter: begun in a session of their own, found again by pid and start time.

A pid alone is not believed: the kernel gives it to somebody else sooner or later.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_CHILDREN: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Process:
    """One process by name, with its pid file and log."""

    name: str
    run: Path
    logs: Path

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.logs / f"{self.name}.log"

    def start(self, command: Sequence[str], environment: dict[str, str], cwd: Path | None = None) -> int:
        """Start it unless it runs; the pid."""
        if (pid := self.pid()) is not None:
            return pid
        self.run.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            child = subprocess.Popen(
                list(command),
                env=environment,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _CHILDREN[child.pid] = child
        partial = self._file.with_suffix(".new")
        partial.write_text(json.dumps({"pid": child.pid, "started": _started(child.pid)}))
        partial.replace(self._file)
        return child.pid

    def pid(self) -> int | None:
        """Its pid while it runs."""
        try:
            noted = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return None
        pid = int(noted["pid"])
        child = _CHILDREN.get(pid)
        if child is not None and child.poll() is not None:
            return None
        started = _started(pid)
        return pid if started is not None and started == noted["started"] else None

    def stop(self, grace_seconds: float = 15) -> None:
        """End it politely, then not; it is gone afterwards."""
        pid = self.pid()
        if pid is not None:
            os.kill(pid, signal.SIGTERM)
            if not self._gone(pid, grace_seconds):
                os.kill(pid, signal.SIGKILL)
                self._gone(pid, 10)
        self._file.unlink(missing_ok=True)

    def kill(self) -> None:
        """End it as a crash would."""
        pid = self.pid()
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            self._gone(pid, 10)

    def tail(self, lines: int = 15) -> str:
        """The end of its log."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "(no log)"

    @property
    def _file(self) -> Path:
        return self.run / f"{self.name}.pid"

    def _gone(self, pid: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.pid() != pid:
                _reap(pid)
                return True
            time.sleep(0.02)
        return False


def _reap(pid: int) -> None:
    """A child that has ended leaves nothing behind, even when it became a zombie a moment ago."""
    if child := _CHILDREN.pop(pid, None):
        child.wait()


def _started(pid: int) -> int | None:
    """Start time in clock ticks since boot; null for a process that is gone or only waits to be reaped."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    if fields[0] == "Z" and _threads(pid) <= 1:
        return None
    return int(fields[19])


def _threads(pid: int) -> int:
    """A killed process keeps its ports until the last of its threads is gone, while its first one is a zombie."""
    try:
        return len(os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return 0
