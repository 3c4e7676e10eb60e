"""Wires iaas_core together: clients, engine, services, routes. The only place that knows all of them."""

from __future__ import annotations

import logging
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from api_common.clients.accounts import AccountClient
from api_common.clients.db import DbProxyClient
from api_common.clients.heartbeat import Heartbeat
from api_common.clients.images import ImageClient
from api_common.clients.resources import ResourceClient
from api_common.clients.transport import Transport
from api_common.clock import SYSTEM_CLOCK
from api_common.contract.event import EventRow
from api_common.contract.states import OperationStatus, ResourceType
from api_common.service_tokens import ServiceTokens
from api_common.tickets import Tickets
from api_common.web.app import Hook, build_app
from api_common.web.rate_limit import RateLimit
from api_common.web.service_token import ServiceDoor
from api_common.web.trailing_slash import TrailingSlash
from iaas_core import flows, readiness
from iaas_core.auth.identities import Identities
from iaas_core.auth.passwords import Passwords
from iaas_core.auth.visible import Visible
from iaas_core.envelope import install_envelope
from iaas_core.events.freshness import Freshness
from iaas_core.events.hub import Hub
from iaas_core.events.stream import Streams
from iaas_core.events.tail import Listener, Tail
from iaas_core.observed.reports import Reports
from iaas_core.observed.restarts import Restarts
from iaas_core.observed.watch import HostWatch
from iaas_core.openapi import document, texts
from iaas_core.routes.agent_reports import agent_router
from iaas_core.routes.audit import audit_router
from iaas_core.routes.context import Limits, Services
from iaas_core.routes.device import device_router
from iaas_core.routes.event_stream import event_router
from iaas_core.routes.guard import Guard
from iaas_core.routes.host import host_router
from iaas_core.routes.image import image_router
from iaas_core.routes.keys import Keys
from iaas_core.routes.network import network_router
from iaas_core.routes.operations import operation_router
from iaas_core.routes.remembered import Remembered
from iaas_core.routes.service import service_router
from iaas_core.routes.spec_config import spec_config_router
from iaas_core.routes.user import user_router
from iaas_core.routes.user_group import user_group_router
from iaas_core.routes.vm import vm_router
from iaas_core.routes.vm_power import vm_power_router
from iaas_core.routes.volume import volume_router
from iaas_core.services.api_keys import ApiKeys
from iaas_core.services.audit_log import AuditLog
from iaas_core.services.console import Console
from iaas_core.services.devices import Devices
from iaas_core.services.first_administrator import FirstAdministrator
from iaas_core.services.hosts import Hosts
from iaas_core.services.image_publish import Publishing
from iaas_core.services.images import Images
from iaas_core.services.operations import ENDED, Operations
from iaas_core.services.owners import Owners
from iaas_core.services.recovery import Recovery
from iaas_core.services.registry import ServiceRegistry
from iaas_core.services.replays import Replays
from iaas_core.services.retries import Retries
from iaas_core.services.segments import Segments
from iaas_core.services.sign_in import SignIns
from iaas_core.services.spec_configs import SpecConfigs
from iaas_core.services.user_groups import UserGroups
from iaas_core.services.users import Users
from iaas_core.services.vm_create import VmCreation
from iaas_core.services.vm_query import VmQueries
from iaas_core.services.vm_work import VmWork
from iaas_core.services.volume_query import VolumeQueries
from iaas_core.services.volume_work import VolumeWork
from iaas_core.settings import CoreSettings
from iaas_core.steps.doors import Agents, Doors
from iaas_core.workflow.lease import Leases
from iaas_core.workflow.registry import Registry
from iaas_core.workflow.runner import Runner
from iaas_core.workflow.sweeper import Sweeper
from iaas_core.workflow.waiting import Endings

_LOG = logging.getLogger(__name__)
SERVICE = "iaas-core"
PATIENCE_SECONDS = 8.0
"""In which a control part of the suite is usually back after a restart."""
OPEN_TO_ALL = (
    "AUTH_MODE=none: whoever reaches this API owns every VM and host; set AUTH_MODE=required when all have moved"
)


@dataclass(frozen=True)
class Engine:
    """What runs operations."""

    registry: Registry[Doors]
    leases: Leases
    sweeper: Sweeper[Doors]
    endings: Endings
    restarts: Restarts

    @property
    def starts(self) -> tuple[Hook, ...]:
        """What begins it, in order."""
        return self.leases.start, self.sweeper.start, self.restarts.start

    @property
    def stops(self) -> tuple[Hook, ...]:
        """What ends it, in order."""
        return self.restarts.stop, self.sweeper.stop, self.leases.stop


