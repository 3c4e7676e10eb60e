"""A worker node on this machine: a network and a mount namespace with its own libvirtd, bridge, agent and disks.

Nodes and the control services meet on the suite's bridge, each node by one cable. The folder of images is shared, as
network storage would be; it does not go through the cable. A process that sleeps holds the namespaces, so that VMs and
DHCP go on without agent and libvirtd; process ids and the clock are the machine's.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from deploy.dev.config import AGENT, CHECKOUT, SERVICES, DevError, SuiteConfig
from deploy.dev.environment import environment, inherited
from deploy.dev.hypervisor import OwnLibvirtd
from deploy.dev.process import Process
from deploy.dev.ready import wait_ready

START_SECONDS = 10
_HOLD = "sleep"
_HOLDER_SCRIPT = f"""
set -eu
mkdir -p "$1/cgroup"
mount --rbind /sys/fs/cgroup "$1/cgroup"
mount -t sysfs sysfs /sys
mount --rbind "$1/cgroup" /sys/fs/cgroup
mount --bind "$2" "$1/data/images"
ip link set lo up
exec {_HOLD} infinity
"""


class Node:
    """One of `config.nodes`; `inside` gives commands that run in it."""

    def __init__(self, config: SuiteConfig, name: str) -> None:
        self.name = name
        self.folder = config.folder(name)
        self._config = config
        self._cable = f"{config.bridge}v{config.nodes.index(name)}"
        run, logs = self.folder / "run", self.folder / "log"
        self._holder = Process("namespaces", run, logs)
        self.libvirtd = OwnLibvirtd(self.folder / "libvirt", run, logs, inside=self.inside)
        self.agent = Process(AGENT, run, logs)

    def start(self) -> None:
        """It is there, with its libvirtd; what runs already is left alone."""
        if self._holder.pid() is None:
            self._hold()
            self._plug_in()
        self.libvirtd.start()

    def inside(self, *command: str) -> list[str]:
        """The command as it is to be called from outside."""
        pid = self._holder.pid()
        if pid is None:
            raise DevError(f"node {self.name} does not run")
        return ["nsenter", "-t", str(pid), "--mount", "--net", f"--wd={CHECKOUT}", "--", *command]

    def start_agent(self) -> None:
        """The agent runs."""
        command = self.inside(sys.executable, "-m", SERVICES[AGENT][0])
        self.agent.start(command, environment(self._config, AGENT, self.libvirtd.uri, self.name))

    def wait_agent(self) -> None:
        """Until the agent is ready; not while the cable is out."""
        wait_ready(self._config, self.agent, AGENT, self.name)

    def cut(self) -> None:
        """Pull its cable out."""
        _ip("link", "set", self._cable, "down")

    def join(self) -> None:
        """Put its cable back."""
        _ip("link", "set", self._cable, "up")

    def stop(self) -> None:
        """Agent and libvirtd end; VMs run on, and are reached."""
        self.agent.stop()
        self.libvirtd.stop()

    def end(self) -> None:
        """As a power cut does it: no process of the node survives. Its files stay, but for those of `/run`."""
        own = [pid for pid in (self._holder.pid(), self.libvirtd.pid, self.agent.pid()) if pid is not None]
        network = _network_of(own[0]) if own else None
        if network is not None:
            for pid in _all_pids():
                if pid not in own and _network_of(pid) == network:
                    _kill(pid)
        self.agent.kill()
        self.libvirtd.kill()
        self._holder.kill()
        shutil.rmtree(self.folder / "libvirt" / "run", ignore_errors=True)
        subprocess.run(["ip", "link", "del", self._cable], capture_output=True, check=False)

    def _hold(self) -> None:
        (self.folder / "data" / "images").mkdir(parents=True, exist_ok=True)
        for name in ("sys-volumes", "data-volumes", "../agent"):
            (self.folder / "data" / name).mkdir(exist_ok=True)
        script = ["bash", "-c", _HOLDER_SCRIPT, "node", str(self.folder), str(self._config.images)]
        command = self.libvirtd.namespaces("--mount", "--net", then=script)
        pid = self._holder.start(command, inherited(), Path("/"))
        deadline = time.monotonic() + START_SECONDS
        while _program(pid) != _HOLD:
            if self._holder.pid() is None or time.monotonic() > deadline:
                raise DevError(f"node {self.name} cannot be made:\n{self._holder.tail()}")
            time.sleep(0.01)

    def _plug_in(self) -> None:
        """Its card, and on it a bridge for its guests that bears its address."""
        bridge, pid = self._config.bridge, self._holder.pid()
        subprocess.run(["ip", "link", "del", self._cable], capture_output=True, check=False)  # of one that died
        _ip("link", "add", self._cable, "type", "veth", "peer", "name", "eth0", "netns", str(pid))
        _ip("link", "set", self._cable, "master", bridge, "up")
        for arguments in (
            f"link add {bridge} type bridge",
            f"link set eth0 master {bridge} up",
            f"address add {self._config.address(self.name)}/24 dev {bridge}",
            f"link set {bridge} up",
        ):
            _run(self.inside("ip", *arguments.split()))


def _ip(*arguments: str) -> None:
    _run(["ip", *arguments])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DevError(f"{' '.join(command)}: {done.stderr.strip()}")


def _all_pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdecimal()]


def _network_of(pid: int) -> str | None:
    try:
        return os.readlink(f"/proc/{pid}/ns/net")
    except OSError:
        return None


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
