"""A host and a guest in network namespaces of their own, joined by a wire; nothing leaves them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HOLDER = "import sys; print('up', flush=True); sys.stdin.read()"
_SCRIPT = "#!/bin/sh\n[ \"$1\" = bound ] && env | grep -E '^(ip|mask|router|dns|lease)=' || true\n"


class Namespace:
    """A network namespace that lives as long as a process waiting in it."""

    def __init__(self) -> None:
        self._holder = subprocess.Popen(
            ["unshare", "-n", sys.executable, "-c", _HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == b"up\n", "network namespaces cannot be made here"
        self.pid = self._holder.pid
        self.prefix = ["nsenter", "--net", "--target", str(self.pid)]

    def run(self, command: str) -> str:
        """Run a program in it (words separated by blanks)."""
        done = subprocess.run([*self.prefix, *command.split()], capture_output=True, text=True, check=True)
        return done.stdout

    def close(self) -> None:
        """Let it go, with everything in it."""
        self._holder.communicate()


class Guest(Namespace):
    """Something with a network card `eth0` that asks for an address."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._script = folder / "udhcpc.sh"
        self._script.write_text(_SCRIPT)
        self._script.chmod(0o755)

    def lease(self, mac: str, tries: int = 3) -> dict[str, str]:
        """What DHCP gives to this MAC; empty when nobody answers."""
        self.run("ip link set eth0 down")
        self.run(f"ip link set eth0 address {mac} up")
        asked = subprocess.run(
            [*self.prefix, *f"busybox udhcpc -i eth0 -n -q -f -t {tries} -T 1 -s {self._script}".split()],
            capture_output=True,
            text=True,
        )
        return dict(line.split("=", 1) for line in asked.stdout.splitlines())


@contextmanager
def host_and_guest(folder: Path) -> Iterator[tuple[Namespace, Guest]]:
    """A host with bridge `br0` (172.30.0.1) and a guest on it."""
    host, guest = Namespace(), Guest(folder)
    try:
        for command in (
            "ip link set lo up",
            "ip link add br0 type bridge",
            "ip address add 172.30.0.1/24 dev br0",
            "ip link set br0 up",
            f"ip link add tap0 type veth peer name eth0 netns {guest.pid}",
            "ip link set tap0 master br0 up",
        ):
            host.run(command)
        yield host, guest
    finally:
        guest.close()
        host.close()


@contextmanager
def host_and_macvtap_guest(folder: Path) -> Iterator[tuple[Namespace, Guest]]:
    """A host with a card `nic0` on a wire to nowhere, and a guest on macvtap over that card."""
    host, guest = Namespace(), Guest(folder)
    try:
        for command in (
            "ip link add nic0 type veth peer name wire0",
            "ip address add 172.30.0.1/24 dev nic0",
            "ip link set nic0 up",
            "ip link set wire0 up",
            "ip link add link nic0 name eth0 type macvlan mode bridge",  # macvtap without its character device
            f"ip link set eth0 netns {guest.pid}",
        ):
            host.run(command)
        yield host, guest
    finally:
        guest.close()
        host.close()


def may_make_namespaces() -> bool:
    """Whether this process is allowed to."""
    return os.geteuid() == 0
