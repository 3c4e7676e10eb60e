"""18.1 State and concurrency. D05 is in tests/real/test_defects.py: only a guest that takes its time shows it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import libvirt
import pytest

from api_common.contract.agent_report import JobReport, PowerReport
from api_common.contract.agent_spec import DomainAnswer
from api_common.contract.operation import Operation
from api_common.contract.states import JobStatus, PowerState, ResourceType
from api_common.errors import ErrorKind, IaasError
from iaas_core.steps import domains, volumes
from iaas_core.steps.doors import Agents
from iaas_core.workflow.flow import StepContext, Wait
from tests.helpers.suite import RunningSuite
from tests.helpers.volumes import Volumes
from tests.iaas_agent.domain_xml.specs import VM
from tests.iaas_agent.hypervisor.machine import Machine, behind, defined, fenced, running
from tests.iaas_core.fakes import FakeDb, doors

AGES = 100_000.0


def test_d01_a_rename_while_a_vm_is_built_is_kept(suite: RunningSuite) -> None:
    """v1's create thread saved the object it had captured before."""
    made = suite.api.post("/vm/create", suite.form("before"))
    suite.api.post("/vm/edit", {"vmUuid": made["uuid"], "name": "after", "description": "new"})
    suite.api.wait_operation(made["operationUuid"])
    vm = suite.api.wait_vm(made["uuid"], "ACTIVE")
    assert (vm["name"], vm["description"]) == ("after", "new")


def test_d03_a_crash_leaves_no_state_for_ever(suite: RunningSuite) -> None:
    """v1's threads died with their process: BUILDING stayed."""
    suite.suite.stop_service("iaas-agent")
    made = suite.api.post("/vm/create", suite.form("orphan"))
    suite.suite.kill("iaas-core")
    suite.suite.start_service("iaas-core")
    suite.suite.start_service("iaas-agent")
    assert suite.api.wait_operation(made["operationUuid"], 60)["status"] in ("done", "undone")
    assert suite.api.vm(made["uuid"])["status"] in ("ACTIVE", "ERROR")


def _context(agent: Any, **plan: Any) -> StepContext[Any]:
    operation = Operation(uuid="4" * 32, kind="k", target_type=ResourceType.VM, target_uuid=VM, input=plan, fence=1)
    return StepContext(operation, doors(FakeDb(), agent), {}, elapsed_seconds=AGES)


RUNNING = JobReport(key="k", status=JobStatus.RUNNING, progress=40)


def test_d04_a_copy_may_take_as_long_as_it_takes() -> None:
    """v1 gave up after 300 s although the copy went on."""
    volume = {"uuid": "2" * 32, "usageType": "SYSTEM", "size": 20, "providerLocation": "sys-volumes/a/b/x.img"}
    image = {"filename": "i.qcow2", "format": "QCOW2"}
    agent = SimpleNamespace(ensure_volume=lambda _: RUNNING)
    outcome = volumes.clone_system_volume(_context(agent, hostUuid="h", volume=volume, image=image))
    assert isinstance(outcome, Wait) and outcome.progress == 40


def test_d06_verbs_in_the_wrong_state_are_refused(suite: RunningSuite) -> None:
    """v1 took any verb in any state: stop on SUSPENDED stored STOPPED and kept the memory."""
    vm = suite.create("state")
    body = {"vmUuid": vm["uuid"]}
    suite.api.post("/vm/suspend", body)
    for verb, code in (("stop", 202.04), ("suspend", 202.06), ("reboot", 202.05)):
        suite.api.refused(f"/vm/{verb}", body, code=code)
    assert suite.api.vm(vm["uuid"])["status"] == "SUSPENDED"
    suite.suite.stop_service("iaas-agent")
    made = suite.api.post("/vm/create", suite.form("building"))
    for verb, code in (("start", 202.03), ("stop", 202.04)):
        suite.api.refused(f"/vm/{verb}", {"vmUuid": made["uuid"]}, code=code)
    suite.suite.start_service("iaas-agent")
    suite.api.wait_operation(made["operationUuid"])


def test_d07_data_volumes_outlive_their_vm(suite: RunningSuite, volumes: Volumes) -> None:
    """v1 meant to delete them, and in fact got stuck for ever."""
    vm, uuid = suite.create("mortal"), volumes.create("data")
    volumes.attach(uuid, vm["uuid"])
    suite.delete(vm["uuid"])
    shown = volumes.one(uuid)
    assert (shown["status"], shown["instanceUuid"], shown["mountPoint"]) == ("AVAILABLE", "", "")
    assert f"{uuid}.img" in suite.disk_files()


def test_d08_a_vm_without_a_host_can_be_deleted(suite: RunningSuite, sql: Any) -> None:
    """v1 needed the host's record to delete a row that had none."""
    insert = "INSERT INTO vm (id, uuid, name, status, host_uuid) VALUES (?, ?, 'lost', 'ERROR', ?)"
    sql(insert, 900_001, "a" * 32, "")
    sql(insert, 900_002, "b" * 32, "c" * 32)
    suite.api.post("/vm/delete", {"vmUuid": "a" * 32, "deleteType": "normal"})
    suite.api.post("/vm/delete", {"vmUuid": "b" * 32, "deleteType": "force"})
    assert suite.api.get("/vm/query_all") == []


