"""Rows say why a VM is paused or off; what was lost with its host is due to be started, once."""

from __future__ import annotations

from typing import Any

import pytest

from api_common.contract.agent_report import PowerReason, PowerReport
from api_common.contract.audit import AuditFilter
from api_common.contract.changes import ChangeStatus, ResourceRef, SetFields, SettleFromPower
from api_common.contract.host import Host
from api_common.contract.operation import SYSTEM_USER, OperationStart
from api_common.contract.states import PowerState, ReasonCode, ResourceType, VmStatus
from api_common.contract.vm import Vm
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.changes import apply_changes
from db_proxy.commands.holds import give_back
from db_proxy.commands.hosts import mark_silent_hosts
from db_proxy.commands.observe import observe_power
from db_proxy.commands.operations import start_operation
from db_proxy.commands.power_reasons import OFTEN, OFTEN_MS
from db_proxy.commands.unit import Writer
from db_proxy.queries.audit import entries
from db_proxy.queries.operations import operation
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import to_start, vm
from tests.db_proxy.commands.reports import report
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows, refused

RUNNING, STOPPED, PAUSED = PowerState.RUNNING, PowerState.STOPPED, PowerState.PAUSED
LOST = PowerReason(code=ReasonCode.HOST_LOST)


@pytest.fixture
def host(rows: Rows) -> Host:
    return rows.host()


class Seen:
    """A VM, and what its host shows of it."""

    def __init__(self, write: Writer, read: Reader, host: Host, uuid: str) -> None:
        self._write, self._read, self._host = write, read, host
        self.uuid = uuid
        self._sequence = 0

    def shows(self, power: PowerState, why: PowerReason | ReasonCode | None = None) -> Vm:
        self._sequence += 1
        why = PowerReason(code=why) if isinstance(why, ReasonCode) else why
        told: PowerReport = report(self.uuid, power, sequence=self._sequence).model_copy(update={"why": why})
        self._write(observe_power, self._host.uuid, [told])
        return self.row

    @property
    def row(self) -> Vm:
        return self._read(vm, self.uuid).vm

    @property
    def code(self) -> ReasonCode | None:
        return self.row.power_reason and self.row.power_reason.code


@pytest.fixture
def one(rows: Rows, write: Writer, read: Reader, host: Host) -> Seen:
    seen = Seen(write, read, host, rows.vm(status="ACTIVE", hostUuid=host.uuid))
    seen.shows(RUNNING)
    return seen


def start(vm: Vm) -> OperationStart:
    """As iaas_core writes it (`observed/restarts`)."""
    assert vm.auto_start_uuid
    return OperationStart(
        uuid=vm.auto_start_uuid,
        kind="vm_start",
        target_type=ResourceType.VM,
        target_uuid=vm.uuid,
        steps=["start_domain"],
        holds=[ResourceRef(type=ResourceType.VM, key=vm.uuid)],
        changes=[
            ChangeStatus(type=ResourceType.VM, key=vm.uuid, to="STARTING", expected=["STOPPED"]),
            SetFields(type=ResourceType.VM, key=vm.uuid, fields={"autoStartUuid": None}),
        ],
        user_name=SYSTEM_USER,
        audited=True,
    )


# --- reasons ---


def test_a_pause_says_why_and_running_says_nothing(one: Seen) -> None:
    full = PowerReason(code=ReasonCode.DISK_FULL, disk="vdb")
    assert one.shows(PAUSED, full).power_reason == full
    assert one.row.status is VmStatus.PAUSED
    assert one.shows(RUNNING).power_reason is None


def test_a_reason_stays_when_libvirt_has_forgotten_it(one: Seen) -> None:
    one.shows(STOPPED, ReasonCode.GUEST_SHUTDOWN)
    one.shows(STOPPED)
    assert one.code is ReasonCode.GUEST_SHUTDOWN
    one.shows(STOPPED, ReasonCode.CUT_BY_HAND)
    assert one.code is ReasonCode.GUEST_SHUTDOWN


@pytest.mark.parametrize("why", [ReasonCode.GUEST_SHUTDOWN, ReasonCode.CUT_BY_HAND, ReasonCode.HOST_LOST])
def test_stopped_by_its_owner(one: Seen, write: Writer, why: ReasonCode) -> None:
    write(apply_changes, [ChangeStatus(type=ResourceType.VM, key=one.uuid, to="STOPPING")])
    assert one.shows(STOPPED, why).auto_start_uuid is None
    assert one.code is ReasonCode.STOPPED


def test_what_nobody_knows_is_not_made_up(one: Seen) -> None:
    one.shows(PowerState.UNKNOWN, ReasonCode.KILLED)
    assert one.code is None
    one.shows(PowerState.SAVED)
    assert (one.code, one.row.status) == (None, VmStatus.SUSPENDED)


def test_a_killed_one_is_not_started_again(one: Seen, read: Reader) -> None:
    one.shows(PowerState.CRASHED, ReasonCode.KILLED)
    assert (one.code, one.row.status) == (ReasonCode.KILLED, VmStatus.STOPPED)
    assert read(to_start, 9) == []


# --- lost with its host ---


