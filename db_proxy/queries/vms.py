"""VMs with all that lists show beside them, and counts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, or_, select

from api_common.contract.device import Device
from api_common.contract.envelope import Page, total_pages
from api_common.contract.network import IpUsed
from api_common.contract.vm import Vm, VmCount, VmFilter, VmView
from api_common.contract.volume import Volume
from api_common.errors import not_found
from db_proxy.mapping.reading import read_row
from db_proxy.queries.reader import count, one_page
from db_proxy.tables import DEVICE, HOST, IP_USED, VM, VOLUME

_CHOSEN = select(VM.c.id, VM.c.uuid)


def vm(connection: Connection, uuid: str) -> VmView:
    """One VM; `not_found` if there is none."""
    found = _views(connection, _CHOSEN.where(VM.c.uuid == uuid))
    if not found:
        raise not_found("vm", uuid)
    return found[0]


def vms(connection: Connection, query: VmFilter) -> Page[VmView]:
    """A page of VMs in order of creation."""
    matching = _CHOSEN.where(*_conditions(query)).order_by(VM.c.id)
    total = count(connection, matching)
    views = _views(connection, one_page(matching, query.page_num, query.page_size))
    return Page(content=views, total_pages=total_pages(total, query.page_size), total_elements=total)


def vm_counts(connection: Connection) -> list[VmCount]:
    """Counts and sums per status and host."""
    sums = [func.coalesce(func.sum(VM.c[name]), 0).label(name) for name in ("cpus", "memory", "disk_size")]
    statement = select(VM.c.status, VM.c.host_uuid, func.count().label("count"), *sums).group_by(
        VM.c.status, VM.c.host_uuid
    )
    return [read_row(VmCount, row) for row in connection.execute(statement).mappings()]


def _conditions(query: VmFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.keywords:
        text = query.keywords
        addressed = select(IP_USED.c.instance_uuid).where(IP_USED.c.ip.icontains(text, autoescape=True))
        conditions.append(
            or_(
                VM.c.name.icontains(text, autoescape=True),
                VM.c.description.icontains(text, autoescape=True),
                VM.c.uuid.in_(addressed),
            )
        )
    if query.statuses is not None:
        conditions.append(VM.c.status.in_([status.value for status in query.statuses]))
    if query.host_uuid:
        conditions.append(VM.c.host_uuid == query.host_uuid)
    if query.image_uuid:
        conditions.append(VM.c.image_uuid == query.image_uuid)
    return conditions


def _views(connection: Connection, chosen: Select[Any]) -> list[VmView]:
    """The VMs that `chosen` selects, in order of creation, with one statement per kind of thing beside them."""
    keys = chosen.subquery()
    uuids = select(keys.c.uuid)
    with_host = (
        select(VM, HOST.c.name.label("host_name"), HOST.c.ip.label("host_ip"))
        .select_from(VM.outerjoin(HOST, and_(HOST.c.uuid == VM.c.host_uuid, HOST.c.uuid != "")))
        .where(VM.c.id.in_(select(keys.c.id)))
        .order_by(VM.c.id)
    )
    rows = connection.execute(with_host).mappings().all()
    if not rows:
        return []
    ips = _beside(connection, IP_USED, uuids)
    volumes = _beside(connection, VOLUME, uuids)
    devices = _beside(connection, DEVICE, uuids)
    return [
        VmView(
            vm=read_row(Vm, row),
            ips=[read_row(IpUsed, ip) for ip in ips[row["uuid"]]],
            volumes=[read_row(Volume, volume) for volume in volumes[row["uuid"]]],
            devices=[read_row(Device, device) for device in devices[row["uuid"]]],
            host_name=row["host_name"],
            host_ip=row["host_ip"],
        )
        for row in rows
    ]


def _beside(connection: Connection, table: Table, uuids: Select[Any]) -> dict[str, list[Any]]:
    """The rows of a table that belong to VMs, by VM, oldest first."""
    found: dict[str, list[Any]] = defaultdict(list)
    statement = select(table).where(table.c.instance_uuid.in_(uuids)).order_by(table.c.id)
    for row in connection.execute(statement).mappings():
        found[row["instance_uuid"]].append(row)
    return found
