"""The settings of the agent and of the console process (`python -m iaas_agent.console`)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from api_common.settings import ServiceSettings


class AgentSettings(ServiceSettings):
    """What one host's agent needs to know. Names of v1's variables are kept."""

    port: int = Field(9090, ge=0, le=65535, description="port to listen on")
    agent_url: str = Field("", description="where iaas-core reaches this agent; empty: <HOST_IP>:<PORT>")
    agent_state_dir: Path = Field(
        Path("/usr/local/kubeiaas/agent"),
        description="folder for what must outlive the agent: DHCP bindings and leases",
    )
    data_root: Path = Field(Path("/usr/local/kubeiaas/data"), description="folder of images, disks and their bases")
    system_disk_mode: Literal["overlay", "copy"] = Field(
        "overlay", description="system disks as overlays on a local base of the image, or as full copies"
    )
    disk_workers: int = Field(64, ge=1, description="disk jobs at the same time, those waiting for an image included")

    libvirt_uri: str = Field("qemu:///system", description="libvirt to work with; test:///default simulates a host")
    virt_type: Literal["auto", "kvm", "qemu"] = Field("auto", description="KVM where it works, or one of the two")
    network_bridge_type: str = Field("MACV", description="how guests are plugged in: MACV, Linux or OVS")
    vnc_listen: str = Field("", description="address of the VMs' screens; empty: HOST_IP")

    usb_devices_dir: Path = Field(
        Path("/sys/bus/usb/devices"), description="where the kernel tells of this host's USB devices"
    )
    detach_grace_seconds: float = Field(
        30, gt=0, description="how long a running guest may take to let go of a disk that is detached"
    )

    host_root: Path | None = Field(
        None,
        description="in a pod that shares the host's processes: where the host's files are seen (/proc/1/root); "
        "programs for the host then run on the host and outlive the pod. Empty: this process is on the host",
    )

    dhcp_node: str = Field("", description="name or address of the host with role dhcp; every host serves its own VMs")
    vnc_node: str = Field("", description="name or address of the host with role vnc")
    nfs_node: str = Field("", description="name or address of the host with role nfs")
    nfs_dir_img: str = Field("/usr/local/kubeiaas/data/images", description="folder of images that it exports")
    nfs_dir_dv: str = Field("/usr/local/kubeiaas/data/data-volumes", description="folder of data disks that it exports")
    prepare_install: bool = Field(False, description="whether the init container may install packages on the host")

    inventory_seconds: float = Field(30, gt=0, description="time between two whole inventories")
    stop_hold_seconds: float = Field(
        0.3, ge=0, le=0.9, description="how long news of a stop waits for the start that follows it at a reboot"
    )

    @property
    def url(self) -> str:
        """The address to register with."""
        return self.agent_url or f"{'https' if self.tls_dir else 'http'}://{self.host_ip}:{self.port}"

    @property
    def screen_address(self) -> str:
        """Where QEMU's VNC servers listen: never on all interfaces unless somebody says so."""
        return self.vnc_listen or self.host_ip

    @property
    def simulated(self) -> bool:
        """Whether libvirt's test driver stands in for a hypervisor; nothing is done to the host's network then."""
        return self.libvirt_uri.startswith("test:")

    def named_in(self, nodes: str) -> bool:
        """Whether a comma list of node names or addresses contains this host."""
        return bool({self.host_name, self.host_ip} & {node.strip() for node in nodes.split(",") if node.strip()})


class ConsoleSettings(ServiceSettings):
    """What the console proxy needs to know."""

    port: int = Field(8787, ge=0, le=65535, description="port to listen on")
    vnc_ticket_key_file: Path = Field(
        Path("/secrets/vnc-ticket-keys"), description="keys that sign console tickets, one a line, newest first"
    )
    novnc_root: Path = Field(Path("/usr/share/novnc"), description="folder with noVNC's files")
    max_consoles: int = Field(200, ge=1, description="consoles that may be open at the same time")