@dataclass(frozen=True)
class People:
    """What knows who asks."""

    accounts: AccountClient
    identities: Identities
    passwords: Passwords
    audit_log: AuditLog
    first: FirstAdministrator


def create_app(settings: CoreSettings) -> FastAPI:
    """The whole service, ready to be served."""
    tokens = ServiceTokens(settings.service_tokens_dir, settings.tls_dir)
    freshness = Freshness()
    doors = _doors(settings, tokens, freshness)
    engine = _engine(settings, doors)
    hub = Hub()
    people = _people(settings, doors, tokens)
    services = _services(settings, doors, engine, freshness, people)
    listeners = [people.identities.heard, freshness.heard, hub.publish, _follower(engine, doors.agents)]
    followers = [people.identities.followed, freshness.followed, people.first.followed, people.audit_log.followed]
    listeners, followers = [*listeners, engine.restarts.heard], [*followers, engine.restarts.followed]
    tail = Tail(doors.db, SYSTEM_CLOCK, listeners, followers, missed=[hub.close, engine.sweeper.wake])
    watch = HostWatch(doors.db, settings.host_silent_seconds)
    beat = Heartbeat(doors.db, SERVICE, settings.host_name)
    app = build_app(
        SERVICE,
        settings,
        description=texts.DESCRIPTION,
        checks=readiness.checks(doors.db, engine.registry, people.first),
        start=[tail.start, *engine.starts, watch.start, beat.start, people.first.start],
        ending=[hub.close],
        stop=[people.first.stop, beat.stop, watch.stop, *engine.stops, tail.stop, doors.agents.close],
        max_body_bytes=1024 * 1024,
        origins=settings.origins,
        redirect_slashes=False,
        generate_unique_id_function=document.operation_id,
    )
    app.add_middleware(TrailingSlash)
    app.state.hub = hub
    app.state.guard = _guard(settings, people, services.operations, Visible(doors), engine.sweeper.name)
    routers = _routers(services, Streams(hub, doors.db, SYSTEM_CLOCK), Reports(doors), ServiceDoor(tokens))
    for router in routers:
        app.include_router(router)
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    install_envelope(app, _methods(routes))
    _describe(app, routes, settings.max_page_size)
    return app


def _routers(services: Services, streams: Streams, reports: Reports, door: ServiceDoor) -> Sequence[APIRouter]:
    return (
        vm_router(services),
        vm_power_router(services),
        volume_router(services),
        network_router(services),
        image_router(services),
        device_router(services),
        host_router(services),
        service_router(services, door),
        spec_config_router(services),
        operation_router(services),
        event_router(services, streams),
        user_router(services),
        user_group_router(services),
        audit_router(services),
        agent_router(reports, services.registry, door),
    )


