"""What hosts show of their domains: stored where it is newer, judged only for VMs that no operation holds.

Every observation carries (epoch, sequence) of its host, so repeats and late arrivals change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_

from api_common.contract.agent_report import Inventory, PowerReport
from api_common.contract.states import PowerState, ResourceType
from api_common.errors import ErrorKind, IaasError
from api_common.lifecycle.operation import OPEN
from db_proxy.commands.changes import settled_from_power
from db_proxy.commands.dead_hosts import look_through
from db_proxy.commands.hosts import heard_of
from db_proxy.commands.operation_rows import load_steps, wake
from db_proxy.commands.power_reasons import reason_columns
from db_proxy.commands.sequence import raise_fences
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import VM

MIB_PER_GIB = 1024


def observe_power(unit: Unit, host_uuid: str, reports: Sequence[PowerReport]) -> None:
    """News from a host. What it says of VMs that are not on it (any more) is left aside."""
    host = unit.find(ResourceType.HOST, host_uuid)
    if host is not None and host["stranger"]:
        return
    where = and_(VM.c.uuid.in_([report.uuid for report in reports]), VM.c.host_uuid == host_uuid)
    rows = unit.load(ResourceType.VM, where)
    for report in reports:
        for row in (row for row in rows if row.key == report.uuid):
            _store(unit, row, report)


def observe_in_operation(unit: Unit, reports: Sequence[PowerReport]) -> None:
    """What a step learnt from the agent it called. The step's operation holds the VM, so its status stays."""
    for report in reports:
        _store(unit, unit.find(ResourceType.VM, report.uuid), report, wakes=False)


def observe_inventory(unit: Unit, inventory: Inventory) -> None:
    """All domains of a host: a VM of ours on that host that is missing is absent. Also the host's sign of life."""
    host = unit.get(ResourceType.HOST, inventory.host_uuid)
    if inventory.epoch < host["epoch"]:
        raise IaasError(ErrorKind.FENCED, f"host {host['name']} has registered since; it must register again")
    host.note(epoch=inventory.epoch)  # higher where an older copy of the database was put back
    if inventory.fence:
        raise_fences(unit.connection, inventory.fence)
    look_through(unit, host, inventory.domains)
    heard_of(unit, host, inventory.facts)
    if host["stranger"]:
        return
    reports: Mapping[str, PowerReport] = {report.uuid: report for report in inventory.domains}
    for row in unit.load_by(ResourceType.VM, "host_uuid", host.key):
        if row["power_epoch"] > inventory.epoch:  # said by no agent that this host can have had
            row.note(power_epoch=0, power_sequence=0)
        _store(unit, row, reports.get(row.key) or _absent(row, inventory))


def _absent(row: Row, inventory: Inventory) -> PowerReport:
    return PowerReport(uuid=row.key, power=PowerState.ABSENT, epoch=inventory.epoch, sequence=inventory.sequence)


def _wake_holder(unit: Unit, operation_uuid: str) -> None:
    """An operation that waits for its VM to change, or is about to, looks again at once."""
    holder = unit.find(ResourceType.OPERATION, operation_uuid)
    if holder is not None and holder["status"] in OPEN:
        load_steps(unit, [holder])
        wake(holder)


def _store(unit: Unit, row: Row | None, report: PowerReport, *, wakes: bool = True) -> None:
    if row is None or (report.epoch, report.sequence) <= (row["power_epoch"], row["power_sequence"]):
        return
    row.note(power_epoch=report.epoch, power_sequence=report.sequence, power_seen_at=unit.now)
    changed = row["power_state"] != report.power.value
    row.set(**reason_columns(unit, row, report))
    row.set(power_state=report.power.value, vnc_port=report.vnc_port, **_can_take(report))
    if row["operation_uuid"] is None:
        row.set(**_judged(row, report.power))
    elif wakes and changed:
        _wake_holder(unit, row["operation_uuid"])


def _can_take(report: PowerReport) -> dict[str, int | None]:
    """What the domain has. A report that does not tell leaves what was known: it cannot have become less unseen."""
    if report.power is PowerState.ABSENT:
        return {"domain_cpus": None, "domain_memory": None}
    if report.cpus is None or report.memory_mib is None:
        return {}
    return {"domain_cpus": report.cpus, "domain_memory": -(-report.memory_mib // MIB_PER_GIB)}


def _judged(row: Row, power: PowerState) -> dict[str, Any]:
    """What an observation means for a VM at rest; `unknown` means nothing."""
    return {} if power is PowerState.UNKNOWN else settled_from_power(row)