@pytest.mark.parametrize("silent", [True, False])
def test_one_that_ran_is_due_once(one: Seen, read: Reader, write: Writer, clock: ManualClock, silent: bool) -> None:
    if silent:
        clock.advance(500)
        assert write(mark_silent_hosts, 1000)
        assert read(to_start, 9) == []
    row = one.shows(STOPPED, LOST)
    assert (row.status, one.code) == (VmStatus.STOPPED, ReasonCode.HOST_LOST)
    uuid = row.auto_start_uuid
    assert uuid and one.shows(STOPPED, LOST).auto_start_uuid == uuid
    if silent:
        assert read(to_start, 9) == [], "its host is not READY yet"
        return
    assert [each.uuid for each in read(to_start, 9)] == [one.uuid]
    write(start_operation, start(row))
    write(start_operation, start(row))
    assert (one.row.status, one.row.auto_start_uuid, one.row.operation_uuid) == (VmStatus.STARTING, None, uuid)
    assert one.shows(STOPPED, LOST).auto_start_uuid is None, "told again while it is being started"
    assert read(to_start, 9) == []
    assert read(operation, uuid).user_name == SYSTEM_USER


def test_a_second_operation_of_the_same_loss_is_refused(one: Seen, write: Writer) -> None:
    row = one.shows(STOPPED, LOST)
    write(start_operation, start(row))
    with refused(ErrorKind.CONFLICT):
        write(start_operation, start(row.model_copy(update={"auto_start_uuid": new_uuid()})))


@pytest.mark.parametrize("status", ["STOPPED", "SUSPENDED", "STOPPING", "DELETING", "ERROR", "BUILDING"])
def test_what_was_not_wanted_on_stays_off(rows: Rows, write: Writer, read: Reader, host: Host, status: str) -> None:
    seen = Seen(write, read, host, rows.vm(status=status, hostUuid=host.uuid))
    rows.started(seen.uuid)
    assert seen.shows(STOPPED, LOST).auto_start_uuid is None


@pytest.mark.parametrize("status", ["PAUSED", "REBOOTING", "RESUMING", "SUSPENDING", "RESIZING", "STARTING"])
def test_what_was_wanted_on_is_due_when_its_operation_is_over(
    rows: Rows, write: Writer, read: Reader, host: Host, status: str
) -> None:
    seen = Seen(write, read, host, rows.vm(status=status, hostUuid=host.uuid))
    rows.started(seen.uuid)
    assert seen.shows(STOPPED, LOST).auto_start_uuid
    assert read(to_start, 9) == [], "an operation has it in hand"
    assert seen.shows(RUNNING).auto_start_uuid is None, "that operation started it"


def test_off_says_why_where_it_is_not_to_be_started(one: Seen, write: Writer) -> None:
    write(apply_changes, [SetFields(type=ResourceType.VM, key=one.uuid, fields={"autoStart": False})])
    assert one.shows(STOPPED, LOST).auto_start_uuid is None
    assert (one.code, one.row.status) == (ReasonCode.HOST_LOST_STAYS, VmStatus.STOPPED)


def test_one_that_went_just_before_its_host(one: Seen) -> None:
    one.shows(PowerState.CRASHED, ReasonCode.KILLED)
    assert one.shows(STOPPED, LOST).auto_start_uuid
    assert one.code is ReasonCode.HOST_LOST


def test_one_that_turned_itself_off_before_is_not_started(one: Seen) -> None:
    one.shows(STOPPED, ReasonCode.GUEST_SHUTDOWN)
    assert one.shows(STOPPED, LOST).auto_start_uuid is None


def test_a_host_that_is_lost_again_and_again(one: Seen, write: Writer, clock: ManualClock) -> None:
    for _ in range(OFTEN):
        started = write(start_operation, start(one.shows(STOPPED, LOST))).operation
        one.shows(RUNNING)
        write(give_back, started.uuid)
        write(apply_changes, [SettleFromPower(key=one.uuid)])
    assert one.shows(STOPPED, LOST).auto_start_uuid is None
    assert one.code is ReasonCode.HOST_LOST_OFTEN
    one.shows(RUNNING)
    clock.advance(OFTEN_MS / 1000 + 1)
    assert one.shows(STOPPED, LOST).auto_start_uuid


def test_a_start_that_failed_is_told(one: Seen, write: Writer) -> None:
    write(start_operation, start(one.shows(STOPPED, LOST)))
    write(apply_changes, [SettleFromPower(key=one.uuid, error="there is no such disk")])
    assert one.row.status is VmStatus.STOPPED
    assert one.row.power_reason == PowerReason(code=ReasonCode.RESTART_FAILED, error="there is no such disk")
    assert one.shows(STOPPED, LOST).auto_start_uuid is None


@pytest.mark.parametrize("error", [None, "cancelled"])
def test_other_ends_leave_other_reasons(one: Seen, write: Writer, error: str | None) -> None:
    one.shows(STOPPED, ReasonCode.GUEST_SHUTDOWN)
    write(apply_changes, [SettleFromPower(key=one.uuid, error=error)])
    assert one.code is ReasonCode.GUEST_SHUTDOWN


def test_few_of_a_host_start_at_once(rows: Rows, write: Writer, read: Reader, host: Host) -> None:
    other = rows.host()
    lost = [Seen(write, read, on, rows.vm(status="ACTIVE", hostUuid=on.uuid)) for on in [host] * 5 + [other]]
    for each in lost:
        each.shows(RUNNING)
        each.shows(STOPPED, LOST)
    assert [each.uuid for each in read(to_start, 2)] == [lost[0].uuid, lost[1].uuid, lost[5].uuid]
    write(start_operation, start(lost[0].row))
    assert [each.uuid for each in read(to_start, 2)] == [lost[1].uuid, lost[5].uuid]


def test_the_audit_log_has_it(one: Seen, write: Writer, read: Reader) -> None:
    row = one.shows(STOPPED, LOST)
    write(start_operation, start(row))
    write(start_operation, start(row))
    [view] = read(entries, AuditFilter()).content
    entry: Any = view.entry
    assert (entry.action, entry.username, entry.resource_key) == ("vm_start", SYSTEM_USER, one.uuid)
    assert (view.operation_uuid, view.outcome) == (row.auto_start_uuid, "open")
