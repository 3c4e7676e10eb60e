"""Short lists: options of the console, heartbeats of the services."""

from __future__ import annotations

from sqlalchemy import Connection, select

from api_common.contract.service import ServiceBeat
from api_common.contract.spec_config import SpecConfig
from api_common.contract.states import SpecType
from db_proxy.mapping.reading import read_row
from db_proxy.queries.reader import rows
from db_proxy.tables import INSTALLATION, SERVICE_BEAT, SPEC_CONFIG


def spec_configs(connection: Connection, type_: SpecType | None) -> list[SpecConfig]:
    """Options, sorted by type and id; all, or those of one type."""
    statement = select(SPEC_CONFIG).order_by(SPEC_CONFIG.c.type, SPEC_CONFIG.c.id)
    if type_ is not None:
        statement = statement.where(SPEC_CONFIG.c.type == type_.value)
    return [read_row(SpecConfig, row) for row in rows(connection, statement)]


def beats(connection: Connection, now: int) -> list[ServiceBeat]:
    """The last heartbeat of every service and node, and how long ago it is at `now` (steady time)."""
    statement = select(SERVICE_BEAT).order_by(SERVICE_BEAT.c.service_name, SERVICE_BEAT.c.node_name)
    return [
        read_row(ServiceBeat, {**row, "silent_ms": max(0, now - row["seen_at"])}) for row in rows(connection, statement)
    ]


def installation_uuid(connection: Connection) -> str:
    """Whose database this is; empty until it is known."""
    return connection.execute(select(INSTALLATION.c.uuid)).scalar() or ""
