"""The parent of everything here that outlives its starter, so that the dead are taken away at once.

Who loses its parent (a VM of a libvirtd, a DHCP server, a service when `make up` has ended) gets process 1 as its next,
and in a container that is often one that takes nobody's body away (`sleep infinity`): libvirt then waits in vain for
the end of its VMs. So each starter has one reaper, a *subreaper* in Linux' words: it starts what it is asked to over a
socket, inherits all orphans among its descendants, and ends when the starter and the last of them are gone. A VM
belongs to the reaper whose libvirtd started it, however often libvirtd is started anew.

`spawn` is for the starter; run as a program by it, this file is the reaper, and imports nothing but Python's own.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_PR_SET_CHILD_SUBREAPER = 36
_LONGEST = 1024 * 1024
_ALONE = threading.Lock()
_OURS: dict[int, tuple[socket.socket, subprocess.Popen[bytes]]] = {}
"""By the pid of the starter: a fork of it has none yet."""


def spawn(command: Sequence[str], environment: dict[str, str], cwd: Path | None, log: Path) -> int:
    """Start a program in a session of its own, its output added to `log`; its pid."""
    order = {"command": list(command), "environment": environment, "cwd": str(cwd or os.getcwd()), "log": str(log)}
    with _ALONE:
        answer = _ask(json.dumps(order).encode())
    if "pid" not in answer:
        raise OSError(*answer["error"])
    return int(answer["pid"])


def _ask(order: bytes) -> dict[str, Any]:
    known = _OURS.get(os.getpid())
    if known is not None and known[1].poll() is not None:  # somebody killed it
        known[0].close()
        known = None
    if known is None:
        known = _OURS[os.getpid()] = _begin()
    known[0].send(order)
    if not (answer := known[0].recv(_LONGEST)):
        raise OSError("the reaper of this process has ended")
    told: dict[str, Any] = json.loads(answer)
    return told


def _begin() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        reaper = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, str(theirs.fileno())],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
    return ours, reaper


# --- the reaper itself ---


def main(handle: int) -> None:
    """Start and reap, until nobody is left that could ask or die."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "this kernel has no subreapers")
    starter = socket.socket(fileno=handle)
    starter.set_inheritable(False)
    deaths, told = os.pipe()
    for end in (deaths, told):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    asks = True
    while _reap() or asks:
        ready, _, _ = select.select([deaths, handle] if asks else [deaths], [], [])
        if deaths in ready:
            os.read(deaths, 4096)
        if handle in ready:
            asks = _serve(starter)


def _reap() -> bool:
    """Take all dead children away; whether living ones are left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
        return True
    except ChildProcessError:
        return False


def _serve(starter: socket.socket) -> bool:
    """Do one order; false when the starter is gone."""
    try:
        order = starter.recv(_LONGEST)
        if order:
            starter.send(json.dumps(_start(**json.loads(order))).encode())
    except ConnectionError:
        return False
    return bool(order)


def _start(command: list[str], environment: dict[str, str], cwd: str, log: str) -> dict[str, Any]:
    try:
        with open(log, "ab") as output:
            child = subprocess.Popen(
                command,
                env=environment,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
    except OSError as error:
        return {"error": [error.errno, error.strerror, str(error.filename)]}
    return {"pid": child.pid}


if __name__ == "__main__":
    main(int(sys.argv[1]))
