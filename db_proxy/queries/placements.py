"""Places of VMs and the most that each can take, for the account that a cluster keeps."""

from __future__ import annotations

from sqlalchemy import Connection, select

from api_common.contract.placement import PlacedVm, Placements
from db_proxy.mapping.reading import read_row
from db_proxy.mapping.usage import SEEN, counted
from db_proxy.queries.events import newest
from db_proxy.queries.reader import rows
from db_proxy.tables import VM

_COLUMNS = [VM.c.uuid, VM.c.host_uuid, VM.c.status, *(counted(name).label(name) for name in SEEN)]


def placements(connection: Connection) -> Placements:
    """All VMs, whatever their status."""
    last = newest(connection)  # before the rows: what is written in between is news to the asker
    return Placements(last=last, vms=[read_row(PlacedVm, row) for row in rows(connection, select(*_COLUMNS))])
