"""What a suite on this machine is made of: folders, ports, driver, network. Plain data; nothing is started here."""

from __future__ import annotations

import os
import secrets
import socket
import ssl
from dataclasses import dataclass, field
from pathlib import Path

from api_common.tls import client_context

CHECKOUT = Path(__file__).resolve().parents[2]
AGENT = "iaas-agent"
SERVICES: dict[str, tuple[str, int]] = {
    "db-proxy": ("db_proxy", 9091),
    "image-operator": ("image_operator", 9093),
    "resource-operator": ("resource_operator", 9092),
    "iaas-core": ("iaas_core", 9080),
    "iaas-agent": ("iaas_agent", 9090),
    "iaas-novnc": ("iaas_agent.console", 8787),
}
"""Service -> the module that `python -m` starts, and v1's port."""
CONSOLE = "console"
PORTS = {**{name: port for name, (_, port) in SERVICES.items()}, CONSOLE: 32200}
"""What listens, the console's web server too."""


class DevError(Exception):
    """Something that the user can mend; the text says how."""


def default_state() -> Path:
    """`STATE` if given, else the system's place for root and the user's for everybody else."""
    if given := os.environ.get("STATE"):
        return Path(given).absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/kubeiaas")
    return Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local/state")) / "kubeiaas"


def default_cache() -> Path:
    """Where the guest image is kept between runs and between suites."""
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "kubeiaas"


@dataclass
class SuiteConfig:
    """One suite. Tests give a state folder, free ports and names of their own."""

    state: Path
    driver: str = "qemu"
    ports: dict[str, int] = field(default_factory=lambda: dict(PORTS))
    bridge: str = "kubeiaas0"
    subnet: str = "192.168.190"
    """The first three octets of the guests' network."""
    host_name: str = field(default_factory=socket.gethostname)
    guest_image: Path | None = None
    """A ready image; otherwise it is built, or taken from the cache."""
    libvirt: str = "auto"
    """`auto`, `own`, or the address of a libvirtd to use."""
    tls: bool = False
    """Whether the services speak TLS with each other."""
    console: bool = False
    """Whether the web console is built and served, too."""
    overrides: dict[str, dict[str, str]] = field(default_factory=dict)
    """Environment of single services, or of a node's agent by the node's name, over what the suite gives."""
    nodes: tuple[str, ...] = ()
    """Worker nodes in namespaces of their own, at most 8; none: this machine is the only host."""

    @property
    def simulated(self) -> bool:
        """Without virtualisation: libvirt's test driver."""
        return self.driver == "simulated"

    @property
    def services(self) -> tuple[str, ...]:
        """What runs once, the console's web server too; agents of nodes run in their nodes."""
        own = tuple(name for name in SERVICES if name != AGENT or not self.nodes)
        return (*own, CONSOLE) if self.console else own

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names of all hosts of VMs."""
        return self.nodes or (self.host_name,)

    def folder(self, host: str) -> Path:
        """What a host has for itself: its disks, its agent's state and its libvirtd."""
        return self.state / "nodes" / host if host in self.nodes else self.state

    def address(self, host: str = "") -> str:
        """Where a host listens, or without one the control services: they and the nodes meet on the bridge."""
        if not self.nodes:
            return "127.0.0.1"
        return f"{self.subnet}.{self.nodes.index(host) + 2 if host else 1}"

    def url(self, service: str, host: str = "") -> str:
        """Where a service, or with a host its agent, answers."""
        scheme = "https" if self.tls and service not in (CONSOLE, "iaas-novnc") else "http"
        return f"{scheme}://{self.address(host)}:{self.ports[service]}"

    def tls_dir(self, service: str) -> Path:
        """The certificate of a service, if it has one."""
        return self.state / "secrets" / "tls" / service

    def ssl_context(self, service: str) -> ssl.SSLContext | None:
        """For calls from here, which know services by their names and not by addresses; null without TLS."""
        if not self.tls or service in (CONSOLE, "iaas-novnc"):
            return None
        context = client_context(self.tls_dir("iaas-core"))
        context.check_hostname = False
        return context

    @property
    def images(self) -> Path:
        """The image catalogue."""
        return self.state / "data" / "images"


def free_ports() -> dict[str, int]:
    """A free port for each of PORTS, below those that the kernel gives to outgoing connections: a service that is
    started again must find its port free."""
    ports: dict[str, int] = {}
    while len(ports) < len(PORTS):
        port = secrets.choice(range(15_000, 32_000))
        with socket.socket() as sock:
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in ports.values():
            ports[list(PORTS)[len(ports)]] = port
    return ports
