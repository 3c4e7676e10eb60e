"""One suite on this machine: its libvirtd, bridge and services as processes. For `make up`, tests and the benchmark.

suite = Suite(SuiteConfig(state=folder, ports=free_ports(), bridge="ktest1", guest_image=image))
suite.start()            # returns when every service is ready
suite.kill("iaas-core")  # as a crash would
suite.start_service("iaas-core")
suite.purge()            # nothing is left: processes, VMs, bridge, state
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import ssl
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy.dev import console, guest_image, hypervisor, network
from deploy.dev.config import CONSOLE, SERVICES, DevError, SuiteConfig
from deploy.dev.environment import environment, inherited, make_secrets
from deploy.dev.process import Process

READY_SECONDS = 90
PORT_SECONDS = 3
CHECKOUT = Path(__file__).resolve().parents[2]
Say = Callable[[str], None]
_PAGES = {"iaas-novnc": "/vnc.html", CONSOLE: "/"}
"""What those without `/readyz` answer when they serve."""


class Suite:
    """Start, stop and look at one suite. All of it lies below `config.state`, but for the bridge."""

    def __init__(self, config: SuiteConfig, say: Say = lambda text: None) -> None:
        self.config = config
        self._say = say
        run, logs = config.state / "run", config.state / "log"
        self.names = [*SERVICES, CONSOLE] if config.console else list(SERVICES)
        self.processes = {name: Process(name, run, logs) for name in self.names}
        self.libvirtd = hypervisor.OwnLibvirtd(config.state / "libvirt", run, logs)

    # --- the whole ---

    def start(self) -> None:
        """Everything runs and is ready; what runs already is left alone."""
        self.config.state.mkdir(parents=True, exist_ok=True)
        make_secrets(self.config)
        for folder in ("data/images", "data/sys-volumes", "data/data-volumes", "sqlite", "agent"):
            (self.config.state / folder).mkdir(parents=True, exist_ok=True)
        if not self.config.simulated:
            uri = self._start_hypervisor()
            self._start_network()
        else:
            uri = "test:///default"
        (self.config.state / "libvirt-uri").write_text(uri)
        guest_image.install(self.config, self._say)
        if self.config.console:
            console.build(self._say)
        for name in self.names:
            self._launch(name)
        for name in self.names:
            self.wait_ready(name)

    def stop(self) -> None:
        """All processes end; VMs run on, with their DHCP server and bridge."""
        for name in reversed(self.names):
            if self.processes[name].pid() is not None:
                self._say(f"stopping {name}")
            self.processes[name].stop()
        self.libvirtd.stop()

    def purge(self) -> None:
        """Nothing is left. VMs lose their power and their disks."""
        self.stop()
        if not self.config.simulated:
            self._say("ending VMs, removing the bridge")
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

    def wait_ready(self, name: str, seconds: float = READY_SECONDS) -> None:
        """Until the service answers that it is ready; its log's end is in the error if it does not."""
        deadline = time.monotonic() + seconds
        problem: str | None = "not asked yet"
        while time.monotonic() < deadline:
            if self.processes[name].pid() is None:
                raise DevError(f"{name} ended; the end of {self.log(name)}:\n{self.processes[name].tail()}")
            problem = self._problem(name)
            if problem is None:
                return
            time.sleep(0.1)
        raise DevError(f"{name} is not ready: {problem}\nthe end of {self.log(name)}:\n{self.processes[name].tail()}")

    def status(self) -> list[tuple[str, int | None, str]]:
        """Service, pid and state of each service."""
        rows = []
        for name in self.names:
            pid = self.processes[name].pid()
            state = "stopped" if pid is None else self._problem(name) or "ready"
            rows.append((name, pid, state))
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

    def _problem(self, name: str) -> str | None:
        path = _PAGES.get(name, "/readyz")
        return _problem(self.config.url(name) + path, self.config.ssl_context(name))

    def _launch(self, name: str) -> None:
        process = self.processes[name]
        if process.pid() is not None:
            return
        _require_free_port(name, self.config.ports[name])
        self._say(f"starting {name} on port {self.config.ports[name]}")
        if name == CONSOLE:
            process.start(console.command(self.config), inherited())
        else:
            command = [sys.executable, "-m", SERVICES[name][0]]
            process.start(command, environment(self.config, name, self.libvirt_uri()), CHECKOUT)


def _require_free_port(name: str, port: int) -> None:
    """The port may be busy for a moment while the kernel clears up after a process that was killed."""
    deadline = time.monotonic() + PORT_SECONDS
    while not _is_free(port):
        if time.monotonic() > deadline:
            raise DevError(
                f"port {port}, which {name} needs, is taken by another program; `ss -ltnp sport = :{port}` shows which"
            )
        time.sleep(0.05)


def _is_free(port: int) -> bool:
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def _problem(url: str, context: ssl.SSLContext | None) -> str | None:
    try:
        with urllib.request.urlopen(url, timeout=10, context=context):  # our own address  # nosec B310
            return None
    except urllib.error.HTTPError as error:
        return _not_ready(error.read())
    except (urllib.error.URLError, OSError):
        return "does not answer yet"


def _not_ready(body: bytes) -> str:
    try:
        told: dict[str, Any] = json.loads(body)
        return "; ".join(f"{name}: {why}" for name, why in told.get("checks", {}).items() if why) or "not ready"
    except (ValueError, AttributeError):
        return "not ready"


def _end_dnsmasq(folder: Path) -> None:
    """The agent's DHCP server outlives the agent by design; here it must not."""
    for file in folder.rglob("*.pid"):
        try:
            pid = int(file.read_text())
            if b"dnsmasq" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGTERM)
        except (OSError, ValueError):
            continue
