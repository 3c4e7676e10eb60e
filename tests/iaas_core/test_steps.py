"""Rows become complete descriptions, and what lies beside a domain holds no secret."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from api_common.contract.agent_report import JobReport, PowerReport
from api_common.contract.agent_spec import DomainAnswer
from api_common.contract.network import IpUsed
from api_common.contract.operation import CapacityRequest, Operation
from api_common.contract.placement import Reservation, ReservationRequest
from api_common.contract.states import (
    ImageOsType,
    JobStatus,
    PowerState,
    ResourceType,
    VolumeFormat,
    VolumeUsage,
)
from api_common.contract.vm import Vm, VmView
from api_common.contract.volume import Volume
from api_common.errors import ErrorKind, IaasError
from iaas_core.steps import domains, reservations, volumes
from iaas_core.steps.plan import require_host
from iaas_core.steps.specs import disk_spec, domain_spec, metadata
from iaas_core.workflow.flow import Done, StepContext, Wait, seen_with
from tests.iaas_core.fakes import FakeDb, doors

VM = Vm(uuid="1" * 32, name="n", cpus=2, memory=1, max_cpus=16, max_memory=4, vnc_password="secret", password="guest")
DISK = Volume(
    uuid="2" * 32, usage_type=VolumeUsage.SYSTEM, format_type=VolumeFormat.QCOW2, mount_point="vda", bus="virtio"
)
CD = Volume(
    uuid="3" * 32,
    usage_type=VolumeUsage.ISO,
    format_type=VolumeFormat.ISO,
    mount_point="hda",
    bus="ide",
    provider_location="images/drivers.iso",
)
IP = IpUsed(ip="10.0.0.9", mac="02:10:00:00:00:01", bridge="br0")


def _context(agent: Any, plan: dict[str, Any], elapsed: float = 0) -> StepContext[Any]:
    operation = Operation(
        uuid="4" * 32, kind="k", target_type=ResourceType.VM, target_uuid=VM.uuid, input=plan, fence=5
    )
    db = FakeDb()
    db.vm = lambda _: VmView(vm=VM)  # type: ignore[attr-defined]
    return StepContext(operation, doors(db, agent), {}, elapsed)


def test_a_domain_spec_has_everything() -> None:
    spec = domain_spec(VM.model_copy(update={"os_type": ImageOsType.WINDOWS}), [DISK, CD], [IP], "abcdefgh")
    assert (spec.memory_mib, spec.max_memory_mib, spec.cpus, spec.max_cpus) == (1024, 4096, 2, 16)
    assert spec.disks[0].suffix == ".img" and spec.disks[1].image_file == "drivers.iso"
    assert spec.nics[0].mac == IP.mac and spec.graphics.password == "abcdefgh"


def test_a_disk_has_the_suffix_that_its_row_says() -> None:
    """What the VM's system is may be unknown (v1's rows), or the image may have changed since."""
    kept = DISK.model_copy(update={"provider_location": f"sys-volumes/a/b/{DISK.uuid}.qcow2"})
    assert (disk_spec(kept).suffix, disk_spec(DISK).suffix) == (".qcow2", ".img")


def test_metadata_holds_no_secret() -> None:
    told = str(metadata(VM, [IP]))
    assert "secret" not in told and "guest" not in told and "10.0.0.9" in told and "'name': 'n'" in told


class _Agent:
    """A guest that stays on until it is forced; `power` and what an answer tells are set by tests."""

    def __init__(self, power: PowerState = PowerState.RUNNING, **tells: Any) -> None:
        self.modes: list[str] = []
        self.power, self.tells = power, tells
        self.reset_fails: IaasError | None = None

    def domain(self, uuid: str) -> DomainAnswer:
        return self._answer()

    def ensure_stopped(self, uuid: str, body: Any) -> DomainAnswer:
        self.modes.append(body.mode)
        if body.mode == "force":
            self.power = PowerState.STOPPED
        return self._answer(**self.tells)

    def restart(self, uuid: str, body: Any) -> DomainAnswer:
        self.modes.append("reset" if body.mode == "force" else "press")
        if body.mode == "force" and self.reset_fails:
            raise self.reset_fails
        return self._answer(**self.tells)

    def ensure_running(self, uuid: str, body: Any) -> DomainAnswer:
        self.modes.append("start")
        self.power = PowerState.RUNNING
        return self._answer()

    def ensure_volume(self, body: Any) -> JobReport:
        return JobReport(key="k", status=JobStatus.FAILED, error={"kind": "storage_failed", "message": "full"})

    def ensure_suspended(self, uuid: str, body: Any) -> DomainAnswer:
        failed = JobReport(key="k", status=JobStatus.FAILED, error={"kind": "storage_failed", "message": "full"})
        return self._answer(job=failed)

    def _answer(self, **tells: Any) -> DomainAnswer:
        return DomainAnswer(report=PowerReport(uuid=VM.uuid, power=self.power, epoch=1, sequence=1), **tells)


def _plan(**more: Any) -> dict[str, Any]:
    return {"hostUuid": "h", "vncPassword": "abcdefgh", **more}


@pytest.mark.parametrize(
    ("asked", "core_says", "modes", "outcome"),
    [(0.1, 3600, ["ask"], Wait), (19, 3600, ["ask"], Wait), (20, 0, ["ask", "force"], Done)],
)
def test_a_stop_asks_until_the_grace_is_over_by_the_hosts_clock(
    asked: float, core_says: float, modes: list[str], outcome: type
) -> None:
    """No clock of ours, however wrong, cuts a guest's power early."""
    agent = _Agent(asked_seconds=asked)
    assert isinstance(domains.await_stopped(_context(agent, _plan(), core_says)), outcome)
    assert agent.modes == modes


