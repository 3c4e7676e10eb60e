"""The libvirtd that the suite uses: the machine's where there is a usable one, otherwise one of our own.

Our own runs in a private mount namespace with all of its folders in the state folder and an unusable `/dev/kvm`
hidden: QEMU hangs on one, and every definition of a domain would cost a minute. It shares the machine's network unless
it is that of a node (`node.py`). Stopping it leaves the VMs alone; started again, it finds them.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.dev.config import DevError
from deploy.dev.environment import inherited
from deploy.dev.process import Process

MACHINE_SOCKET = Path("/run/libvirt/libvirt-sock")
LONGEST_SOCKET_PATH = 100
START_SECONDS = 60
_FOLDERS = {
    "run": "/run/libvirt",
    "lib": "/var/lib/libvirt",
    "log": "/var/log/libvirt",
    "cache": "/var/cache/libvirt",
    "etc": "/etc/libvirt",
}
_NAMESPACE_SCRIPT = """
set -eu
base=$1; shift
if [ -e "$base/hide-kvm" ] && [ -e /dev/kvm ]; then
    mount --bind "$base/hide-kvm" /dev/kvm
    mount -o remount,bind,ro /dev/kvm
fi
while [ "$1" != -- ]; do
    mkdir -p "${1#*:}"
    mount --bind "$base/${1%%:*}" "${1#*:}"
    shift
done
shift
exec "$@"
"""
_DAEMON = ("libvirtd", "-p", "/run/libvirt/libvirtd.pid")


def kvm_is_broken() -> bool:
    """`/dev/kvm` is there, and the processor cannot do it."""
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return os.path.exists("/dev/kvm") and re.search(r"\b(vmx|svm)\b", flags) is None


def machine_libvirtd() -> str | None:
    """The address of the machine's libvirtd if it can be used."""
    if not MACHINE_SOCKET.exists() or kvm_is_broken():
        return None
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(5)
        try:
            sock.connect(str(MACHINE_SOCKET))
        except OSError:
            return None
    return "qemu:///system"


class OwnLibvirtd:
    """A libvirtd below one folder; with `inside`, which gives the command's beginning, in namespaces made already."""

    def __init__(self, base: Path, run: Path, logs: Path, inside: Callable[..., Sequence[str]] | None = None) -> None:
        self._base = base
        self._inside = inside
        self._process = Process("libvirtd", run, logs)
        self._socket = base / "run" / "libvirt-sock"

    @property
    def uri(self) -> str:
        """Its address, from outside its namespace."""
        return f"qemu+unix:///system?socket={self._socket}"

    @property
    def pid(self) -> int | None:
        """Its pid while it runs."""
        return self._process.pid()

    def start(self) -> None:
        """Start it unless it runs, and wait until it answers."""
        if len(str(self._socket)) > LONGEST_SOCKET_PATH:
            raise DevError(f"the state folder's path is too long for a socket ({self._socket}); use a shorter STATE")
        if self._process.pid() is None:
            self._prepare()
            command = self._inside(*_DAEMON) if self._inside else self.namespaces("--mount", then=_DAEMON)
            self._process.start(command, inherited(), Path("/"))
        self._wait()

    def namespaces(self, *kinds: str, then: Sequence[str]) -> list[str]:
        """A command in new namespaces of these kinds, where its folders are at libvirt's places."""
        for folder in _FOLDERS:
            (self._base / folder).mkdir(parents=True, exist_ok=True)
        if kvm_is_broken():
            (self._base / "hide-kvm").touch()
        pairs = [f"{ours}:{theirs}" for ours, theirs in _FOLDERS.items()]
        script = ["bash", "-c", _NAMESPACE_SCRIPT, "namespaces", str(self._base), *pairs, "--", *then]
        return ["unshare", *kinds, "--propagation", "private", *script]

    def stop(self) -> None:
        """End the daemon; its VMs run on."""
        self._process.stop()

    def kill(self) -> None:
        """End the daemon as a crash would."""
        self._process.kill()

    def end_vms(self) -> None:
        """Cut the power of every VM that it started."""
        for file in (self._base / "run" / "qemu").glob("*.pid"):
            try:
                pid = int(file.read_text())
                if file.stem in Path(f"/proc/{pid}/cmdline").read_text():  # a VM's name; its number may be reused
                    os.kill(pid, signal.SIGKILL)
            except (OSError, ValueError):
                continue

    def _prepare(self) -> None:
        (self._base / "etc").mkdir(parents=True, exist_ok=True)
        identity = self._base / "host-uuid"
        if not identity.exists():
            identity.write_text(str(uuid.uuid4()))
        self._socket.unlink(missing_ok=True)
        (self._base / "etc" / "libvirtd.conf").write_text(
            f'host_uuid = "{identity.read_text()}"\n'
            'listen_tls = 0\nauth_unix_rw = "none"\nauth_unix_ro = "none"\nunix_sock_group = "root"\n'
        )
        (self._base / "etc" / "qemu.conf").write_text(
            'user = "root"\ngroup = "root"\nsecurity_driver = "none"\nremember_owner = 0\n'
            'stdio_handler = "file"\nnamespaces = []\n'
        )

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.pid() is None:
                break
            with socket.socket(socket.AF_UNIX) as sock:
                try:
                    sock.connect(str(self._socket))
                    return
                except OSError:
                    time.sleep(0.05)
        raise DevError(f"libvirtd did not start; the end of {self._process.log}:\n{self._process.tail()}")


def end_machine_vms(state: Path) -> None:
    """Remove the VMs of this state folder from the machine's libvirtd."""
    listed = subprocess.run(["virsh", "list", "--all", "--name"], capture_output=True, text=True, check=False)
    for name in listed.stdout.split():
        xml = subprocess.run(["virsh", "dumpxml", name], capture_output=True, text=True, check=False).stdout
        if re.fullmatch(r"[0-9a-f]{32}", name) and f"{state}/" in xml:
            subprocess.run(["virsh", "destroy", name], capture_output=True, check=False)
            undefine = ["virsh", "undefine", name, "--managed-save", "--nvram", "--snapshots-metadata"]
            subprocess.run(undefine, capture_output=True, check=False)
