"""Whose database this is: one row, made where it is missing, which every copy of the database carries on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from api_common.identity import new_uuid
from db_proxy.commands.sequence import raise_events, raise_fences
from db_proxy.commands.unit import Unit
from db_proxy.tables import HOST, INSTALLATION


def installation(unit: Unit) -> Any:
    """The row; its columns are its attributes. A database that had hosts before it had this row does not know whose it
    is (`uuid` is empty) until the first of them says so."""
    found = unit.connection.execute(select(INSTALLATION)).first()
    if found is None:
        used = unit.connection.execute(select(HOST.c.id).limit(1)).first()
        values = {"id": 1, "uuid": "" if used else new_uuid(), "create_time": unit.now}
        unit.connection.execute(insert(INSTALLATION), values)
        found = unit.connection.execute(select(INSTALLATION)).one()
    return found


def settled_installation(unit: Unit, told: str | None) -> str:
    """Whose database this is; where it does not know, what a host that it knows has `told`, or a new one."""
    row = installation(unit)
    if row.uuid:
        return str(row.uuid)
    uuid = told or new_uuid()
    unit.connection.execute(update(INSTALLATION).values(uuid=uuid))
    return uuid


def begin_anew(unit: Unit) -> None:
    """At each start of the service. This may be an older copy that was put back: fences and numbers of events that were
    given since must not be given again, or hosts would refuse the ones and readers pass over the others. The clock is
    ahead of them all; where it is not, hosts say what they have seen."""
    raise_fences(unit.connection, unit.now)
    raise_events(unit.connection, unit.now)
