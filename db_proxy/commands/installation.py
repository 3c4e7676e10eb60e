"""Whose database this is: one row, made where it is missing, which every copy of the database carries on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from api_common.identity import new_uuid
from db_proxy.commands.unit import Unit
from db_proxy.tables import INSTALLATION


def installation(unit: Unit) -> Any:
    """The row; its columns are its attributes."""
    found = unit.connection.execute(select(INSTALLATION)).first()
    if found is None:
        values = {"id": 1, "uuid": new_uuid(), "create_time": unit.now}
        unit.connection.execute(insert(INSTALLATION), values)
        found = unit.connection.execute(select(INSTALLATION)).one()
    return found