def test_a_forced_stop_asks_nobody() -> None:
    agent = _Agent()
    for step in (domains.request_stop, domains.await_stopped):
        assert isinstance(step(_context(agent, _plan(force=True))), Done)
    assert agent.modes == ["force", "force"]


def test_power_that_comes_back_is_cut_again() -> None:
    agent = _Agent()
    agent.ensure_stopped = lambda uuid, body: agent._answer()  # type: ignore[method-assign]
    assert isinstance(domains.await_stopped(_context(agent, _plan(force=True))), Wait)


@pytest.mark.parametrize(
    ("power", "tells", "plan", "modes", "outcome"),
    [
        (PowerState.RUNNING, {"asked_seconds": 1}, {}, ["press"], Wait),
        (PowerState.RUNNING, {"asked_seconds": 1, "restarted": True}, {}, ["press"], Done),
        (PowerState.RUNNING, {"asked_seconds": 20}, {}, ["press", "reset"], Done),
        (PowerState.RUNNING, {}, {"force": True}, ["reset"], Done),
        (PowerState.STOPPED, {}, {}, ["start"], Done),
        (PowerState.CRASHED, {}, {"force": True}, ["start"], Done),
        (PowerState.SAVED, {}, {"force": True}, ["force", "start"], Done),
    ],
)
def test_a_reboot_asks_and_starts_or_resets(
    power: PowerState, tells: dict[str, Any], plan: dict[str, Any], modes: list[str], outcome: type
) -> None:
    agent = _Agent(power, **tells)
    assert isinstance(domains.reboot_domain(_context(agent, _plan(**plan))), outcome)
    assert agent.modes == modes


