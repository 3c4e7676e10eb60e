"""A toy flow for the engine: steps that put a mark into a world outside the database, and every way to go wrong.

The engine, the client and db_proxy are real; only what the steps do is a toy, so that thousands of runs are quick.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from api_common.clients.db import DbProxyClient
from api_common.contract.changes import Change, ChangeStatus, Create, ResourceRef
from api_common.contract.operation import ClaimRequest, Operation, OperationStart
from api_common.contract.states import OperationStatus, ResourceType, VmStatus
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from iaas_core.workflow.flow import Done, Flow, Outcome, Step, StepContext, Wait
from iaas_core.workflow.lease import Leases
from iaas_core.workflow.registry import Registry
from iaas_core.workflow.runner import Runner
from tests.helpers.clock import ManualClock

STEPS = 3
HOP = "agent GET http://10.0.0.1/inside"
"""Where errors came from: for the log, never for the rows that users see."""
ENDED = (OperationStatus.DONE, OperationStatus.UNDONE, OperationStatus.STUCK)


class DeathError(BaseException):
    """The process is gone: nothing after it runs."""


@dataclass
class World:
    """What steps do, and when they go wrong: (step, `do` or `undo`) -> the faults of its first calls, in order.

    `refuse`: no effect, a permanent error. `half`: the effect, and a permanent error. `lost`: the effect, and no
    answer. `away`: no effect, not reached. `break`: no effect, something unforeseen.
    `wait`: all is well, and it is not there yet. `die_before`, `die_after`: the process dies around the effect.
    """

    marks: set[int] = field(default_factory=set)
    faults: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    calls: list[tuple[int, str]] = field(default_factory=list)

    def is_waiting(self, step: int) -> bool:
        """The next call of the step goes well, and wants to wait."""
        planned = self.faults.get((step, "do")) or [""]
        return planned[0] == "wait" and bool(planned.pop(0))

    def act(self, step: int, phase: str) -> None:
        self.calls.append((step, phase))
        planned = self.faults.get((step, phase)) or [""]
        fault = planned.pop(0) if (step, phase) in self.faults and planned else ""
        if fault == "die_before":
            raise DeathError
        if fault == "break":
            raise ValueError(HOP)
        if fault == "refuse":
            raise IaasError(ErrorKind.HYPERVISOR_FAILED, f"step {step} refused")
        if fault == "away":
            raise IaasError(ErrorKind.UNAVAILABLE, f"step {step} not reached", trail=[HOP])
        (self.marks.add if phase == "do" else self.marks.discard)(step)
        if fault == "die_after":
            raise DeathError
        if fault == "half":
            raise IaasError(ErrorKind.STORAGE_FAILED, f"step {step} half done", trail=[HOP])
        if fault == "lost":
            raise IaasError(ErrorKind.TIMED_OUT, f"step {step} got no answer")


def toy_flow(final: int | None = None) -> Flow[World]:
    """`STEPS` steps, each with its undo, of which one may be final."""

    def step(number: int) -> Step[World]:
        def do(context: StepContext[World]) -> Outcome:
            if context.doors.is_waiting(number):
                return Wait(400)
            context.doors.act(number, "do")
            return Done({"number": number})

        def undo(context: StepContext[World]) -> Done:
            context.doors.act(number, "undo")
            return Done()

        return Step(f"step{number}", do, undo, final=number == final)

    def ending(status: VmStatus) -> Any:
        def change(context: StepContext[World], error: str | None) -> list[Change]:
            uuid = context.operation.target_uuid
            return [ChangeStatus(type=ResourceType.VM, key=uuid, to=status, error=error)]

        return change

    steps = tuple(step(number) for number in range(STEPS))
    return Flow("toy", steps, on_done=ending(VmStatus.ACTIVE), on_undone=ending(VmStatus.ERROR))


class Process:
    """One life of iaas_core's engine; after its death the next one of the same name goes on."""

    def __init__(self, db: DbProxyClient, world: World, final: int | None = None) -> None:
        self.db = db
        self.clock = ManualClock()
        self._leases = Leases(db, "toy:1", 60)
        flows = Registry([toy_flow(final)])
        self._runner = Runner(db, flows, world, self._leases, self.clock, give_up_seconds=300, undo_seconds=3600)

    def run_due(self) -> None:
        """Claim everything that is due, also what the process before held, and carry it on."""
        request = ClaimRequest(runner="toy:1", lease_seconds=60, own=True)
        for operation in self.db.claim_operations(request):
            self._leases.add(operation.uuid)
            self._runner.run(operation)

    def live(self, uuid: str, tries: int) -> tuple[Operation, list[float]]:
        """Work on one operation, waiting as long as it wants to wait, until it has ended or was tried that often; the
        pauses."""
        pauses: list[float] = []
        for _ in range(tries):
            if self.db.operation(uuid).status in ENDED:
                break
            self.db.retry_operation(uuid)
            for operation in self.db.claim_operations(ClaimRequest(runner="toy:1", lease_seconds=60, own=True)):
                self._leases.add(operation.uuid)
                pause = self._runner.run(operation)
                if operation.uuid == uuid and pause is not None:
                    pauses.append(pause)
                    self.clock.advance(pause)
        return self.db.operation(uuid), pauses


def begin(db: DbProxyClient, **claim: Any) -> Operation:
    """A VM in BUILDING, held by a toy operation that nobody has claimed, or the runner of `claim`."""
    vm, uuid = new_uuid(), new_uuid()
    record = {"uuid": vm, "name": "toy", "status": VmStatus.BUILDING.value}
    start = OperationStart(
        uuid=uuid,
        kind="toy",
        target_type=ResourceType.VM,
        target_uuid=vm,
        steps=toy_flow().step_names(),
        holds=[ResourceRef(type=ResourceType.VM, key=vm)],
        changes=[Create(type=ResourceType.VM, record=record)],
        **claim,
    )
    return db.start_operation(start).operation


def finish(db: DbProxyClient, world: World, uuid: str, lives: int = 30) -> Operation:
    """Let process after process work on it until it has ended."""
    for _ in range(lives):
        operation = db.operation(uuid)
        if operation.status in ENDED:
            return operation
        db.retry_operation(uuid)  # due now: time is not what is tested here
        try:
            Process(db, world).run_due()
        except DeathError:
            continue
    raise AssertionError(f"not ended after {lives} lives: {db.operation(uuid)}")


def assert_clean(db: DbProxyClient, world: World, operation: Operation) -> None:
    """Done with everything there, or undone with nothing; nobody holds the VM."""
    vm = db.vm(operation.target_uuid).vm
    assert vm.operation_uuid is None
    if operation.status is OperationStatus.DONE:
        assert world.marks == set(range(STEPS)) and vm.status is VmStatus.ACTIVE
    else:
        assert operation.status is OperationStatus.UNDONE, operation
        assert world.marks == set() and vm.status is VmStatus.ERROR and vm.error
