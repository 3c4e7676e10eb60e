"""Processes that outlive their starter: begun in a session of their own, found again by pid and start time.

A pid alone is not believed: the kernel gives it to somebody else sooner or later. None is its starter's child: all
live below a reaper (`reaper.py`), as do those that they start and leave behind.
"""

from __future__ import annotations

import json
import os
import select
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.dev.reaper import spawn


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
        pid = spawn(command, environment, cwd, self.log)
        partial = self._file.with_suffix(".new")
        partial.write_text(json.dumps({"pid": pid, "started": _started(pid)}))
        partial.replace(self._file)
        return pid

    def pid(self) -> int | None:
        """Its pid while it runs."""
        try:
            noted = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return None
        pid = int(noted["pid"])
        started = _started(pid)
        return pid if started is not None and started == noted["started"] else None

    def stop(self, grace_seconds: float = 15) -> None:
        """End it politely, then not; it is gone afterwards."""
        with self._held() as handle:
            if handle is not None and not _ends(handle, signal.SIGTERM, grace_seconds):
                _ends(handle, signal.SIGKILL, 10)
        self._file.unlink(missing_ok=True)

    def kill(self) -> None:
        """End it as a crash would."""
        with self._held() as handle:
            if handle is not None:
                _ends(handle, signal.SIGKILL, 10)

    def tail(self, lines: int = 15) -> str:
        """The end of its log."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "(no log)"

    @property
    def _file(self) -> Path:
        return self.run / f"{self.name}.pid"

    @contextmanager
    def _held(self) -> Iterator[int | None]:
        """A handle that stays this process' own when its number is given away."""
        handle = _open(pid) if (pid := self.pid()) is not None else None
        try:
            yield handle if self.pid() == pid else None
        finally:
            if handle is not None:
                os.close(handle)


def _open(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        return None


def _ends(handle: int, number: signal.Signals, seconds: float) -> bool:
    """Send a signal; whether the process, with all of its threads, has ended in time."""
    try:
        signal.pidfd_send_signal(handle, number)
    except ProcessLookupError:
        return True
    waiting = select.poll()
    waiting.register(handle, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))


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
