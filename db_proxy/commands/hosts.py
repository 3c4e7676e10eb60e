"""Hosts: they register, are heard of, and fall silent."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import and_, or_, update

from api_common.contract.host import Host, HostFacts
from api_common.contract.states import HostStatus, PowerState, ResourceType
from api_common.identity import new_uuid
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import HOST, VM

SEEN = (HostStatus.READY.value, HostStatus.ERROR.value)
"""Hosts that were heard of lately."""


def register_host(unit: Unit, facts: HostFacts) -> Host:
    """Find the host by its name, or a host of v1 by its address, or insert it. Its epoch grows by one."""
    row = _known(unit, facts)
    if row is None:
        row = new_host(unit, facts.name)
    row.set(name=facts.name, uuid=row["uuid"] or new_uuid())
    row.note(epoch=(row["epoch"] or 0) + 1)
    heard_of(unit, row, facts)
    unit.flush()
    return cast(Host, row.resource.record(row.values))


def new_host(unit: Unit, name: str) -> Row:
    """A row for a host nobody knew; without limits."""
    fresh = {"uuid": new_uuid(), "name": name, "vcpu": 0, "memory": 0, "storage": 0, "epoch": 0}
    return unit.add(ResourceType.HOST, {**dict.fromkeys(("status", "facts", "node")), **fresh})


def heard_of(unit: Unit, host: Row, facts: HostFacts | None) -> None:
    """A sign of life; `facts` where something about the host changed."""
    host.note(last_seen_at=unit.steady)
    if facts is not None:
        host.set(**_columns(facts))
    host.set(status=HostStatus.READY.value)
    judge(host)


def judge(host: Row) -> None:
    """The problem and the roles of a host out of what its agent and what Kubernetes say; READY or ERROR follow."""
    facts, node = host["facts"] or {}, host["node"] or {}
    problem = "; ".join(told["problem"] for told in (facts, node) if told.get("problem")) or None
    host.set(problem=problem)
    if facts or node.get("gone"):
        host.set(role=json.dumps([] if node.get("gone") else facts.get("roles", [])))
    if host["status"] in SEEN:
        host.set(status=(HostStatus.ERROR if problem else HostStatus.READY).value)


def mark_silent_hosts(unit: Unit, silent_ms: int) -> list[str]:
    """Hosts not heard of for so long are OFFLINE, and nothing is known of the power of their VMs."""
    seen = HOST.c.last_seen_at
    ahead = update(HOST).where(seen > unit.steady).values(last_seen_at=unit.steady)  # of a clock that was wrong
    unit.connection.execute(ahead)
    silent = or_(seen.is_(None), seen < unit.steady - silent_ms)
    hosts = unit.load(ResourceType.HOST, and_(HOST.c.status.in_(SEEN), silent))
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
        "agent_url": facts.agent_url,
        "facts": facts.model_dump(mode="json", by_alias=True),
    }
