"""Disks: one of any kind, and the data volumes that lists show with their VMs."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, func, or_, select

from api_common.contract.account import Scope
from api_common.contract.envelope import Page, total_pages
from api_common.contract.sorting import VolumeSort
from api_common.contract.states import VolumeStatus, VolumeUsage
from api_common.contract.vm import Vm, VolumeCount, VolumeFilter, VolumeView
from api_common.contract.volume import Volume
from api_common.errors import not_found
from db_proxy.mapping.reading import read_row
from db_proxy.queries.reader import beside, page_of, rows, sum_of
from db_proxy.queries.scopes import within
from db_proxy.queries.search import holds
from db_proxy.queries.sorting import Sorts, name_in, order_by
from db_proxy.tables import VM, VOLUME

_SORTS: Sorts = {
    VolumeSort.NAME: VOLUME.c.name,
    VolumeSort.STATUS: VOLUME.c.status,
    VolumeSort.SIZE: VOLUME.c.size,
    VolumeSort.VM: name_in(VM, "uuid", VOLUME.c.instance_uuid),
    VolumeSort.OWNER: VOLUME.c.user_name,
    VolumeSort.CREATE_TIME: VOLUME.c.create_time,
}
_DATA = VOLUME.c.usage_type == VolumeUsage.DATA.value


def volume(connection: Connection, uuid: str) -> Volume:
    """One volume of any kind; `not_found` if there is none."""
    found = rows(connection, select(VOLUME).where(VOLUME.c.uuid == uuid).order_by(VOLUME.c.id).limit(1))
    if not found:
        raise not_found("volume", uuid)
    return read_row(Volume, found[0])


def volumes(connection: Connection, query: VolumeFilter) -> Page[VolumeView]:
    """A page of data volumes, in order of creation unless another is asked for."""
    conditions = [_DATA, *_conditions(connection, query)]
    order = order_by(connection, query, _SORTS, VOLUME.c.id)
    found, total = page_of(connection, VOLUME, conditions, query, order, costly=bool(query.keywords))
    read = [read_row(Volume, row) for row in found]
    owners = beside(connection, VM.c.uuid, [_owner(volume) for volume in read])
    vms = {uuid: read_row(Vm, first) for uuid, (first, *_) in owners.items()}
    return Page(
        content=[VolumeView(volume=volume, vm=vms.get(_owner(volume))) for volume in read],
        total_pages=total_pages(total, query.page_size),
        total_elements=total,
    )


def volume_counts(connection: Connection, scope: Scope | None = None) -> list[VolumeCount]:
    """Counts and sums of data volumes per status."""
    size = sum_of(VOLUME.c.size).label("size")
    statement = select(VOLUME.c.status, func.count().label("count"), size)
    grouped = statement.where(_DATA, within(VOLUME, scope)).group_by(VOLUME.c.status)
    return [read_row(VolumeCount, row) for row in rows(connection, grouped)]


def _owner(volume: Volume) -> str | None:
    """The VM that has it, if any has."""
    return volume.instance_uuid if volume.status is VolumeStatus.ATTACHED else None


def _conditions(connection: Connection, query: VolumeFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [within(VOLUME, query.scope)] if query.scope else []
    if query.keywords:
        name, description, vm_name = (
            holds(connection, column, query.keywords) for column in (VOLUME.c.name, VOLUME.c.description, VM.c.name)
        )
        linked = VOLUME.c.instance_uuid.in_(select(VM.c.uuid).where(vm_name, VM.c.uuid != ""))
        conditions.append(or_(name, description, linked))
    if query.statuses is not None:
        conditions.append(VOLUME.c.status.in_([status.value for status in query.statuses]))
    return conditions
