"""One suite on this machine: its libvirtd, bridge and services as processes. For `make up`, tests and the benchmark.

suite = Suite(SuiteConfig(state=folder, ports=free_ports(), bridge="ktest1", guest_image=image))
suite.start()            # returns when every service is ready
suite.kill("iaas-core")  # as a crash would
suite.start_service("iaas-core")
suite.purge()            # nothing is left: processes, VMs, bridge, state
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from deploy.dev import console, guest_image, hypervisor, network
from deploy.dev.config import AGENT, CHECKOUT, CONSOLE, SERVICES, SuiteConfig
from deploy.dev.environment import environment, inherited, make_secrets
from deploy.dev.node import Node
from deploy.dev.process import Process
from deploy.dev.ready import problem_of, require_free_port, wait_ready

Say = Callable[[str], None]


class Suite:
    """Start, stop and look at one suite. All of it lies below `config.state`, but for the bridge."""

    def __init__(self, config: SuiteConfig, say: Say = lambda text: None) -> None:
        self.config = config
        self._say = say
        run, logs = config.state / "run", config.state / "log"
        self.processes = {name: Process(name, run, logs) for name in config.services}
        self.nodes = {name: Node(config, name) for name in config.nodes}
        self.libvirtd = hypervisor.OwnLibvirtd(config.state / "libvirt", run, logs)

    # --- the whole ---

    def start(self) -> None:
        """Everything runs and is ready; what runs already is left alone."""
        self.config.state.mkdir(parents=True, exist_ok=True)
        make_secrets(self.config)
        for folder in ("data/images", "data/sys-volumes", "data/data-volumes", "sqlite", "agent"):
            (self.config.state / folder).mkdir(parents=True, exist_ok=True)
        if not self.config.simulated:
            uri = "" if self.nodes else self._start_hypervisor()
            self._start_network()
        else:
            uri = "test:///default"
        (self.config.state / "libvirt-uri").write_text(uri)
        guest_image.install(self.config, self._say)
        if self.config.console:
            console.build(self._say)
        for node in self.nodes.values():
            self._say(f"starting node {node.name}: {self.config.address(node.name)}")
            node.start()
        for name in self.config.services:
            self._launch(name)
        for node in self.nodes.values():
            node.start_agent()
        for name in self.config.services:
            self.wait_ready(name)
        for node in self.nodes.values():
            node.wait_agent()

    def stop(self) -> None:
        """All processes end; VMs run on, with their DHCP server, bridge and node."""
        for node in self.nodes.values():
            node.stop()
        for name in reversed(self.config.services):
            if self.processes[name].pid() is not None:
                self._say(f"stopping {name}")
            self.processes[name].stop()
        self.libvirtd.stop()

    def purge(self) -> None:
        """Nothing is left. VMs lose their power and their disks."""
        self.stop()
        if not self.config.simulated:
            self._say("ending VMs, removing the bridge")
            for node in self.nodes.values():
                node.end()
            self.libvirtd.end_vms()
            if self.libvirt_uri() == "qemu:///system":
                hypervisor.end_machine_vms(self.config.state)
            _end_dnsmasq(self.config.state / "agent")
            network.remove_bridge(self.config.bridge)
        shutil.rmtree(self.config.state, ignore_errors=True)

    # --- single services ---

    def start_service(self, name: str, **override: str) -> None:
        """Start one service, with more environment if given, and wait until it is ready."""
        self.config.overrides.setdefault(name, {}).update(override)
        self._launch(name)
        self.wait_ready(name)

    def stop_service(self, name: str) -> None:
        """End one service politely."""
        self.processes[name].stop()

    def kill(self, name: str) -> None:
        """End one service as a crash would."""
        self.processes[name].kill()

    def pid(self, name: str) -> int | None:
        """The pid of a running service."""
        return self.processes[name].pid()

    def log(self, name: str) -> Path:
        """The log of a service."""
        return self.processes[name].log

    def libvirt_uri(self) -> str:
        """The address of the libvirtd in use."""
        try:
            return (self.config.state / "libvirt-uri").read_text()
        except OSError:
            return ""

    def wait_ready(self, name: str) -> None:
        """Until the service answers that it is ready; its log's end is in the error if it does not."""
        wait_ready(self.config, self.processes[name], name)

    def status(self) -> list[tuple[str, int | None, str]]:
        """Service, or node with an agent, pid and state of each."""
        asked = [(name, self.processes[name], name, "") for name in self.config.services]
        asked += [(f"{AGENT}@{name}", node.agent, AGENT, name) for name, node in self.nodes.items()]
        rows = []
        for shown, process, service, host in asked:
            pid = process.pid()
            state = "stopped" if pid is None else problem_of(self.config, service, host) or "ready"
            rows.append((shown, pid, state))
        return rows

    # --- parts ---

    def _start_hypervisor(self) -> str:
        wanted = self.config.libvirt
        if wanted not in ("auto", "own"):
            return wanted
        uri = hypervisor.machine_libvirtd() if wanted == "auto" else None
        if uri is not None:
            self._say("using this machine's libvirtd")
            return uri
        self._say("starting a libvirtd of our own")
        self.libvirtd.start()
        return self.libvirtd.uri

    def _start_network(self) -> None:
        found = network.subnet_of(self.config.bridge)
        self.config.subnet = found or network.free_subnet(self.config.subnet)
        kind = network.ensure_bridge(self.config.bridge, self.config.subnet)
        self._say(f"bridge {self.config.bridge}: {self.config.subnet}.0/24, {kind}")

    def _launch(self, name: str) -> None:
        process = self.processes[name]
        if process.pid() is not None:
            return
        require_free_port(self.config, name)
        self._say(f"starting {name} on port {self.config.ports[name]}")
        if name == CONSOLE:
            process.start(console.command(self.config), inherited())
        else:
            command = [sys.executable, "-m", SERVICES[name][0]]
            process.start(command, environment(self.config, name, self.libvirt_uri()), CHECKOUT)


def _end_dnsmasq(folder: Path) -> None:
    """The agent's DHCP server outlives the agent by design; here it must not."""
    for file in folder.rglob("*.pid"):
        try:
            pid = int(file.read_text())
            if b"dnsmasq" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGTERM)
        except (OSError, ValueError):
            continue
