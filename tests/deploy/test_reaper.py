"""What is started apart leaves no dead behind, whoever process 1 is and whatever ended before."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.dev.config import CHECKOUT
from deploy.dev.process import Process
from deploy.dev.reaper import spawn

PARENT = ["bash", "-c", "setsid sleep 600 & echo $!; wait"]
"""Starts something that outlives it, as libvirtd does with QEMU."""
PATIENCE_SECONDS = 30
NAMES_STARTER = """
import os, pathlib, sys
from deploy.dev.process import Process
process = Process("parent", pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[1]))
process.start(sys.argv[2:], dict(os.environ))
while not process.tail().isdecimal():
    pass
print(os.getpid(), process.pid(), process.tail(), flush=True)
"""
LETS_DIE = (
    NAMES_STARTER
    + """
import signal, time
dead = [process.pid(), int(process.tail())]
process.kill()
os.kill(dead[1], signal.SIGKILL)
limit = time.monotonic() + 30
while any(pathlib.Path(f"/proc/{pid}").exists() for pid in dead) and time.monotonic() < limit:
    time.sleep(0.01)
print([pid for pid in dead if pathlib.Path(f"/proc/{pid}").exists()])
"""
)


@pytest.fixture
def starter(tmp_path: Path) -> Iterator[tuple[int, int, int]]:
    """A starter that has ended: its pid, that of what it started, and of that one's child."""
    done = _starts(NAMES_STARTER, tmp_path)
    pids = tuple(int(word) for word in done.split())
    yield pids  # type: ignore[misc]
    for pid in pids[1:]:
        _end(pid)


def test_orphans_belong_to_the_reaper_which_ends_with_the_last_of_them(starter: tuple[int, int, int]) -> None:
    _, parent, child = starter
    reaper = _parent_of(parent)
    assert reaper not in (1, None) and b"reaper.py" in Path(f"/proc/{reaper}/cmdline").read_bytes()
    handle = os.pidfd_open(reaper)
    try:
        _end(parent)
        assert _parent_of(child) == reaper, "and not whoever process 1 is"
        assert not _is_over(handle, 0)
        _end(child)
        assert _is_over(handle, PATIENCE_SECONDS)
    finally:
        os.close(handle)


def test_a_reaper_that_was_killed_is_replaced(tmp_path: Path) -> None:
    first = Process("first", tmp_path, tmp_path)
    second = Process("second", tmp_path, tmp_path)
    try:
        reaper = _parent_of(first.start(["sleep", "600"], dict(os.environ)))
        assert reaper is not None
        os.kill(reaper, signal.SIGKILL)
        os.waitid(os.P_PID, reaper, os.WEXITED | os.WNOWAIT)
        second.start(["sleep", "600"], dict(os.environ))
        assert first.pid() and second.pid()
    finally:
        first.stop()
        second.stop()


def test_a_program_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no-such-program"):
        spawn(["no-such-program"], {}, None, tmp_path / "log")


@pytest.mark.skipif(os.geteuid() != 0, reason="a namespace of processes needs root")
def test_the_dead_are_taken_away_where_process_1_takes_nobody(tmp_path: Path) -> None:
    script = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "sleep", "600"]
    with subprocess.Popen(script) as machine:
        try:
            first = _child_of(machine.pid)
            inside = ["nsenter", "-t", str(first), "--pid", "--mount", f"--wd={CHECKOUT}", "--"]
            assert _starts(LETS_DIE, tmp_path, inside).splitlines()[1] == "[]", "numbers of the dead that are left"
        finally:
            machine.kill()


def _starts(script: str, folder: Path, prefix: list[str] | None = None) -> str:
    command = [*(prefix or []), sys.executable, "-c", script, str(folder), *PARENT]
    return subprocess.run(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, check=True).stdout


def _parent_of(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def _child_of(pid: int) -> int:
    while not (found := Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        pass
    return int(found[0])


def _end(pid: int) -> None:
    """Killed, and taken away by its parent."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    limit = time.monotonic() + PATIENCE_SECONDS
    while Path(f"/proc/{pid}").exists() and time.monotonic() < limit:
        time.sleep(0.01)


def _is_over(handle: int, seconds: float) -> bool:
    waiting = select.poll()
    waiting.register(handle, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))
