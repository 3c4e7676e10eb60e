"""Disks."""

from __future__ import annotations

from sqlalchemy import Connection, select

from api_common.contract.volume import Volume
from api_common.errors import not_found
from db_proxy.mapping.reading import read_row
from db_proxy.tables import VOLUME


def volume(connection: Connection, uuid: str) -> Volume:
    """One disk of any kind; `not_found` if there is none."""
    row = connection.execute(select(VOLUME).where(VOLUME.c.uuid == uuid)).mappings().first()
    if row is None:
        raise not_found("volume", uuid)
    return read_row(Volume, row)
