"""Room on a host: a VM is put there only if the administrator's limits still hold with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select

from api_common.contract.operation import CapacityRequest
from api_common.contract.states import HostStatus, ResourceType
from api_common.errors import ErrorKind, IaasError
from db_proxy.commands.changes import forget_power
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import VM

_SIZES = (("cpus", "vcpu", "vCPU"), ("memory", "memory", "GiB of memory"), ("disk_size", "storage", "GiB of storage"))
"""The VM's column, the host's limit for its sum (0 or null: none), and the words for people."""

_USED = select(*[func.coalesce(func.sum(VM.c[name]), 0).label(name) for name, _, _ in _SIZES]).where(
    VM.c.host_uuid == bindparam("host"), VM.c.uuid != bindparam("vm")
)
"""What the other VMs on a host ask for, whatever their status."""


def reserve_capacity(unit: Unit, request: CapacityRequest) -> None:
    """Put a VM, with the sizes its row has by now, on a host; `no_capacity` with numbers if there is no room."""
    vm = unit.get(ResourceType.VM, request.vm_uuid)
    host = unit.get(ResourceType.HOST, request.host_uuid)
    if host["status"] != HostStatus.READY.value:
        raise _refused(host, f"is {host['status']}, not READY", {"status": host["status"]})
    used = unit.connection.execute(_USED, {"host": host.key, "vm": vm.key}).mappings().one()
    for name, limit_name, words in _SIZES:
        limit, asked = host[limit_name] or 0, vm[name] or 0
        if limit and used[name] + asked > limit:
            numbers = {"resource": limit_name, "limit": limit, "used": int(used[name]), "asked": asked}
            raise _refused(host, f"has {used[name]} of {limit} {words} in use; {asked} more do not fit", numbers)
    if vm["host_uuid"] != host.key:
        forget_power(vm)
        vm.set(host_uuid=host.key)


def _refused(host: Row, why: str, detail: dict[str, Any]) -> IaasError:
    return IaasError(
        ErrorKind.NO_CAPACITY, f"host {host['name'] or host.key} {why}", detail={"hostUuid": host.key, **detail}
    )
