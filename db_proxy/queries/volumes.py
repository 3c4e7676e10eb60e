"""Disks: one of any kind, and the data volumes that lists show with their VMs."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, func, or_, select

from api_common.contract.envelope import Page, total_pages
from api_common.contract.states import VolumeStatus, VolumeUsage
from api_common.contract.vm import Vm, VolumeCount, VolumeFilter, VolumeView
from api_common.contract.volume import Volume
from api_common.errors import not_found
from db_proxy.mapping.reading import read_row
from db_proxy.queries.reader import count, one_page
from db_proxy.tables import VM, VOLUME

_DATA = VOLUME.c.usage_type == VolumeUsage.DATA.value


def volume(connection: Connection, uuid: str) -> Volume:
    """One volume of any kind; `not_found` if there is none."""
    row = connection.execute(select(VOLUME).where(VOLUME.c.uuid == uuid)).mappings().first()
    if row is None:
        raise not_found("volume", uuid)
    return read_row(Volume, row)


def volumes(connection: Connection, query: VolumeFilter) -> Page[VolumeView]:
    """A page of data volumes in order of creation."""
    matching = select(VOLUME).where(_DATA, *_conditions(query)).order_by(VOLUME.c.id)
    total = count(connection, matching)
    rows = connection.execute(one_page(matching, query.page_num, query.page_size)).mappings().all()
    read = [read_row(Volume, row) for row in rows]
    attached = [v.instance_uuid for v in read if v.status is VolumeStatus.ATTACHED and v.instance_uuid]
    found = connection.execute(select(VM).where(VM.c.uuid.in_(attached))).mappings()
    vms = {row["uuid"]: read_row(Vm, row) for row in found}
    return Page(
        content=[
            VolumeView(volume=v, vm=vms.get(v.instance_uuid) if v.status is VolumeStatus.ATTACHED else None)
            for v in read
        ],
        total_pages=total_pages(total, query.page_size),
        total_elements=total,
    )


def volume_counts(connection: Connection) -> list[VolumeCount]:
    """Counts and sums of data volumes per status."""
    size = func.coalesce(func.sum(VOLUME.c.size), 0).label("size")
    statement = select(VOLUME.c.status, func.count().label("count"), size).where(_DATA).group_by(VOLUME.c.status)
    return [read_row(VolumeCount, row) for row in connection.execute(statement).mappings()]


def _conditions(query: VolumeFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.keywords:
        named = select(VM.c.uuid).where(VM.c.name.icontains(query.keywords, autoescape=True))
        conditions.append(
            or_(
                VOLUME.c.name.icontains(query.keywords, autoescape=True),
                VOLUME.c.description.icontains(query.keywords, autoescape=True),
                VOLUME.c.instance_uuid.in_(named),
            )
        )
    if query.statuses is not None:
        conditions.append(VOLUME.c.status.in_([status.value for status in query.statuses]))
    return conditions
