"""Running programs on the host from inside the agent's pod, which shares the host's processes (`hostPID`).

`enter` is for commands that end at once. `leave` is for a program that must outlive the pod: Kubernetes ends a pod by
ending everything in its control groups, so that program first moves into those of the host's process 1. Used by
`main` as prefixes of command lines; see docs/decisions/0010.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_OWN = "kubeiaas"


def enter(host_root: Path | None) -> list[str]:
    """The prefix for short commands; empty on the host itself. `host_root`: the host's files as seen from here."""
    return ["nsenter", "--target", "1", "--mount", "--net", "--"] if host_root else []


def leave(host_root: Path | None) -> list[str]:
    """The prefix for what must outlive this process' pod; empty on the host itself."""
    return [sys.executable, "-m", __name__, str(host_root)] if host_root else []


def leave_control_groups(host_root: Path, memberships: str, pid: int) -> list[str]:
    """Move a process into the groups of another, whose /proc/<pid>/cgroup this is; sentences about what failed."""
    problems = []
    for line in memberships.splitlines():
        _, controllers, path = line.split(":", 2)
        top = _hierarchy(host_root / "sys/fs/cgroup", controllers)
        try:
            _join(top / path.replace("/..", "").lstrip("/"), pid)
        except OSError as error:
            if controllers or not _found_own(top, pid):
                problems.append(f"{controllers or 'cgroup2'}: {error.strerror}")
    return problems


def main(host_root: str, command: Sequence[str]) -> None:
    """Become `command` on the host, with nothing of the pod's environment. Groups that cannot be left are told."""
    if command[1:2] != ["--test"]:
        for problem in leave_control_groups(Path(host_root), Path("/proc/1/cgroup").read_text(), os.getpid()):
            print(f"it may end with this pod: {problem}", file=sys.stderr)  # noqa: T201
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("0")  # the pod's own is inherited, and none of its business
    arguments = ["nsenter", "--target", "1", "--mount", "--uts", "--ipc", "--net", "--", *command]
    environment = {"PATH": _PATH, "LANG": "C.UTF-8"}
    os.execvpe("nsenter", arguments, environment)  # the image's, with words of ours  # nosec B606 B607


def _hierarchy(mounted: Path, controllers: str) -> Path:
    """Where one is mounted. Version 2 is alone there, or stands beside those of version 1."""
    if controllers:
        return mounted / controllers.removeprefix("name=")
    beside = mounted / "unified"
    return beside if beside.is_dir() else mounted


def _join(group: Path, pid: int) -> None:
    with (group / "cgroup.procs").open("r+") as procs:  # never made: a folder that is no group has none
        procs.write(str(pid))


def _found_own(top: Path, pid: int) -> bool:
    """The root of version 2 may not hold processes on some hosts; then a group of our own below it does."""
    with suppress(OSError):
        (top / _OWN).mkdir(exist_ok=True)
        _join(top / _OWN, pid)
        return True
    return False


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
