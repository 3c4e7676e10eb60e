"""A host that never comes back is removed: declared dead by an administrator, for nothing here can know it.

What waited for it ends, and what was kept back for its guests comes free. If it comes back all the same it takes no VMs
until nothing is on it that is somebody else's by now: of two guests with one disk, both would write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, or_, select

from api_common.contract.agent_report import PowerReport
from api_common.contract.host import HostRemoval
from api_common.contract.states import HostStatus, ResourceType, VmStatus, VolumeStatus, VolumeUsage
from api_common.errors import ErrorKind, IaasError
from api_common.lifecycle.operation import OPEN
from db_proxy.commands.changes import forget_power
from db_proxy.commands.holds import end_holder
from db_proxy.commands.operation_rows import load_steps, wake
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import OPERATION, REMOVED_HOST, VM

_HEARD_OF = frozenset({HostStatus.READY.value, HostStatus.ERROR.value})
_SHOWN = 5
FREE = {"instance_uuid": "", "mount_point": "", "bus": ""}


def remove_host(unit: Unit, removal: HostRemoval) -> None:
    """The host is dead, says an administrator. Refused while it is heard of."""
    host = unit.get(ResourceType.HOST, removal.host_uuid)
    if host["status"] in _HEARD_OF:
        raise IaasError(ErrorKind.WRONG_STATE, f"host {host['name']} is {host['status']}: it is heard of, so it lives")
    why = f"host {host['name']} was removed as dead"
    vms = unit.load_by(ResourceType.VM, "host_uuid", host.key)
    freed = _end_work(unit, host, [vm.key for vm in vms], why)
    _free_volumes(unit, host, {vm.key for vm in vms}, freed, why)
    for vm in vms:
        _lose(unit, vm, why)
    for device in unit.load_by(ResourceType.DEVICE, "host_uuid", host.key):
        unit.remove(device)
    unit.remove(host)
    unit.connection.execute(delete(REMOVED_HOST).where(REMOVED_HOST.c.name == host["name"]))
    values = {"name": host["name"], "user_name": removal.user_name, "removed_at": unit.now}
    unit.connection.execute(insert(REMOVED_HOST), values)


def wake_waiting(unit: Unit, host_uuid: str) -> None:
    """The host is back: whatever waits for it is tried at once."""
    for operation in _of_host(unit, host_uuid, sorted(OPEN)):
        if operation["next_attempt_at"] is not None and operation["lent_to"] is None:
            load_steps(unit, [operation])
            wake(operation)


def meet(unit: Unit, host: Row) -> None:
    """A host that introduces itself: one that was declared dead takes no VMs until it has been looked at."""
    entry = select(REMOVED_HOST.c.removed_at).where(REMOVED_HOST.c.name == host["name"])
    if unit.connection.execute(entry).first() is not None:
        host.set(quarantine=_sentence([]))


def look_through(unit: Unit, host: Row, domains: Sequence[PowerReport]) -> None:
    """What is on a host that came back from the dead; nothing of others', and it is a host like any other."""
    if not host["quarantine"]:
        return
    here = {vm.key for vm in unit.load_by(ResourceType.VM, "host_uuid", host.key)}
    strange = sorted(report.uuid for report in domains if report.uuid not in here)
    host.set(quarantine=_sentence(strange) if strange else None)
    if not strange:
        unit.connection.execute(delete(REMOVED_HOST).where(REMOVED_HOST.c.name == host["name"]))


def _sentence(strange: Sequence[str]) -> str:
    begin = "this host was removed as dead and came back"
    if not strange:
        return f"{begin}; it is looked through"
    more = f" and {len(strange) - _SHOWN} more" if len(strange) > _SHOWN else ""
    return (
        f"{begin} with VMs that are gone or may write to disks of others: {', '.join(strange[:_SHOWN])}{more}; "
        "end them there (virsh destroy, virsh undefine --managed-save --nvram), or take them over with /host/recover"
    )


def _of_host(unit: Unit, host_uuid: str, statuses: Iterable[str]) -> list[Row]:
    """Operations that work on a host or on a VM there."""
    there = select(VM.c.uuid).where(VM.c.host_uuid == host_uuid)
    planned = OPERATION.c.input["hostUuid"].as_string() == host_uuid
    where = or_(planned, OPERATION.c.target_uuid.in_(there))
    return unit.load(ResourceType.OPERATION, OPERATION.c.status.in_([str(one) for one in statuses]) & where)


def _end_work(unit: Unit, host: Row, vms: Sequence[str], why: str) -> set[str]:
    """Nothing waits for the host any more; the volumes that were held for it."""
    freed: set[str] = set()
    for operation in _of_host(unit, host.key, [*sorted(OPEN), "stuck"]):
        freed.update(row.key for row in unit.load_by(ResourceType.VOLUME, "operation_uuid", operation.key))
        load_steps(unit, [operation])
        end_holder(unit, operation, why)
    return freed


def _free_volumes(unit: Unit, host: Row, vms: set[str], freed: set[str], why: str) -> None:
    """Data volumes on shared storage are whole; which are there is seen by whoever attaches them."""
    rows = [*unit.load_by(ResourceType.VOLUME, "host_uuid", host.key)]
    for vm in sorted(vms):
        rows += unit.load_by(ResourceType.VOLUME, "instance_uuid", vm)
    rows += [row for key in sorted(freed) if (row := unit.find(ResourceType.VOLUME, key))]
    for row in {row.key: row for row in rows}.values():
        if row["usage_type"] not in (VolumeUsage.DATA.value, None):
            continue
        if row["host_uuid"] == host.key:
            row.set(host_uuid=None)
        if row["instance_uuid"] not in vms and row.key not in freed:
            continue
        if row["status"] in (VolumeStatus.ATTACHED.value, VolumeStatus.USED.value):
            row.set(status=VolumeStatus.AVAILABLE.value, error=None, **FREE)
        elif row["status"] in (VolumeStatus.CREATING.value, VolumeStatus.DELETING.value):
            row.set(status=VolumeStatus.ERROR.value, error=f"{why} while it was {row['status']}; delete it")


def _lose(unit: Unit, vm: Row, why: str) -> None:
    """The system disk was on the host. The row stays, so that its owner learns of it."""
    for address in unit.load_by(ResourceType.IP_USED, "instance_uuid", vm.key):
        unit.remove(address)
    forget_power(vm)
    error = f"{why}, and this VM's system disk with it; its data volumes are free. Delete it"
    vm.set(host_uuid=None, status=VmStatus.ERROR.value, error=error, operation_uuid=None)