def test_d09_a_deleted_vm_stays_deleted(suite: RunningSuite) -> None:
    """v1 saved deleted rows again: after a late error, or from a create thread that still ran."""
    suite.suite.stop_service("iaas-agent")
    made = suite.api.post("/vm/create", suite.form("half"))
    body = {"vmUuid": made["uuid"], "deleteType": "force"}
    with ThreadPoolExecutor(1) as pool:
        deletion = pool.submit(suite.api.raw, "POST", "/vm/delete", body)
        suite.api.until(lambda: suite.api.operation(made["operationUuid"])["status"], lambda s: s == "undoing", 60)
        suite.suite.start_service("iaas-agent")
        assert deletion.result()["code"] == 200.0
    suite.api.until(lambda: suite.api.get("/vm/query_all"), lambda vms: vms == [], 60)
    suite.api.wait_operation(made["operationUuid"])
    assert suite.api.get("/vm/query_all") == [] and suite.disk_files() == []


@pytest.fixture
def machine(tmp_path: Any) -> Machine:
    return Machine(tmp_path)


def test_d10_only_no_such_domain_means_gone(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """v1 took every libvirt error for `not found` and deleted disks under running guests."""
    hypervisor = machine.agent()
    hypervisor.ensure_defined(defined())
    hypervisor.ensure_running(VM, running())

    def broken(*_: Any) -> None:
        error = libvirt.libvirtError("libvirtd is upset")
        error.err = (libvirt.VIR_ERR_INTERNAL_ERROR, libvirt.VIR_FROM_RPC, "upset", 2, None, None, None, -1, -1)
        raise error

    with monkeypatch.context() as patch:
        for name in ("lookupByUUIDString", "lookupByName", "lookupByUUID"):
            patch.setattr(libvirt.virConnect, name, broken)
        with pytest.raises(IaasError):
            hypervisor.ensure_absent(VM, fenced(fence=9))
    assert behind(hypervisor).isActive()
    hypervisor.stop()
    machine.jobs.stop()


def test_d11_an_agent_that_moved_is_found() -> None:
    """v1 kept an agent's address until core was restarted."""
    db, asked = FakeDb(), []
    agents = Agents(db, lambda url: asked.append(url) or SimpleNamespace(close=lambda: None))  # type: ignore[arg-type,func-returns-value,return-value]
    agents.of(db.load.host.uuid)
    db.load = db.load.model_copy(update={"host": db.load.host.model_copy(update={"agent_url": "http://moved"})})
    agents.forget(db.load.host.uuid)  # which the change feed does for every change of a host
    agents.of(db.load.host.uuid)
    assert asked == ["http://a", "http://moved"]


def test_d12_saving_much_memory_is_no_failure() -> None:
    """v1 answered 202.0 after 60 s and stored SUSPENDED later."""
    report = PowerReport(uuid=VM, power=PowerState.RUNNING, epoch=1, sequence=1)
    agent = SimpleNamespace(ensure_suspended=lambda *_: DomainAnswer(report=report, job=RUNNING))
    assert isinstance(domains.suspend_domain(_context(agent, hostUuid="h")), Wait)


def test_d13_a_failed_creation_leaves_nothing(suite: RunningSuite) -> None:
    """v1 left addresses, bindings, volume rows and files, or a row that was BUILDING for ever."""
    suite.api.refused("/vm/create", suite.form(ipSegmentId=999_999), code=202.0)
    assert suite.api.get("/vm/query_all") == []
    base, away = (suite.config.state / "data" / name for name in ("base", "base.away"))
    base.rename(away) if base.exists() else away.mkdir()
    base.write_text("no folder")
    try:
        made = suite.api.post("/vm/create", suite.form("doomed"))
        assert suite.api.wait_operation(made["operationUuid"])["status"] == "undone"
    finally:
        base.unlink()
        away.rename(base)
    vm = suite.api.vm(made["uuid"])
    assert vm["status"] == "ERROR" and vm["error"] and (vm["ips"], vm["volumes"]) == ([], [])
    used = suite.api.get("/ip_segment/statistics_by_id", ip_segment_id=suite.segment)["used"]
    assert (used, suite.disk_files(), suite.dhcp_files()) == (0, [], [])


def test_d14_a_disk_that_was_not_made_is_no_volume(suite: RunningSuite) -> None:
    """v1 ignored what qemu-img said: AVAILABLE without a file."""
    area = suite.config.state / "data" / "data-volumes"
    away = area.with_name("away")
    area.rename(away)
    area.write_text("no folder")
    try:
        answer = suite.api.refused("/volume/create", {"name": "x", "diskSize": 1}, code=202.0)
    finally:
        area.unlink()
        away.rename(area)
    assert answer["kind"] != ErrorKind.INTERNAL
    assert suite.api.wait_operation(answer["detail"]["operationUuid"])["status"] == "undone"
    (row,) = suite.api.get("/volume/query_all")
    assert row["status"] == "ERROR" and row["error"]
