"""Address segments and the addresses given out of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, ScalarSelect, Table, func, select, true

from api_common.contract.account import Scope
from api_common.contract.network import IpSegment, IpSegmentView, IpUsed
from db_proxy.mapping.reading import read_row
from db_proxy.queries.reader import rows
from db_proxy.queries.scopes import within
from db_proxy.tables import HOST, IP_SEGMENT, IP_USED, VM


def segments(connection: Connection, ids: Sequence[int] | None) -> list[IpSegmentView]:
    """Segments in order of creation, with host name and number of addresses in use: all, or those of `ids`."""
    used = select(IP_USED.c.ip_segment_id, func.count().label("used")).group_by(IP_USED.c.ip_segment_id).subquery()
    statement = (
        select(IP_SEGMENT, _name_of(HOST, IP_SEGMENT.c.host_uuid).label("host_name"), used.c.used)
        .outerjoin(used, used.c.ip_segment_id == IP_SEGMENT.c.id)
        .order_by(IP_SEGMENT.c.id)
    )
    if ids is not None:
        statement = statement.where(IP_SEGMENT.c.id.in_(list(ids)))
    return [
        IpSegmentView(segment=read_row(IpSegment, row), host_name=row["host_name"], used=row["used"] or 0)
        for row in rows(connection, statement)
    ]


def segment_addresses(connection: Connection, segment_id: int, scope: Scope | None = None) -> list[IpUsed]:
    """The addresses given out of a segment, oldest first, with the names of their VMs where those still exist. Of a VM
    that is not meant only the address is told."""
    meant = IP_USED.c.instance_uuid.in_(select(VM.c.uuid).where(within(VM, scope))) if scope else true()
    statement = (
        select(IP_USED, _name_of(VM, IP_USED.c.instance_uuid).label("instance_name"), meant.label("meant"))
        .where(IP_USED.c.ip_segment_id == segment_id)
        .order_by(IP_USED.c.id)
    )
    return [_shown(read_row(IpUsed, row), row["meant"]) for row in rows(connection, statement)]


def _shown(address: IpUsed, meant: bool) -> IpUsed:
    return address if meant else IpUsed(ip=address.ip, type=address.type, ip_segment_id=address.ip_segment_id)


def _name_of(table: Table, uuid: Column[Any]) -> ScalarSelect[Any]:
    """A name beside a row, which stays one row: in v1's tables two may share a uuid."""
    named = select(table.c.name).where(table.c.uuid == uuid).order_by(table.c.id).limit(1)
    return named.correlate(uuid.table).scalar_subquery()
