"""A node of the test tool as a host of VMs: folders of its own in v1's places, a bridge, and a libvirtd inside of it.

The node is a set of namespaces on this machine. What is mounted and started in them is seen by its pods alone and ends
with the node. An unusable /dev/kvm is hidden: QEMU hangs on one.
"""

from __future__ import annotations

import os
import subprocess
import time
import uuid
from pathlib import Path

from deploy.dev import guest_image
from deploy.dev.hypervisor import kvm_is_broken

DATA = Path("/usr/local/kubeiaas")
BRIDGE = "br0"
SUBNET = "192.168.77"
_LIBVIRT = {"run": "/run/libvirt", "lib": "/var/lib/libvirt", "log": "/var/log/libvirt", "etc": "/etc/libvirt"}
_CACHE = {"cache": "/var/cache/libvirt"}
_START_SECONDS = 30


class NodeHost:
    """`pid` is the node's process 1, `state` a folder for what lies on the host."""

    def __init__(self, pid: int, state: Path) -> None:
        self._pid, self.state = pid, state
        self.data = state / "kubeiaas"

    def prepare(self) -> None:
        """Everything that an administrator would have installed."""
        self._bind(self.data, DATA)
        for name, place in {**_LIBVIRT, **_CACHE}.items():
            self._bind(self.state / "libvirt" / name, Path(place))
        if kvm_is_broken():
            hidden = self.state / "no-kvm"
            hidden.touch()
            self.run("mount", "--bind", str(hidden), "/dev/kvm")
            self.run("mount", "-o", "remount,bind,ro", "/dev/kvm")
        self._write_libvirt_settings()
        self.run("ip", "link", "add", BRIDGE, "type", "bridge")
        self.run("ip", "address", "add", f"{SUBNET}.1/24", "dev", BRIDGE)
        self.run("ip", "link", "set", BRIDGE, "up")
        self.run("libvirtd", "--daemon", "--pid-file", "/run/libvirt/libvirtd.pid")
        self._wait_for_libvirt()

    def install_guest_image(self) -> None:
        """Into the folder of images, disk first."""
        images = self.data / "data" / "images"
        (images / f"{guest_image.NAME}.qcow2").write_bytes(guest_image.build().read_bytes())
        (images / guest_image.UUID).write_text(guest_image.MANIFEST)

    def run(self, *command: str) -> str:
        """A program on the host."""
        inside = ["nsenter", "-t", str(self._pid), "-m", "-n", "-u", "-i", "-p", "--", *command]
        done = subprocess.run(inside, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
        return done.stdout.strip()

    def virsh(self, *arguments: str) -> str:
        """What a host's administrator does by hand."""
        return self.run("virsh", "-q", "-c", "qemu:///system", *arguments)

    def pid_of(self, file: str) -> int:
        """A process of the host by its pid file, which must name one that runs."""
        pid = int(self.run("cat", file))
        self.run("test", "-d", f"/proc/{pid}")
        return pid

    def control_groups(self, pid: int) -> str:
        """Those of a process of the host."""
        return self.run("cat", f"/proc/{pid}/cgroup")

    def _bind(self, ours: Path, theirs: Path) -> None:
        ours.mkdir(parents=True)
        self.run("mkdir", "-p", str(theirs))
        self.run("mount", "--bind", str(ours), str(theirs))

    def _write_libvirt_settings(self) -> None:
        folder = self.state / "libvirt" / "etc"
        (folder / "libvirtd.conf").write_text(
            f'host_uuid = "{uuid.uuid4()}"\nlisten_tls = 0\nauth_unix_rw = "none"\nauth_unix_ro = "none"\n'
        )
        (folder / "qemu.conf").write_text(
            'user = "root"\ngroup = "root"\nsecurity_driver = "none"\nremember_owner = 0\nstdio_handler = "file"\n'
            "namespaces = []\ncgroup_controllers = []\n"
        )

    def _wait_for_libvirt(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not os.path.exists(self.state / "libvirt" / "run" / "libvirt-sock"):
            assert time.monotonic() < deadline, "libvirtd does not start in the node"
            time.sleep(0.05)
        self.virsh("version")
