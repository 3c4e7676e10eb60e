"""Room on a host: a VM or a data volume is put there only if the administrator's limits still hold with it.

What can be taken counts, not what was promised (`mapping/usage`). Where nothing grows nothing is refused, even on a
host that is above its limits by now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from api_common.contract.operation import CapacityRequest
from api_common.contract.states import HostStatus, ResourceType
from api_common.errors import ErrorKind, IaasError, invalid
from db_proxy.commands.changes import forget_power
from db_proxy.commands.unit import Row, Unit
from db_proxy.mapping.usage import DATA, SEEN, counted
from db_proxy.tables import VM, VOLUME

_WORDS = {"vcpu": "vCPU", "memory": "GiB of memory", "storage": "GiB of storage"}
"""The columns of a host's limits (0 or null: none), and the words for people."""
_OF_A_VM = {"vcpu": "cpus", "memory": "memory", "storage": "disk_size"}
"""The VM's column for each limit."""

_DATA = (
    select(func.coalesce(func.sum(VOLUME.c.size), 0))
    .where(VOLUME.c.host_uuid == bindparam("host"), VOLUME.c.uuid != bindparam("apart_from"), DATA)
    .scalar_subquery()
)
_USED = select(
    *[func.coalesce(func.sum(counted(name)), 0).label(limit) for limit, name in _OF_A_VM.items()], _DATA.label("data")
).where(VM.c.host_uuid == bindparam("host"), VM.c.uuid != bindparam("apart_from"))


def reserve_capacity(unit: Unit, request: CapacityRequest) -> None:
    """Put a VM or a volume, as large as its row is by now, on a host; `no_capacity` with numbers if it is full."""
    row = _row(unit, request)
    host = unit.get(ResourceType.HOST, request.host_uuid)
    if host["status"] != HostStatus.READY.value:
        raise _refused(host, f"is {host['status']}, not READY", {"status": host["status"]})
    used, has = _used(unit.connection, host.key, apart_from=row.key), _sizes(row, row.values)
    before = {**row.values, **row.before}
    had = _sizes(row, before) if before["host_uuid"] == host.key and not row.created else dict.fromkeys(_WORDS, 0)
    for name, words in _WORDS.items():
        limit = host[name] or 0
        if limit and has[name] > had[name] and used[name] + has[name] > limit:
            numbers = {"resource": name, "limit": limit, "used": used[name], "asked": has[name]}
            raise _refused(host, f"has {used[name]} of {limit} {words} in use; {has[name]} more do not fit", numbers)
    if row["host_uuid"] != host.key:
        if row.resource.kind is ResourceType.VM:
            forget_power(row)
        row.set(host_uuid=host.key)


def _row(unit: Unit, request: CapacityRequest) -> Row:
    if request.vm_uuid:
        return unit.get(ResourceType.VM, request.vm_uuid)
    if request.volume_uuid:
        return unit.get(ResourceType.VOLUME, request.volume_uuid)
    raise invalid("vmUuid", "a VM or a volume must be named")


def _used(connection: Connection, host: str, *, apart_from: str) -> dict[str, int]:
    """What everything else on a host can take, whatever its status."""
    sums = connection.execute(_USED, {"host": host, "apart_from": apart_from}).mappings().one()
    return {**{name: int(sums[name]) for name in _WORDS}, "storage": int(sums["storage"]) + int(sums["data"])}


def _sizes(row: Row, values: Mapping[str, Any]) -> dict[str, int]:
    """What a row counts for each limit."""
    if row.resource.kind is ResourceType.VOLUME:
        return {"vcpu": 0, "memory": 0, "storage": values["size"] or 0}
    sizes = {limit: values[name] or 0 for limit, name in _OF_A_VM.items()}
    seen = {limit: values.get(f"domain_{name}") or 0 for limit, name in _OF_A_VM.items() if name in SEEN}
    return {limit: max(size, seen.get(limit, 0)) for limit, size in sizes.items()}


def _refused(host: Row, why: str, detail: dict[str, Any]) -> IaasError:
    return IaasError(
        ErrorKind.NO_CAPACITY, f"host {host['name'] or host.key} {why}", detail={"hostUuid": host.key, **detail}
    )
