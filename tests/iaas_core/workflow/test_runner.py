"""The four properties of the engine: repeat, failure, undo and death, at every step and boundary."""

from __future__ import annotations

import contextlib
import itertools

import pytest

from api_common.clients.db import DbProxyClient
from api_common.contract.operation import ClaimRequest, Operation, Progress, StepAnswer, StepRecord
from api_common.contract.states import OperationStatus, StepStatus
from api_common.errors import ErrorKind, IaasError
from iaas_core.workflow.lease import Leases
from iaas_core.workflow.registry import Registry
from iaas_core.workflow.runner import BROKEN_ATTEMPTS, LeaseLostError, Runner
from tests.helpers.clock import ManualClock
from tests.iaas_core.workflow.toy import HOP, STEPS, DeathError, Process, World, assert_clean, begin, finish, toy_flow

NUMBERS = range(STEPS)


def _run(db: DbProxyClient, world: World) -> Operation:
    operation = finish(db, world, begin(db).uuid)
    assert_clean(db, world, operation)
    return operation


def test_all_goes_well(db: DbProxyClient) -> None:
    world = World()
    operation = _run(db, world)
    assert operation.status is OperationStatus.DONE
    assert [step.status for step in operation.steps] == [StepStatus.DONE] * STEPS
    assert [step.output for step in operation.steps] == [{"number": number} for number in NUMBERS]
    assert world.calls == [(number, "do") for number in NUMBERS]


@pytest.mark.parametrize("step", NUMBERS)
@pytest.mark.parametrize("fault", ["lost", "away", "die_before", "die_after"])
def test_a_step_is_repeated_until_it_is_there(db: DbProxyClient, step: int, fault: str) -> None:
    world = World(faults={(step, "do"): [fault, fault]})
    assert _run(db, world).status is OperationStatus.DONE
    assert world.calls.count((step, "do")) == 3


@pytest.mark.parametrize("step", NUMBERS)
@pytest.mark.parametrize("fault", ["refuse", "half"])
def test_a_failure_is_undone_with_the_step_that_failed(db: DbProxyClient, step: int, fault: str) -> None:
    world = World(faults={(step, "do"): [fault]})
    operation = _run(db, world)
    assert operation.status is OperationStatus.UNDONE and f"step {step}" in (operation.error or "")
    assert [call for call in world.calls if call[1] == "undo"] == [(n, "undo") for n in reversed(range(step + 1))]


@pytest.mark.parametrize("failed,undo", [(f, u) for f in NUMBERS for u in NUMBERS if u <= f])
@pytest.mark.parametrize("fault", ["lost", "away", "refuse", "half", "die_before", "die_after"])
def test_an_undo_is_repeated_until_it_is_through(db: DbProxyClient, failed: int, undo: int, fault: str) -> None:
    world = World(faults={(failed, "do"): ["half"], (undo, "undo"): [fault, fault]})
    assert _run(db, world).status is OperationStatus.UNDONE


