"""Puts the agent together: hypervisor, storage, DHCP, reporting and the routes over them.

Every object is made here, once, and handed down; no room finds another by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import FastAPI

from api_common.clients.core import CoreClient
from api_common.clients.heartbeat import Heartbeat
from api_common.clients.transport import Transport
from api_common.jobs import Jobs
from api_common.service_tokens import ServiceTokens
from api_common.web.app import build_app
from api_common.web.service_token import ServiceDoor
from iaas_agent.host_checks.dead import DeadProcesses
from iaas_agent.host_checks.looking import HostLook, patient
from iaas_agent.host_checks.space import SpaceLook
from iaas_agent.hypervisor import Hypervisor, ProfileOptions
from iaas_agent.metrics import AgentCollector, Sources
from iaas_agent.network.dhcp import DhcpServer
from iaas_agent.network.dnsmasq import Dnsmasq
from iaas_agent.network.interfaces import HostInterfaces
from iaas_agent.outside import enter, leave
from iaas_agent.readiness import checks
from iaas_agent.reporting.facts import FactsCollector
from iaas_agent.reporting.memory import Memory
from iaas_agent.reporting.outbox import Outbox
from iaas_agent.reporting.sender import Sender
from iaas_agent.routes.devices import devices_router
from iaas_agent.routes.dhcp import dhcp_router
from iaas_agent.routes.domains import domains_router
from iaas_agent.routes.host import host_router
from iaas_agent.routes.images import images_router
from iaas_agent.routes.jobs import jobs_router
from iaas_agent.routes.volumes import volumes_router
from iaas_agent.settings import AgentSettings
from iaas_agent.storage.paths import Layout
from iaas_agent.storage.publishing import Publisher
from iaas_agent.storage.volumes import VolumeStore

SERVICE = "iaas-agent"


@dataclass(frozen=True)
class Agent:
    """The working parts of one agent."""

    jobs: Jobs
    store: VolumeStore
    publisher: Publisher
    dhcp: DhcpServer
    hypervisor: Hypervisor
    outbox: Outbox
    sender: Sender
    heartbeat: Heartbeat
    space: SpaceLook


def build_agent(settings: AgentSettings, core: CoreClient) -> Agent:
    """All parts, connected but not started."""
    outbox = Outbox(stop_hold_seconds=settings.stop_hold_seconds)
    jobs = Jobs(outbox.note_job, settings.disk_workers)
    layout = Layout(settings.data_root, owner=settings.host_name)
    interfaces = HostInterfaces(
        macvtap=settings.network_bridge_type not in ("Linux", "OVS"), prefix=enter(settings.host_root)
    )
    dhcp = DhcpServer(
        Dnsmasq(settings.agent_state_dir / "dhcp", prefix=leave(settings.host_root)),
        interfaces,
        serves=not settings.simulated,
    )
    hypervisor = Hypervisor(
        settings.libvirt_uri,
        state_dir=settings.agent_state_dir,
        profile_options=ProfileOptions(
            virt_type=settings.virt_type,
            bridge_type=settings.network_bridge_type,
            vnc_listen=settings.screen_address,
        ),
        disk_path=layout.disk,
        jobs=jobs,
        usb_devices_dir=settings.usb_devices_dir,
        detach_grace_seconds=settings.detach_grace_seconds,
    )
    store = VolumeStore(layout, jobs, mode=settings.system_disk_mode)
    look = patient(HostLook(settings).all) if settings.host_root else list
    space = SpaceLook(settings, on_look=store.write_owed)
    dead = DeadProcesses()

    def warnings() -> list[str]:
        space.look()
        return [*dhcp.warnings(), *space.warnings(), *([] if settings.simulated else dead.warnings())]

    collect = FactsCollector(
        settings, hypervisor, warnings, checks=look, full=space.full, addresses=interfaces.addresses
    ).collect
    publisher = Publisher(layout, jobs)
    rooms: list[HasFences] = [hypervisor, dhcp, store, publisher]
    sender = Sender(core, hypervisor, dhcp, outbox, collect, **_remembering(settings, rooms))
    hypervisor.on_domain_event(outbox.touch)
    hypervisor.on_connection(sender.on_connection)
    heartbeat = Heartbeat(core, SERVICE, settings.host_name)
    return Agent(jobs, store, publisher, dhcp, hypervisor, outbox, sender, heartbeat, space)


class HasFences(Protocol):
    """A room that refuses calls which come too late."""

    def highest_fence(self) -> int: ...


def _remembering(settings: AgentSettings, rooms: Sequence[HasFences]) -> dict[str, Any]:
    """What the sender tells of this host's past, and how often it tells everything."""
    return {
        "inventory_seconds": settings.inventory_seconds,
        "memory": Memory(settings.agent_state_dir / "known.json"),
        "highest_fence": lambda: max(room.highest_fence() for room in rooms),
    }


def create_app(settings: AgentSettings, core: CoreClient | None = None) -> FastAPI:
    """The agent's application. Tests give a `core` of their own; its routes answer whether or not that one lives."""
    tokens = ServiceTokens(settings.service_tokens_dir, settings.tls_dir)
    transport = Transport(
        settings.iaas_core_url,
        target="iaas-core",
        caller=SERVICE,
        tokens=tokens,
        timeout_seconds=settings.call_timeout_seconds,
        connections=4,
    )
    agent = build_agent(settings, core or CoreClient(transport))
    collector = AgentCollector(
        Sources(
            domains_by_power=agent.sender.domains_by_power,
            reports_waiting=agent.outbox.waiting,
            dnsmasq_running=agent.dhcp.running,
            calls_hanging=lambda: len(agent.hypervisor.hanging()),
            full=agent.space.full,
            guests=agent.hypervisor.statistics,
        )
    )
    app = build_app(
        SERVICE,
        settings,
        description="Does, on one host, what iaas-core asks for.",
        checks=checks(agent.hypervisor, agent.sender, agent.space),
        start=[
            agent.store.start,
            agent.dhcp.start,
            agent.hypervisor.start,
            agent.sender.start,
            agent.heartbeat.start,
            collector.start,
        ],
        # dnsmasq and the VMs stay: they serve the host, not this process
        stop=[
            collector.stop,
            agent.heartbeat.stop,
            agent.sender.stop,
            agent.hypervisor.stop,
            agent.jobs.stop,
            transport.close,
        ],
    )
    _add_routes(app, agent, settings, ServiceDoor(tokens))
    return app


def _add_routes(app: FastAPI, agent: Agent, settings: AgentSettings, door: ServiceDoor) -> None:
    for router in (
        domains_router(agent.hypervisor, door),
        devices_router(agent.hypervisor, agent.store, door),
        volumes_router(agent.store, door),
        images_router(agent.publisher, door),
        dhcp_router(agent.dhcp, door),
        jobs_router(agent.jobs, door),
        host_router(agent.hypervisor, agent.store, settings.data_root, agent.sender.belong_to, door),
    ):
        app.include_router(router)
