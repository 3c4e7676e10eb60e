"""What is due is written as an ordinary operation, at once and again when something that made it wait is over."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

import pytest

from api_common.contract.event import EventRow
from api_common.contract.operation import ASKED, SYSTEM_USER, OperationStart
from api_common.contract.states import ResourceType
from api_common.contract.vm import Vm
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from iaas_core.flows.vm_power import VM_START
from iaas_core.forms.vm import OperateVmForm
from iaas_core.observed import restarts
from iaas_core.observed.restarts import Restarts

PATIENCE = 20.0


class Db:
    """Has VMs that are due; notes what is started."""

    def __init__(self) -> None:
        self.due: list[Vm] = []
        self.looks: queue.Queue[int] = queue.Queue()
        self.started: queue.Queue[OperationStart] = queue.Queue()
        self.failures: list[IaasError] = []

    def vms_to_start(self, at_a_time: int) -> list[Vm]:
        due, self.due = self.due, []
        self.looks.put(at_a_time)
        return due

    def start_operation(self, start: OperationStart) -> None:
        if self.failures:
            self.due = [vm(start.target_uuid, start.uuid)]
            raise self.failures.pop()
        self.started.put(start)


def vm(uuid: str, due: str) -> Vm:
    return Vm(uuid=uuid, host_uuid="h" * 32, auto_start_uuid=due)


@pytest.fixture
def db() -> Db:
    return Db()


@pytest.fixture
def woken() -> queue.Queue[bool]:
    return queue.Queue()


@pytest.fixture
def running(db: Db, woken: queue.Queue[bool], monkeypatch: pytest.MonkeyPatch) -> Iterator[Restarts]:
    monkeypatch.setattr(restarts, "RETRY_SECONDS", 0.01)
    found = Restarts(db, lambda: VM_START, lambda: woken.put(True), at_a_time=3)  # type: ignore[arg-type]
    found.start()
    assert db.looks.get(timeout=PATIENCE) == 3, "it begins with a look"
    yield found
    found.stop()
    found._thread.join(PATIENCE)
    assert not found._thread.is_alive()


def event(type_: ResourceType, **summary: Any) -> EventRow:
    return EventRow(id=1, kind="changed", resource_type=type_, resource_key="k", summary=summary, create_time=0)


def test_what_is_due_is_written_as_its_owner_would_have_asked(
    db: Db, running: Restarts, woken: queue.Queue[bool]
) -> None:
    uuid, due = new_uuid(), new_uuid()
    db.due = [vm(uuid, due)]
    running.heard([event(ResourceType.VM, autoStartUuid=due)])
    start = db.started.get(timeout=PATIENCE)
    assert (start.uuid, start.kind, start.target_uuid, start.user_name) == (due, "vm_start", uuid, SYSTEM_USER)
    assert start.runner is None, "whoever is free works on it, with a claim of their own"
    assert start.steps == VM_START.step_names() and start.audited
    assert OperateVmForm.model_validate(start.input[ASKED]).vm_uuid == uuid, "it can be asked for again"
    assert [change.op for change in start.changes] == ["status", "set"]
    assert woken.get(timeout=PATIENCE)


@pytest.mark.parametrize(
    "told",
    [
        event(ResourceType.VM, autoStartUuid="x"),
        event(ResourceType.HOST, status="READY"),
        event(ResourceType.OPERATION, kind="vm_start", status="done"),
        event(ResourceType.OPERATION, kind="vm_start", status="undone"),
    ],
)
def test_what_makes_it_look(db: Db, running: Restarts, told: EventRow) -> None:
    running.heard([told])
    assert db.looks.get(timeout=PATIENCE)


def test_what_does_not_matter_makes_no_look(db: Db, running: Restarts) -> None:
    running.heard([event(ResourceType.VM, autoStartUuid=None), event(ResourceType.OPERATION, kind="vm_start")])
    running.followed(True)
    assert db.looks.get(timeout=PATIENCE)
    running.followed(True)
    running.heard([event(ResourceType.VOLUME)])
    assert db.looks.empty()


def test_after_a_gap_in_the_feed_it_looks(db: Db, running: Restarts) -> None:
    for _ in range(2):
        running.followed(False)
        running.followed(True)
        assert db.looks.get(timeout=PATIENCE)


def test_a_db_proxy_that_is_away_is_asked_again(db: Db, running: Restarts) -> None:
    db.due = [vm("a" * 32, "b" * 32)]
    db.failures = [IaasError(ErrorKind.UNAVAILABLE, "away")]
    running.heard([event(ResourceType.HOST)])
    assert db.started.get(timeout=PATIENCE).uuid == "b" * 32


def test_one_whose_owner_was_quicker_does_not_stop_the_others(db: Db, running: Restarts) -> None:
    db.due = [vm("a" * 32, "b" * 32), vm("c" * 32, "d" * 32)]
    db.failures = [IaasError(ErrorKind.CONFLICT, "in use")]
    running.heard([event(ResourceType.HOST)])
    assert db.started.get(timeout=PATIENCE).uuid == "d" * 32
