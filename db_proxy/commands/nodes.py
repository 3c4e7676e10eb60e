"""What Kubernetes says of the nodes, on the rows of the hosts: asked by resource_operator, with all nodes each time.

A work node without a host becomes one that waits for its agent. What the administrator set stays: limits are written
only where there are none, and follow the node only while they are what was written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Table, func, select, true

from api_common.contract.host import NodeReport, NodeState
from api_common.contract.states import HostStatus, ResourceType
from db_proxy.commands.hosts import judge, new_host
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import DEVICE, IP_SEGMENT, VM, VOLUME

_OWNERS: tuple[Table, ...] = (VM, VOLUME, IP_SEGMENT, DEVICE)
_LIMITS = (("vcpu", "default_vcpu", VM.c.cpus), ("memory", "default_memory", VM.c.memory))
"""The limit's column, where its default is kept, and what counts against it."""
GONE = "its Kubernetes node was removed"


def observe_nodes(unit: Unit, report: NodeReport) -> None:
    """Bring the host rows in line with the nodes of the cluster. The same report again changes nothing."""
    nodes = {node.name: node for node in report.nodes}
    hosts = unit.load(ResourceType.HOST, true())
    _rename(unit, hosts, nodes)
    by_name = {host["name"]: host for host in hosts if not host.removed}
    for node in report.nodes:
        host = by_name.get(node.name)
        if host is None and node.worker:
            host = new_host(unit, node.name)
            host.set(ip=node.ip, status=HostStatus.PREPARING.value, role="[]")
        if host is not None:
            _follow(unit, host, node)
    for name, host in by_name.items():
        if host["node"] and name not in nodes:
            _lose(unit, host)


def _follow(unit: Unit, host: Row, node: NodeState) -> None:
    if not node.worker and _is_nothing(unit, host):
        unit.remove(host)
        return
    before = _known(host)
    host.set(node=_with_limits(unit, host, node, before).to_wire())
    judge(host)


def _lose(unit: Unit, host: Row) -> None:
    """VMs may well run on: their host is cut off from the cluster, not from power."""
    if _is_nothing(unit, host):
        unit.remove(host)
        return
    before = _known(host)
    assert before is not None
    host.set(node=before.model_copy(update={"gone": True, "problem": GONE, "warnings": []}).to_wire())
    judge(host)


def _with_limits(unit: Unit, host: Row, node: NodeState, before: NodeState | None) -> NodeState:
    defaults = {}
    for (limit, kept, asked), size in zip(_LIMITS, (node.millicores // 1000, node.memory_mib // 1024), strict=True):
        written, now = getattr(before, kept, None), host[limit] or 0
        untouched = written == now if written else written is None and not now
        used = select(func.coalesce(func.sum(asked), 0)).where(VM.c.host_uuid == host.key)
        first = written is None
        # an installation that asks for more already goes on working without a limit (decision 0004)
        if size and untouched and not (first and unit.connection.execute(used).scalar_one() > size):
            host.set(**{limit: size})
            written = size
        defaults[kept] = written
    return node.model_copy(update=defaults)


def _rename(unit: Unit, hosts: Sequence[Row], nodes: Mapping[str, NodeState]) -> None:
    """A host whose node has gone, on a machine that is there under one other name, takes that name."""
    lost: dict[str, list[Row]] = defaultdict(list)
    for host in hosts:
        before = _known(host)
        if before and before.machine and host["name"] not in nodes:
            lost[before.machine].append(host)
    for machine, rows in lost.items():
        same = [node for node in nodes.values() if node.machine == machine]
        if len(same) != 1 or len(rows) != 1:
            continue  # several nodes on one machine: nobody knows which of them it is
        twin = next((other for other in hosts if other["name"] == same[0].name), None)
        if twin is not None:
            both_lived = _known(twin) is not None and NodeState.model_validate(rows[0]["node"]).ready
            if both_lived or _is_used(unit, twin):
                continue
            rows[0].set(agent_url=twin["agent_url"], facts=twin["facts"], ip=twin["ip"])
            unit.remove(twin)  # its agent registers again, and finds the old host
            unit.flush()
        rows[0].set(name=same[0].name)


def _known(host: Row) -> NodeState | None:
    return NodeState.model_validate(host["node"]) if host["node"] else None


def _is_nothing(unit: Unit, host: Row) -> bool:
    """Never heard of, and nothing belongs to it."""
    return host["agent_url"] is None and not _is_used(unit, host)


def _is_used(unit: Unit, host: Row) -> bool:
    return any(
        unit.connection.execute(select(table.c.id).where(table.c.host_uuid == host.key).limit(1)).first()
        for table in _OWNERS
    )
