"""Hosts: they register, are heard of, and fall silent."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import and_, func, or_, select, update

from api_common.contract.agent_report import AgentMemory
from api_common.contract.host import Host, HostFacts
from api_common.contract.states import HostStatus, PowerState, ResourceType
from api_common.identity import new_uuid
from db_proxy.commands.dead_hosts import meet, wake_waiting
from db_proxy.commands.installation import settled_installation
from db_proxy.commands.sequence import raise_fences
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import HOST, VM

SEEN = (HostStatus.READY.value, HostStatus.ERROR.value)
"""Hosts that were heard of lately."""
STRANGER = (
    "this host belongs to another installation ({}): this database is not the one that it had. Put the right one back; "
    "if it is lost for good, POST /host/recover takes the host over"
)


NOTHING_REMEMBERED = AgentMemory()


def register_host(unit: Unit, facts: HostFacts, memory: AgentMemory = NOTHING_REMEMBERED) -> Host:
    """Find the host by its name, or a host of v1 by its address, or insert it. Its epoch grows beyond every one that
    the host remembers or that its VMs' rows hold: an older copy of the database may have been put back."""
    row = _known(unit, facts)
    whose = settled_installation(unit, memory.installation if row else None)
    if row is None:
        row = new_host(unit, facts.name)
    row.set(name=facts.name, uuid=row["uuid"] or new_uuid())
    row.set(stranger=memory.installation if memory.installation not in (None, whose) else None)
    said = select(func.max(VM.c.power_epoch)).where(VM.c.host_uuid == row["uuid"])
    told = unit.connection.execute(said).scalar() or 0
    row.note(epoch=max(row["epoch"] or 0, memory.epoch, told) + 1)
    if memory.fence:
        raise_fences(unit.connection, memory.fence)
    if row["stranger"]:
        _know_nothing(unit, [row.key])
    meet(unit, row)
    heard_of(unit, row, facts)
    unit.flush()
    return cast(Host, row.resource.record(row.values))


def new_host(unit: Unit, name: str) -> Row:
    """A row for a host nobody knew; without limits."""
    fresh = {"uuid": new_uuid(), "name": name, "vcpu": 0, "memory": 0, "storage": 0, "epoch": 0}
    unknown = dict.fromkeys(("status", "facts", "node", "agent_url", "quarantine", "stranger"))
    return unit.add(ResourceType.HOST, {**unknown, **fresh})


def heard_of(unit: Unit, host: Row, facts: HostFacts | None) -> None:
    """A sign of life; `facts` where something about the host changed. What waits for it is tried when it is back."""
    was_away = host["status"] != HostStatus.READY.value or facts is not None and host["agent_url"] != facts.agent_url
    host.note(last_seen_at=unit.steady)
    if facts is not None:
        host.set(**_columns(facts))
    host.set(status=HostStatus.READY.value)
    judge(host)
    if was_away and host["status"] == HostStatus.READY.value:
        wake_waiting(unit, host.key)


def judge(host: Row) -> None:
    """The problem and the roles of a host out of what its agent and what Kubernetes say; READY or ERROR follow."""
    facts, node = host["facts"] or {}, host["node"] or {}
    strange = STRANGER.format(host["stranger"]) if host["stranger"] else None
    problems = [host["quarantine"], strange, *(told.get("problem") for told in (facts, node))]
    problem = "; ".join(text for text in problems if text) or None
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
    _know_nothing(unit, uuids)
    return uuids


def _know_nothing(unit: Unit, host_uuids: list[str]) -> None:
    for vm in unit.load(ResourceType.VM, VM.c.host_uuid.in_(host_uuids)):
        vm.set(power_state=PowerState.UNKNOWN.value)


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
