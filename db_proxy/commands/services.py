"""Heartbeats of the services, at db_proxy's own clock."""

from __future__ import annotations

from sqlalchemy import insert, update

from api_common.contract.service import ServiceBeat
from db_proxy.commands.unit import Unit
from db_proxy.tables import SERVICE_BEAT


def note_beat(unit: Unit, beat: ServiceBeat) -> None:
    """The service is alive on that node now."""
    column = SERVICE_BEAT.c
    same = (column.service_name == beat.service_name, column.node_name == beat.node_name)
    updated = unit.connection.execute(update(SERVICE_BEAT).where(*same).values(seen_at=unit.steady))
    if not updated.rowcount:
        values = {"service_name": beat.service_name, "node_name": beat.node_name, "seen_at": unit.steady}
        unit.connection.execute(insert(SERVICE_BEAT), values)
