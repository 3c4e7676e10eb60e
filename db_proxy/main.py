"""Puts db_proxy together: database, migrations at start, commands, queries, routes."""

from __future__ import annotations

from fastapi import FastAPI

from api_common.clients.core import CoreClient
from api_common.clients.heartbeat import Heartbeat
from api_common.clients.transport import Transport
from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.service_tokens import ServiceTokens
from api_common.web.app import Hook, build_app
from api_common.web.service_token import ServiceDoor
from db_proxy.commands.installation import begin_anew
from db_proxy.commands.leftovers import settle_leftovers
from db_proxy.commands.operations import wake_all
from db_proxy.commands.retention import Pruning
from db_proxy.commands.unit import Writer
from db_proxy.engine.database import Database
from db_proxy.engine.signal import EventSignal
from db_proxy.engine.steady import SteadyClock
from db_proxy.migrations import upgrade
from db_proxy.queries.events import EventFeed
from db_proxy.queries.reader import Reader
from db_proxy.readiness import Readiness
from db_proxy.routes.accounts import (
    account_routes,
    audit_routes,
    credential_routes,
    group_routes,
    owner_routes,
    request_routes,
)
from db_proxy.routes.commands import command_routes, node_routes
from db_proxy.routes.operations import operation_routes, turn_routes
from db_proxy.routes.queries import heartbeat_routes, host_routes, placement_routes, query_routes
from db_proxy.routes.state import state_routes
from db_proxy.settings import DbProxySettings

SERVICE = "db-proxy"


def create_app(settings: DbProxySettings, clock: Clock = SYSTEM_CLOCK) -> FastAPI:
    """The application; the database is brought up to date before the first request."""
    database = Database(
        settings.database_url, pool_size=settings.database_pool_size, lock_seconds=settings.database_lock_seconds
    )
    signal = EventSignal()
    steady = SteadyClock(clock)
    read, write = Reader(database), Writer(database, signal, clock, steady)
    pruning = Pruning(
        write,
        clock,
        steady,
        events=settings.event_retention,
        operation_days=settings.operation_retention_days,
        audit_days=settings.audit_retention_days,
    )
    readiness = Readiness(database, write, clock)
    tokens = ServiceTokens(settings.service_tokens_dir, settings.tls_dir)
    core = Transport(settings.iaas_core_url, target="iaas-core", caller=SERVICE, tokens=tokens, connections=1)
    heartbeat = Heartbeat(CoreClient(core), SERVICE, settings.host_name)

    app = build_app(
        SERVICE,
        settings,
        description="Remembers: the only owner of the database.",
        checks=readiness.checks(),
        remarks={"time": pruning.remark, "disk": readiness.remark},
        start=[lambda: upgrade(database), pruning.begin, *_beginnings(write), pruning.start, heartbeat.start],
        ending=[signal.close],
        stop=[heartbeat.stop, pruning.stop, core.close, database.close],
    )
    door = ServiceDoor(tokens)
    app.include_router(command_routes(door, write))
    app.include_router(node_routes(door, write))
    app.include_router(operation_routes(door, write, read))
    app.include_router(turn_routes(door, write))
    app.include_router(request_routes(door, write))
    for routes in (account_routes, group_routes, credential_routes, owner_routes, audit_routes):
        app.include_router(routes(door, write, read))
    feed = EventFeed(database, signal, clock)
    app.include_router(query_routes(door, read, feed, steady))
    app.include_router(state_routes(door, read, readiness.problem, [pruning.remark, readiness.remark]))
    app.include_router(placement_routes(door, read, feed))
    app.include_router(host_routes(door, read))
    app.include_router(heartbeat_routes())
    return app


def _beginnings(write: Writer) -> list[Hook]:
    """What is written before the first request: other processes, and other lives of this database, came before."""
    return [lambda: write(begin_anew), lambda: write(settle_leftovers), lambda: write(wake_all)]
