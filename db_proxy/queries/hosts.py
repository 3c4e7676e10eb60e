"""Hosts with their load, and what the DHCP server of each must know."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, and_, func, or_, select, true

from api_common.contract.account import Scope
from api_common.contract.agent_report import DhcpBinding, DhcpPlan, VmBindings
from api_common.contract.device import Device
from api_common.contract.host import Host, HostLoad
from api_common.contract.network import IpSegment
from api_common.contract.states import VmStatus
from db_proxy.mapping.reading import read_row
from db_proxy.mapping.usage import DATA, counted
from db_proxy.queries.reader import rows, sum_of
from db_proxy.queries.scopes import within
from db_proxy.tables import DEVICE, HOST, IP_SEGMENT, IP_USED, VM, VOLUME


def hosts(connection: Connection) -> list[HostLoad]:
    """All hosts in order of registration, with the sums of what is on them."""
    load = (
        select(
            VM.c.host_uuid,
            func.count().label("vms"),
            sum_of(counted("cpus")).label("used_cpus"),
            sum_of(counted("memory")).label("used_memory"),
            sum_of(counted("disk_size")).label("system_storage"),
        )
        .group_by(VM.c.host_uuid)
        .subquery()
    )
    data = (
        select(VOLUME.c.host_uuid, sum_of(VOLUME.c.size).label("data_storage"))
        .where(DATA)
        .group_by(VOLUME.c.host_uuid)
        .subquery()
    )
    sums = [load.c[name] for name in ("vms", "used_cpus", "used_memory", "system_storage")]
    both = HOST.outerjoin(load, load.c.host_uuid == HOST.c.uuid).outerjoin(data, data.c.host_uuid == HOST.c.uuid)
    statement = select(HOST, *sums, data.c.data_storage).select_from(both)
    return [
        HostLoad(
            host=read_row(Host, row),
            vms=row["vms"] or 0,
            used_cpus=row["used_cpus"] or 0,
            used_memory=row["used_memory"] or 0,
            used_storage=(row["system_storage"] or 0) + (row["data_storage"] or 0),
            used_data=row["data_storage"] or 0,
        )
        for row in rows(connection, statement.order_by(HOST.c.id))
    ]


_IN_HAND = (VmStatus.BUILDING.value, VmStatus.DELETING.value)


def dhcp_plan(connection: Connection, host_uuid: str) -> DhcpPlan:
    """The segments on a host or in use by its VMs, and the addresses of its VMs."""
    column = IP_USED.c
    in_hand_now = and_(VM.c.status.in_(_IN_HAND), VM.c.operation_uuid.is_not(None))  # v1 left some without anybody
    held = (
        select(column.id, column.instance_uuid, column.mac, column.ip, column.ip_segment_id, in_hand_now.label("busy"))
        .join(VM, VM.c.uuid == column.instance_uuid)
        .where(VM.c.host_uuid == host_uuid)
        .order_by(column.id)
        .distinct()
    )
    given = rows(connection, held)
    in_use = sorted({row["ip_segment_id"] for row in given if row["ip_segment_id"] is not None})
    segments = select(IP_SEGMENT).where(or_(IP_SEGMENT.c.host_uuid == host_uuid, IP_SEGMENT.c.id.in_(in_use)))
    bindings: dict[str, list[DhcpBinding]] = defaultdict(list)
    in_hand = {row["instance_uuid"] for row in given if row["busy"]}
    for row in given:
        if row["mac"] and row["ip"] and row["instance_uuid"] not in in_hand:
            bindings[row["instance_uuid"]].append(DhcpBinding(mac=row["mac"], ip=row["ip"]))
    return DhcpPlan(
        segments=[read_row(IpSegment, row) for row in rows(connection, segments.order_by(IP_SEGMENT.c.id))],
        bindings=[VmBindings(vm_uuid=uuid, bindings=found) for uuid, found in bindings.items()],
        in_hand=sorted(in_hand),
    )


def devices(connection: Connection, host_uuid: str, scope: Scope | None = None) -> list[Device]:
    """The devices of a host that VMs have, oldest first. That a VM that is not meant has one is not told of which."""
    meant = DEVICE.c.instance_uuid.in_(select(VM.c.uuid).where(within(VM, scope))) if scope else true()
    statement = select(DEVICE, meant.label("meant")).where(DEVICE.c.host_uuid == host_uuid).order_by(DEVICE.c.id)
    found = [(read_row(Device, row), row["meant"]) for row in rows(connection, statement)]
    return [device if meant else device.model_copy(update={"instance_uuid": None}) for device, meant in found]
