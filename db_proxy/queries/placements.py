"""Sizes and places of VMs, for the account that a cluster keeps."""

from __future__ import annotations

from sqlalchemy import Connection, select

from api_common.contract.placement import PlacedVm, Placements
from db_proxy.mapping.reading import read_row
from db_proxy.queries.events import newest
from db_proxy.queries.reader import rows
from db_proxy.tables import VM

_NUMBERS = ("cpus", "memory")
_COLUMNS = [VM.c[name] for name in ("uuid", "host_uuid", "status", *_NUMBERS)]


def placements(connection: Connection) -> Placements:
    """All VMs, whatever their status."""
    last = newest(connection)  # before the rows: what is written in between is news to the asker
    return Placements(last=last, vms=[_placed(dict(row)) for row in rows(connection, select(*_COLUMNS))])


def _placed(row: dict[str, object]) -> PlacedVm:
    return read_row(PlacedVm, {**row, **{name: row[name] or 0 for name in _NUMBERS}})