@pytest.mark.parametrize("fault", ["away", "half", "break"])
@pytest.mark.parametrize("phase", ["do", "undo"])
def test_rows_do_not_say_where_it_failed(
    db: DbProxyClient, fault: str, phase: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Users see them; the log has the rest."""
    caplog.set_level("INFO")
    faults = {(1, "do"): [fault if phase == "do" else "half"] * 9, (1, "undo"): [fault] * 9}
    world, started = World(faults=faults), begin(db)
    seen = ""
    for _ in range(3):
        db.retry_operation(started.uuid)
        Process(db, world).run_due()
        found = db.operation(started.uuid)
        seen += f"{found.error} {[step.error for step in found.steps]}"
    world.faults.clear()
    finish(db, world, started.uuid)
    assert "step" in seen and "10.0.0.1" not in seen
    assert HOP in caplog.text


def test_an_undo_that_is_refused_is_tried_for_an_hour_with_growing_pauses(db: DbProxyClient) -> None:
    world = World(faults={(1, "do"): ["half"], (1, "undo"): ["refuse"] * 16})
    operation, pauses = Process(db, world).live(begin(db).uuid, 40)
    assert_clean(db, world, operation)
    assert pauses == sorted(pauses) and len(pauses) == 16
    assert 1000 < sum(pauses) < 3600 and max(pauses) == 300


def test_an_undo_that_is_refused_beyond_all_patience_is_stuck_and_can_be_retried(db: DbProxyClient) -> None:
    world = World(faults={(1, "do"): ["half"], (1, "undo"): ["refuse"] * 99})
    operation, pauses = Process(db, world).live(begin(db).uuid, 60)
    assert operation.status is OperationStatus.STUCK and "undo of step1" in (operation.error or "")
    assert 3600 <= sum(pauses) < 4200
    assert db.vm(operation.target_uuid).vm.operation_uuid == operation.uuid, "nobody else may touch it"
    world.faults.clear()
    db.retry_operation(operation.uuid)
    assert_clean(db, world, finish(db, world, operation.uuid))


def test_an_undo_that_breaks_is_stuck_sooner(db: DbProxyClient) -> None:
    world = World(faults={(1, "do"): ["half"], (1, "undo"): ["break"] * 99})
    operation, pauses = Process(db, world).live(begin(db).uuid, 60)
    assert operation.status is OperationStatus.STUCK and len(pauses) == BROKEN_ATTEMPTS - 1


def test_tries_of_doing_do_not_count_for_undoing(db: DbProxyClient) -> None:
    """An undo that was refused once was stuck at once when its step had been tried often."""
    world = World(faults={(1, "do"): ["away"] * 20 + ["half"], (1, "undo"): ["refuse", "break"]})
    operation, pauses = Process(db, world).live(begin(db).uuid, 60)
    assert_clean(db, world, operation)
    assert pauses[-2:] == [0.25, 0.5]


def test_patience_counts_from_the_first_failure_not_from_the_begin(db: DbProxyClient) -> None:
    """A copy of an hour is not lost because the agent was away for a moment in its end."""
    world, started = World(faults={(1, "do"): ["wait"] * 12 + ["away", "away"]}), begin(db)
    operation, pauses = Process(db, world).live(started.uuid, 60)
    assert operation.status is OperationStatus.DONE and sum(pauses) > 3600


class _Wrong(ManualClock):
    """A wall clock that jumps about; what is measured goes on evenly."""

    def now_ms(self) -> int:
        return super().now_ms() + 10 * 365 * 86400_000


def test_a_wall_clock_that_is_wrong_ends_no_patience(db: DbProxyClient) -> None:
    world, process = World(faults={(1, "do"): ["away"] * 3}), Process(db, World())
    process = Process(db, world)
    process.clock.__class__ = _Wrong
    operation, _ = process.live(begin(db).uuid, 60)
    assert operation.status is OperationStatus.DONE


# --- the point of no return: step 1 ---


@pytest.mark.parametrize(("fault", "phase"), [("die_after", 1), ("die_before", 1), ("die_before", 2), ("away", 2)])
def test_what_is_past_its_point_of_no_return_cannot_be_cancelled(db: DbProxyClient, fault: str, phase: int) -> None:
    world, started = World(faults={(phase, "do"): [fault]}), begin(db, no_return=1)
    with contextlib.suppress(DeathError):
        Process(db, world, final=1).run_due()
    with pytest.raises(IaasError, match="cannot be cancelled any more") as caught:
        db.cancel_operation(started.uuid)
    assert caught.value.kind is ErrorKind.WRONG_STATE and caught.value.detail["step"] == "step1"
    operation, _ = Process(db, world, final=1).live(started.uuid, 9)
    assert operation.status is OperationStatus.DONE
    assert_clean(db, world, operation)


def test_before_its_point_of_no_return_it_is_undone(db: DbProxyClient) -> None:
    world, started = World(faults={(0, "do"): ["away"]}), begin(db, no_return=1)
    process = Process(db, world, final=1)
    process.run_due()
    db.cancel_operation(started.uuid)
    operation, _ = process.live(started.uuid, 9)
    assert operation.status is OperationStatus.UNDONE and (1, "do") not in world.calls
    assert_clean(db, world, operation)


@pytest.mark.parametrize("fault", ["away", "lost"])
def test_a_final_step_without_an_answer_is_waited_for_without_end(db: DbProxyClient, fault: str) -> None:
    world = World(faults={(1, "do"): [fault] * 60})
    operation, pauses = Process(db, world, final=1).live(begin(db, no_return=1).uuid, 90)
    assert operation.status is OperationStatus.DONE and sum(pauses) > 2 * 3600
    assert_clean(db, world, operation)


@pytest.mark.parametrize("fault", ["refuse", "half"])
def test_a_final_step_that_is_refused_turns_round_and_looks(db: DbProxyClient, fault: str) -> None:
    world = World(faults={(1, "do"): [fault]})
    operation, _ = Process(db, world, final=1).live(begin(db, no_return=1).uuid, 9)
    assert operation.status is OperationStatus.UNDONE and (1, "undo") in world.calls
    assert_clean(db, world, operation)


@pytest.mark.parametrize("fault", ["refuse", "away", "break", "half"])
def test_behind_the_final_step_everything_is_tried_until_it_is_done(db: DbProxyClient, fault: str) -> None:
    world = World(faults={(2, "do"): [fault] * 50})
    operation, pauses = Process(db, world, final=1).live(begin(db, no_return=1).uuid, 60)
    assert operation.status is OperationStatus.DONE and max(pauses) == 300
    assert not [call for call in world.calls if call[1] == "undo"]


def test_what_waits_is_silent(db: DbProxyClient) -> None:
    """One event when it begins to wait, none for each further try: a lost host must not fill the history."""
    world, started = World(faults={(1, "do"): ["away"] * 40}), begin(db)
    process = Process(db, world)
    process.run_due()
    before = db.events_after(-1, wait_seconds=0).last
    for _ in range(20):
        process.clock.advance(10)
        db.report_progress(started.uuid, Progress(wake=False))
        claimed = db.claim_operations(ClaimRequest(runner="toy:1", lease_seconds=60, own=True))
        for operation in claimed:
            process._leases.add(operation.uuid)
            process._runner.run(operation)
    assert db.events_after(-1, wait_seconds=0).last - before <= 1


class _Dying(DbProxyClient):
    """Dies before or after the n-th write of a runner."""

    def __init__(self, db: DbProxyClient, at: int, after: bool) -> None:
        super().__init__(db._t)
        self._left = at
        self._after = after

    def record_step(self, uuid: str, record: StepRecord) -> StepAnswer:
        self._die(False)
        answer = super().record_step(uuid, record)
        self._die(True)
        return answer

    def settle_operation(self, uuid, settlement):  # type: ignore[no-untyped-def]
        self._die(False)
        answer = super().settle_operation(uuid, settlement)
        self._die(True)
        return answer

    def _die(self, after: bool) -> None:
        if after is self._after:
            if self._left == 0:
                raise DeathError
            self._left -= 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("faults", [{}, {(1, "do"): ["half"]}, {(2, "do"): ["refuse"]}, {(0, "do"): ["lost"]}])
def test_death_at_every_write(db: DbProxyClient, faults: dict[tuple[int, str], list[str]], after: bool) -> None:
    for at in itertools.count():
        world = World(faults={key: list(planned) for key, planned in faults.items()})
        started = begin(db)
        dying = _Dying(db, at, after)
        try:
            for _ in range(10):
                if db.operation(started.uuid).status in (OperationStatus.DONE, OperationStatus.UNDONE):
                    break
                db.retry_operation(started.uuid)
                Process(dying, world).run_due()
            died = False
        except DeathError:
            died = True
        assert_clean(db, world, finish(db, world, started.uuid))
        if not died:
            assert at > STEPS, "the test must have died at every write before"
            return


@pytest.mark.parametrize("step", NUMBERS)
def test_cancelled_while_the_process_is_dead(db: DbProxyClient, step: int) -> None:
    world = World(faults={(step, "do"): ["die_after"]})
    started = begin(db)
    with pytest.raises(DeathError):
        Process(db, world).run_due()
    db.cancel_operation(started.uuid)
    operation = finish(db, world, started.uuid)
    assert operation.status is OperationStatus.UNDONE
    assert_clean(db, world, operation)


def test_a_runner_that_lost_its_lease_writes_nothing(db: DbProxyClient) -> None:
    """It believes to hold the claim; the fence says otherwise, and the new owner's work stands."""
    world, started = World(), begin(db)
    leases = Leases(db, "toy:1", 60)
    slow = Runner(db, Registry([toy_flow()]), world, leases, ManualClock(), give_up_seconds=300)
    (stale,) = db.claim_operations(ClaimRequest(runner="toy:1", lease_seconds=60, own=True))
    leases.add(stale.uuid)
    operation = finish(db, world, started.uuid)
    assert operation.status is OperationStatus.DONE
    calls = len(world.calls)
    with pytest.raises(LeaseLostError):
        slow.run(stale)
    assert len(world.calls) == calls
    assert db.operation(started.uuid).update_time == operation.update_time


def test_nothing_is_retried_for_ever(db: DbProxyClient) -> None:
    world = World(faults={(0, "do"): ["away"] * 50})
    clock = ManualClock()
    started = begin(db)
    leases = Leases(db, "toy:1", 60)
    runner = Runner(db, Registry([toy_flow()]), world, leases, clock, give_up_seconds=300)
    clock._now_ms = db.operation(started.uuid).create_time or 0
    for _ in range(40):
        db.retry_operation(started.uuid)
        for operation in db.claim_operations(ClaimRequest(runner="toy:1", lease_seconds=60, own=True)):
            leases.add(operation.uuid)
            runner.run(operation)
        clock.advance(60)
        if db.operation(started.uuid).status is OperationStatus.UNDONE:
            break
    assert db.operation(started.uuid).error == "step 0 not reached"
    assert world.marks == set()


def test_an_unknown_flow_is_refused() -> None:
    with pytest.raises(IaasError) as caught:
        Registry([toy_flow()]).flow("toy", 9)
    assert caught.value.kind is ErrorKind.INTERNAL