def _methods(routes: Sequence[APIRoute]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for route in routes:
        found.setdefault(route.path, set()).update(route.methods or ())
    return found


def _describe(app: FastAPI, routes: Sequence[APIRoute], max_page_size: int) -> None:
    """Complete the framework's description of the API, once, when it is first asked for."""
    found = app.openapi
    endpoints = {document.operation_id(route): route.endpoint for route in routes}

    @cache
    def openapi() -> dict[str, Any]:
        return document.completed(found(), endpoints, max_page_size)

    app.openapi = openapi  # type: ignore[method-assign]


def _doors(settings: CoreSettings, tokens: ServiceTokens, freshness: Freshness) -> Doors:
    to = partial(_transport, settings, tokens)
    db = DbProxyClient(to(settings.db_proxy_url, "db-proxy"), freshness.changed)
    return Doors(
        db=db,
        images=ImageClient(to(settings.image_operator_url, "image-operator")),
        resources=ResourceClient(to(settings.resource_operator_url, "resource-operator")),
        agents=Agents(db, lambda url: to(url, "iaas-agent")),
        stop_grace_seconds=settings.stop_grace_seconds,
    )


def _people(settings: CoreSettings, doors: Doors, tokens: ServiceTokens) -> People:
    identities, passwords = Identities(SYSTEM_CLOCK), Passwords()
    accounts = AccountClient(_transport(settings, tokens, settings.db_proxy_url, "db-proxy"), identities.clear)
    audit_log = AuditLog(accounts)
    first = FirstAdministrator(
        accounts,
        passwords,
        username=settings.first_admin_name,
        given=settings.first_admin_password.get_secret_value(),
        given_file=settings.first_admin_password_file,
    )
    return People(accounts, identities, passwords, audit_log, first)


def _guard(settings: CoreSettings, people: People, operations: Operations, visible: Visible, holder: str) -> Guard:
    trusting = settings.auth_mode == "none"
    if trusting:
        _LOG.warning(OPEN_TO_ALL)
    return Guard(
        people.identities,
        people.accounts,
        people.audit_log,
        Keys(holder),
        Replays(operations, visible),
        name_of=document.operation_id,
        trusting=trusting,
        patience_seconds=min(PATIENCE_SECONDS, settings.reply_wait_seconds),
    )


def _transport(settings: CoreSettings, tokens: ServiceTokens, url: str, target: str) -> Transport:
    """Control parts are waited for while they are restarted; hosts may be away for hours."""
    wait, patient = settings.call_timeout_seconds, target != "iaas-agent"
    return Transport(url, target=target, caller=SERVICE, tokens=tokens, timeout_seconds=wait, patient=patient)


def _engine(settings: CoreSettings, doors: Doors) -> Engine:
    """The name is the pod's and the port: whoever has it bound is the only one of that name."""
    name = f"{socket.gethostname()}:{settings.port}"
    registry = Registry(flows.ALL)
    leases = Leases(doors.db, name, settings.operation_lease_seconds)
    patience = {
        "give_up_seconds": settings.operation_give_up_seconds,
        "undo_seconds": settings.operation_undo_seconds,
    }
    runner = Runner(doors.db, registry, doors, leases, SYSTEM_CLOCK, **patience)
    sweeper = Sweeper(doors.db, runner, leases, SYSTEM_CLOCK, name=name, workers=settings.operation_workers)
    newest_start = partial(registry.newest, "vm_start")
    restarts = Restarts(doors.db, newest_start, sweeper.wake, at_a_time=settings.host_starts_at_once)
    return Engine(registry, leases, sweeper, Endings(), restarts)


def _services(settings: CoreSettings, doors: Doors, engine: Engine, freshness: Freshness, people: People) -> Services:
    visible, accounts, clock = Visible(doors), people.accounts, SYSTEM_CLOCK
    operations = Operations(
        doors, engine.registry, engine.sweeper, engine.endings, visible, settings.reply_wait_seconds
    )
    working = (doors, operations, visible)
    creation, work, volumes = VmCreation(*working), VmWork(*working), VolumeWork(*working)
    devices, publishing = Devices(*working), Publishing(*working)
    return Services(
        vm_creation=creation,
        vm_work=work,
        vm_queries=VmQueries(doors, devices, visible),
        volume_work=volumes,
        volume_queries=VolumeQueries(doors),
        devices=devices,
        publishing=publishing,
        console=Console(doors, visible, Tickets(settings.vnc_ticket_key_file), settings.novnc_url),
        operations=operations,
        retries=Retries(operations, visible, creation, work, volumes, devices, publishing),
        segments=Segments(doors),
        images=Images(doors, visible),
        hosts=Hosts(doors),
        recovery=Recovery(doors),
        registry=ServiceRegistry(doors, settings, clock),
        spec_configs=SpecConfigs(doors),
        sign_ins=SignIns(accounts, people.passwords, clock, session_hours=settings.session_hours),
        users=Users(accounts, people.passwords),
        user_groups=UserGroups(doors, accounts),
        api_keys=ApiKeys(accounts, clock),
        owners=Owners(doors, visible, accounts),
        audit_log=people.audit_log,
        warnings=(OPEN_TO_ALL,) if settings.auth_mode == "none" else (),
        remembered=Remembered(freshness, clock),
        limits=_limits(settings),
        max_page_size=settings.max_page_size,
    )


def _limits(settings: CoreSettings) -> Limits:
    def limit(per_minute: int) -> RateLimit:
        return RateLimit(per_minute, burst=max(1, per_minute // 2), clock=SYSTEM_CLOCK)

    sign_in = settings.sign_ins_per_minute
    return Limits(sign_in=limit(sign_in), password=limit(sign_in), ticket=limit(settings.tickets_per_minute))


def _follower(engine: Engine, agents: Agents) -> Listener:
    """What the change feed sets in motion here: waiting requests, due operations, addresses of agents."""

    def follow(events: Sequence[EventRow]) -> None:
        for event in events:
            if event.resource_type is ResourceType.HOST:
                agents.forget(event.resource_key)
            elif event.resource_type is ResourceType.VM and event.summary.get("hostUuid"):
                engine.endings.placed(str(event.summary.get("operationUuid")))
            elif event.resource_type is ResourceType.OPERATION:
                status = event.summary.get("status")
                if status in ENDED:
                    engine.endings.ended(event.resource_key)
                    continue
                if status == OperationStatus.UNDOING:
                    engine.endings.undoing(event.resource_key)
                if not event.summary.get("claimedBy"):
                    engine.sweeper.wake()

    return follow
