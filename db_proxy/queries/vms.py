"""VMs with all that lists show beside them, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, func, or_, select

from api_common.contract.account import Scope
from api_common.contract.device import Device
from api_common.contract.envelope import Page, total_pages
from api_common.contract.network import IpUsed
from api_common.contract.sorting import VmSort
from api_common.contract.states import HostStatus, VmStatus
from api_common.contract.vm import Vm, VmCount, VmFilter, VmView
from api_common.contract.volume import Volume
from api_common.errors import not_found
from db_proxy.mapping.reading import read_row
from db_proxy.mapping.usage import counted
from db_proxy.queries.reader import Row, beside, page_of, rows, sum_of
from db_proxy.queries.scopes import within
from db_proxy.queries.search import holds, may_be_address
from db_proxy.queries.sorting import Sorts, name_in, order_by
from db_proxy.tables import DEVICE, HOST, IP_USED, VM, VOLUME

_SORTS: Sorts = {
    VmSort.NAME: VM.c.name,
    VmSort.STATUS: VM.c.status,
    VmSort.CPUS: VM.c.cpus,
    VmSort.MEMORY: VM.c.memory,
    VmSort.HOST: name_in(HOST, "uuid", VM.c.host_uuid),
    VmSort.OWNER: VM.c.user_name,
    VmSort.CREATE_TIME: VM.c.create_time,
}


def vm(connection: Connection, uuid: str) -> VmView:
    """One VM; `not_found` if there is none."""
    found = _views(connection, rows(connection, select(VM).where(VM.c.uuid == uuid).order_by(VM.c.id).limit(1)))
    if not found:
        raise not_found("vm", uuid)
    return found[0]


def vms(connection: Connection, query: VmFilter) -> Page[VmView]:
    """A page of VMs, in order of creation unless another is asked for."""
    conditions = _conditions(connection, query)
    order = order_by(connection, query, _SORTS, VM.c.id)
    found, total = page_of(connection, VM, conditions, query, order, costly=bool(query.keywords))
    views = _views(connection, found)
    return Page(content=views, total_pages=total_pages(total, query.page_size), total_elements=total)


def vm_counts(connection: Connection, scope: Scope | None = None) -> list[VmCount]:
    """Counts and sums per status and host."""
    sums = [sum_of(counted(name)).label(name) for name in ("cpus", "memory", "disk_size")]
    statement = select(VM.c.status, VM.c.host_uuid, func.count().label("count"), *sums).where(within(VM, scope))
    return [read_row(VmCount, row) for row in rows(connection, statement.group_by(VM.c.status, VM.c.host_uuid))]


def to_start(connection: Connection, at_a_time: int) -> list[Vm]:
    """VMs that were lost with their host and are to be started now: on hosts that are READY, where no other work is in
    hand on them, and so that no more than `at_a_time` of a host start at once."""
    ready = select(HOST.c.uuid).where(HOST.c.status == HostStatus.READY.value)
    due = select(VM).where(
        VM.c.auto_start_uuid.is_not(None),
        VM.c.operation_uuid.is_(None),
        VM.c.status == VmStatus.STOPPED.value,
        VM.c.host_uuid.in_(ready),
    )
    found = [read_row(Vm, row) for row in rows(connection, due.order_by(VM.c.id))]
    if not found:
        return []
    starting = select(VM.c.host_uuid, func.count()).where(VM.c.status == VmStatus.STARTING.value)
    busy: Counter[str | None] = Counter()
    for host_uuid, count in connection.execute(starting.group_by(VM.c.host_uuid)):
        busy[host_uuid] = count
    chosen = []
    for each in found:
        if busy[each.host_uuid] < at_a_time:
            busy[each.host_uuid] += 1
            chosen.append(each)
    return chosen


def _conditions(connection: Connection, query: VmFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [within(VM, query.scope)] if query.scope else []
    if query.keywords:
        found = [holds(connection, column, query.keywords) for column in (VM.c.name, VM.c.description)]
        if may_be_address(query.keywords):
            addressed = IP_USED.c.ip.contains(query.keywords, autoescape=True)
            found.append(VM.c.uuid.in_(select(IP_USED.c.instance_uuid).where(addressed)))
        conditions.append(or_(*found))
    if query.statuses is not None:
        conditions.append(VM.c.status.in_([status.value for status in query.statuses]))
    if query.host_uuid:
        conditions.append(VM.c.host_uuid == query.host_uuid)
    if query.image_uuid:
        conditions.append(VM.c.image_uuid == query.image_uuid)
    return conditions


def _views(connection: Connection, found: Sequence[Row]) -> list[VmView]:
    """VMs with what is beside them, with one statement for each kind of thing."""
    uuids = [row["uuid"] for row in found]
    ips = beside(connection, IP_USED.c.instance_uuid, uuids)
    volumes = beside(connection, VOLUME.c.instance_uuid, uuids)
    devices = beside(connection, DEVICE.c.instance_uuid, uuids)
    hosts = beside(connection, HOST.c.uuid, [row["host_uuid"] for row in found])
    views = []
    for row in found:
        uuid, host = row["uuid"], next(iter(hosts[row["host_uuid"]]), {})
        views.append(
            VmView(
                vm=read_row(Vm, row),
                ips=[read_row(IpUsed, ip) for ip in ips[uuid]],
                volumes=[read_row(Volume, volume) for volume in volumes[uuid]],
                devices=[read_row(Device, device) for device in devices[uuid]],
                host_name=host.get("name"),
                host_ip=host.get("ip"),
            )
        )
    return views
