"""Hosts: they register, are heard of, and fall silent."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import and_, or_

from api_common.contract.host import Host, HostFacts
from api_common.contract.states import HostStatus, PowerState, ResourceType
from api_common.identity import new_uuid
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import HOST, VM


def register_host(unit: Unit, facts: HostFacts) -> Host:
    """Find the host by its name, or a host of v1 by its address, or insert it. Its epoch grows by one."""
    row = _known(unit, facts)
    if row is None:
        fresh = {"uuid": new_uuid(), "name": facts.name, "vcpu": 0, "memory": 0, "storage": 0, "epoch": 0}
        row = unit.add(ResourceType.HOST, fresh)
    row.set(name=facts.name, uuid=row["uuid"] or new_uuid())
    row.note(epoch=(row["epoch"] or 0) + 1)
    heard_of(unit, row, facts)
    unit.flush()
    return cast(Host, row.resource.record(row.values))


def heard_of(unit: Unit, host: Row, facts: HostFacts | None) -> None:
    """A sign of life; `facts` where something about the host changed."""
    host.note(last_seen_at=unit.now)
    if facts is not None:
        host.set(**_columns(facts))
    status = HostStatus.ERROR if host.values.get("problem") else HostStatus.READY
    host.set(status=status.value)


def mark_silent_hosts(unit: Unit, silent_ms: int) -> list[str]:
    """Hosts not heard of for so long are OFFLINE, and nothing is known of the power of their VMs."""
    silent = or_(HOST.c.last_seen_at.is_(None), HOST.c.last_seen_at < unit.now - silent_ms)
    seen = HOST.c.status.in_([HostStatus.READY.value, HostStatus.ERROR.value])
    hosts = unit.load(ResourceType.HOST, and_(seen, silent))
    if not hosts:
        return []
    for host in hosts:
        host.set(status=HostStatus.OFFLINE.value)
    uuids = [host.key for host in hosts]
    for vm in unit.load(ResourceType.VM, VM.c.host_uuid.in_(uuids)):
        vm.set(power_state=PowerState.UNKNOWN.value)
    return uuids


def _known(unit: Unit, facts: HostFacts) -> Row | None:
    """v1 went by addresses: a node that changed its own left two rows of one name, the newer with the address of now.
    One that was taken over stays the host, whatever its address becomes."""
    never_registered = and_(HOST.c.ip == facts.ip, HOST.c.agent_url.is_(None))
    rows = unit.load(ResourceType.HOST, or_(HOST.c.name == facts.name, never_registered))

    def likeness(row: Row) -> tuple[bool, bool, bool]:
        return row["name"] == facts.name, row["agent_url"] is not None, row["ip"] == facts.ip

    return max(rows, key=likeness, default=None)


def _columns(facts: HostFacts) -> dict[str, Any]:
    return {
        "ip": facts.ip,
        "config": facts.config,
        "role": json.dumps(facts.roles),
        "agent_url": facts.agent_url,
        "facts": facts.model_dump(mode="json", by_alias=True),
        "problem": facts.problem,
    }