@pytest.mark.parametrize(
    ("kind", "detail"),
    [(ErrorKind.TIMED_OUT, {"hangs": True}), (ErrorKind.WRONG_STATE, {}), (ErrorKind.UNAVAILABLE, {})],
)
def test_a_machine_that_hangs_loses_its_power_for_a_reboot(kind: ErrorKind, detail: dict[str, Any]) -> None:
    agent = _Agent()
    agent.reset_fails = IaasError(kind, "no", detail=detail)
    if kind is ErrorKind.UNAVAILABLE:  # an agent that is away is waited for
        with pytest.raises(IaasError):
            domains.reboot_domain(_context(agent, _plan(force=True)))
        return
    assert isinstance(domains.reboot_domain(_context(agent, _plan(force=True))), Done)
    assert agent.modes == ["reset", "force", "start"]


def test_saved_memory_is_never_dropped_unasked() -> None:
    agent = _Agent(PowerState.SAVED)
    with pytest.raises(IaasError, match="drops its saved memory"):
        domains.reboot_domain(_context(agent, _plan()))
    assert agent.modes == []


def test_a_job_that_failed_tells_what_the_host_shows() -> None:
    with pytest.raises(IaasError, match="full") as failed:
        domains.suspend_domain(_context(_Agent(), _plan()))
    assert [report.power for report in seen_with(failed.value)] == [PowerState.RUNNING]


def test_a_failed_disk_job_is_the_steps_failure() -> None:
    plan = {
        "hostUuid": "h",
        "volume": DISK.to_wire(),
        "image": {"osType": "LINUX", "filename": "a.img", "format": "QCOW2"},
    }
    with pytest.raises(IaasError, match="full"):
        volumes.clone_system_volume(_context(_Agent(), plan))


def test_a_vm_without_a_host_can_only_be_deleted() -> None:
    for plan in ({}, {"hostUuid": None}, {"hostUuid": ""}):
        with pytest.raises(IaasError, match="can only be deleted"):
            require_host(_context(None, plan))
    assert domains.undefine_domain(_context(None, {})) == Done()


def test_a_host_whose_limits_refuse_is_left_out_of_the_next_question() -> None:
    db, asked = FakeDb(), []
    plan = {"vm": VM.to_wire(), "hostUuids": ["h1", "h2"], "volume": DISK.to_wire(), "isoVolumes": [CD.to_wire()]}

    def reserve(uuid: str, request: ReservationRequest) -> Reservation:
        asked.append((uuid, request.host_uuids))
        return Reservation(host_uuid=request.host_uuids[0])

    def reserve_capacity(request: CapacityRequest) -> None:
        if request.host_uuid in full:
            raise IaasError(ErrorKind.NO_CAPACITY, f"{request.host_uuid} is full")

    db.reserve_capacity = reserve_capacity  # type: ignore[attr-defined]
    context = _context(None, plan)
    context = replace(context, doors=replace(context.doors, db=db, resources=SimpleNamespace(reserve=reserve)))
    full = {"h1"}
    done = reservations.reserve_host(context)
    assert asked == [(VM.uuid, ["h1", "h2"]), (VM.uuid, ["h2"])]
    assert isinstance(done, Done) and done.output == {"hostUuid": "h2"}
    assert [(change.key, change.fields) for change in done.changes] == [  # type: ignore[union-attr]
        (DISK.uuid, {"hostUuid": "h2"}),
        (CD.uuid, {"hostUuid": "h2"}),
    ]
    assert require_host(replace(context, outputs={"reserve_host": done.output})) == "h2"
    full = {"h1", "h2"}
    with pytest.raises(IaasError, match="h2 is full"):
        reservations.reserve_host(context)


def test_what_the_scheduler_has_not_decided_is_asked_again() -> None:
    undecided = SimpleNamespace(reserve=lambda *_: Reservation(waiting="it thinks"))
    plan = {"vm": VM.to_wire(), "hostUuids": ["h1"], "hostUuid": "h1", "size": {"cpus": 2, "memory": 2}}
    context = _context(None, plan)
    context = replace(context, doors=replace(context.doors, resources=undecided))
    for step in (reservations.reserve_host, reservations.reserve_growth):
        assert isinstance(step(context), Wait)
