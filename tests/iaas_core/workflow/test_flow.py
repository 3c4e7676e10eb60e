"""What an agent saw after a failure is stored with the failure, whether the step waits, fails, or its undo does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api_common.clients.db import DbProxyClient
from api_common.contract.agent_report import PowerReport
from api_common.contract.agent_spec import OBSERVATIONS
from api_common.contract.changes import Create, ResourceRef, SettleFromPower
from api_common.contract.operation import ClaimRequest, OperationStart
from api_common.contract.states import OperationStatus, PowerState, ResourceType, VmStatus
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from iaas_core.workflow.flow import Done, Flow, Step, StepContext, seen_with
from iaas_core.workflow.lease import Leases
from iaas_core.workflow.registry import Registry
from iaas_core.workflow.runner import Runner
from tests.helpers.clock import ManualClock

Raise = Callable[[StepContext[None]], Any]


def _raising(kind: ErrorKind, power: PowerState) -> Raise:
    def act(context: StepContext[None]) -> Done:
        seen = PowerReport(uuid=context.operation.target_uuid, power=power, epoch=1, sequence=1)
        raise IaasError(kind, "no", detail={OBSERVATIONS: [seen.to_wire()]})

    return act


def _flow(do: Raise, undo: Raise | None) -> Flow[None]:
    def settle(context: StepContext[None], error: str | None) -> list[Any]:
        return [SettleFromPower(key=context.operation.target_uuid, error=error)]

    return Flow("seen", (Step("only", do, undo),), on_done=settle, on_undone=settle)


def _run(db: DbProxyClient, flow: Flow[None]) -> tuple[OperationStatus, VmStatus | None, PowerState | None]:
    vm, uuid = new_uuid(), new_uuid()
    start = OperationStart(
        uuid=uuid,
        kind=flow.kind,
        target_type=ResourceType.VM,
        target_uuid=vm,
        steps=flow.step_names(),
        holds=[ResourceRef(type=ResourceType.VM, key=vm)],
        changes=[Create(type=ResourceType.VM, record={"uuid": vm, "name": "n", "status": "STARTING"})],
    )
    db.start_operation(start)
    leases = Leases(db, "seen:1", 60)
    runner = Runner(db, Registry([flow]), None, leases, ManualClock(), give_up_seconds=300)
    for operation in db.claim_operations(ClaimRequest(runner="seen:1", lease_seconds=60)):
        if operation.uuid == uuid:
            leases.add(uuid)
            runner.run(operation)
    row = db.vm(vm).vm
    return db.operation(uuid).status, row.status, row.power_state


@pytest.mark.parametrize("power", [PowerState.STOPPED, PowerState.SAVED, PowerState.RUNNING])
def test_a_start_that_failed_ends_as_what_the_host_shows(db: DbProxyClient, power: PowerState) -> None:
    status, vm, seen = _run(db, _flow(_raising(ErrorKind.HYPERVISOR_FAILED, power), None))
    ends = {PowerState.STOPPED: VmStatus.STOPPED, PowerState.SAVED: VmStatus.SUSPENDED}
    assert (status, vm, seen) == (OperationStatus.UNDONE, ends.get(power, VmStatus.ACTIVE), power)


def test_one_that_waits_shows_what_was_seen(db: DbProxyClient) -> None:
    status, vm, seen = _run(db, _flow(_raising(ErrorKind.UNAVAILABLE, PowerState.PAUSED), None))
    assert (status, vm, seen) == (OperationStatus.RUNNING, VmStatus.STARTING, PowerState.PAUSED)


def test_an_undo_that_waits_does_so_too(db: DbProxyClient) -> None:
    def refuse(_: StepContext[None]) -> Done:
        raise IaasError(ErrorKind.HYPERVISOR_FAILED, "no")

    status, _, seen = _run(db, _flow(refuse, _raising(ErrorKind.UNAVAILABLE, PowerState.CRASHED)))
    assert (status, seen) == (OperationStatus.UNDOING, PowerState.CRASHED)


def test_an_error_without_a_look_has_none() -> None:
    assert seen_with(IaasError(ErrorKind.INTERNAL, "no")) == []
