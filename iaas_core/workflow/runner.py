"""Carries one claimed operation forward, step by step, or back.

Called by `sweeper` in worker threads. It writes that a step runs before doing it, notes what came of it together with
the step's changes, and on failure undoes in reverse, including the step that failed: a refused or timed-out call may
have worked. It sleeps never: waiting is a time in the row.

A step that cannot be reached is tried again for as long as the operation is patient; one that is refused turns the
operation round. Undoing is patient for hours, whatever refuses it: storage comes back, guests let go. What lies
behind a final step is never undone but tried until it is done.
"""

from __future__ import annotations

import logging
from typing import Any, Generic, TypeVar

from api_common.clients.db import DbProxyClient
from api_common.clock import Clock
from api_common.context import bound
from api_common.contract.operation import Operation, Settlement, StepRecord
from api_common.contract.operation import Step as StepRow
from api_common.contract.states import OperationStatus, StepStatus
from api_common.errors import ErrorKind, IaasError
from iaas_core.metrics import OPERATION_SECONDS, OPERATIONS_ENDED
from iaas_core.workflow.flow import Flow, Step, StepContext, Wait, seen_with
from iaas_core.workflow.lease import Leases
from iaas_core.workflow.patience import LONG_PAUSE_SECONDS, SHORT_PAUSE_SECONDS, Patience, Trouble
from iaas_core.workflow.registry import Registry

_LOG = logging.getLogger(__name__)
D = TypeVar("D")
_TRACE = "the trace is in iaas-core's log under the operation's id"  # rows are shown to users
BROKEN_ATTEMPTS = 12
"""How often an undo that breaks is tried (17 minutes) before the operation is stuck: time does not mend a mistake."""
UNDO_PREFIX = "undo: "
"""Begins the error of a step whose undoing waits."""


class LeaseLostError(Exception):
    """Somebody else works on the operation now: stop without writing anything."""


class Runner(Generic[D]):
    """Knows flows and rows; what the steps do is their business."""

    def __init__(
        self,
        db: DbProxyClient,
        registry: Registry[D],
        doors: D,
        leases: Leases,
        clock: Clock,
        *,
        give_up_seconds: float,
        undo_seconds: float = 24 * 3600,
    ) -> None:
        """`give_up_seconds`: how long a step that cannot be reached is tried; `undo_seconds`: how long one that is
        refused is undone."""
        self._db = db
        self._registry = registry
        self._doors = doors
        self._leases = leases
        self._clock = clock
        self._patience = Patience(clock)
        self._give_up = give_up_seconds
        self._undo_patience = undo_seconds

    def run(self, operation: Operation) -> float | None:
        """Carry a claimed operation as far as it goes; seconds until it is due again, or null when it is over.

        :class:`LeaseLostError` or what db_proxy said if it cannot be written any more; the row says how far it came.
        """
        with bound(operation_id=operation.uuid, request_id=operation.uuid):
            try:
                return _Run(self, operation).advance()
            except IaasError as error:
                if error.kind is ErrorKind.FENCED:
                    raise LeaseLostError from error
                raise
            finally:
                self._leases.drop(operation.uuid)


class _Run(Generic[D]):
    """One attempt at one operation."""

    def __init__(self, runner: Runner[D], operation: Operation) -> None:
        self._r = runner
        self._operation = operation
        self._flow: Flow[D] = runner._registry.flow(operation.kind, operation.version)
        self._rows: list[StepRow] = list(operation.steps)
        self._outputs: dict[str, dict[str, Any]] = {
            row.name: row.output for row in operation.steps if row.status is not StepStatus.PENDING
        }
        self._status = operation.status
        self._error = operation.error

    def advance(self) -> float | None:
        """Forward while running, then back if undoing."""
        while self._status is OperationStatus.RUNNING:
            number = next((row.number for row in self._rows if row.status is not StepStatus.DONE), None)
            if number is None:
                self._settle(OperationStatus.DONE)
                return None
            wait = self._do(number)
            if wait is not None:
                return wait
        return self._undo_all() if self._status is OperationStatus.UNDOING else None

    # --- forward ---

    def _do(self, number: int) -> float | None:
        row, step = self._rows[number], self._step(number)
        if row.status is not StepStatus.RUNNING:
            self._record(number, StepStatus.RUNNING)
            if self._status is not OperationStatus.RUNNING:
                return None
        try:
            outcome = step.do(self._context(number))
            self._r._patience.answered(self._operation.uuid, number, "do")
        except IaasError as error:
            return self._failed(number, error)
        except Exception:
            _LOG.exception("step %s of %s broke", step.name, self._flow.kind)
            return self._failed(number, IaasError(ErrorKind.INTERNAL, f"step {step.name} broke; {_TRACE}"))
        if isinstance(outcome, Wait):
            self._record(number, StepStatus.RUNNING, progress=outcome.progress, wait_seconds=outcome.seconds)
            return outcome.seconds if self._status is OperationStatus.RUNNING else None
        self._outputs[step.name] = outcome.output
        last = number + 1 == len(self._rows)
        facts = {"output": outcome.output, "changes": outcome.changes, "observations": outcome.observations}
        if last:
            record = self._step_record(number, StepStatus.DONE, **facts)
            self._note(number, StepStatus.DONE)
            self._settle(OperationStatus.DONE, record)
        else:
            self._record(number, StepStatus.DONE, next_step=number + 1, **facts)
        return None

    def _failed(self, number: int, error: IaasError) -> float | None:
        if error.kind is ErrorKind.FENCED:
            raise LeaseLostError
        name, trouble = self._rows[number].name, self._r._patience.failed(self._operation.uuid, number, "do")
        if (wait := self._pause(number, error, trouble)) is not None:
            _LOG.info("step %s waits %.1f s: %s", name, wait, error.describe())
            seen = seen_with(error)
            self._record(number, StepStatus.RUNNING, error=error.message, wait_seconds=wait, observations=seen)
            return wait if self._status is OperationStatus.RUNNING else None
        _LOG.warning("step %s of %s failed: %s", name, self._flow.kind, error.describe())
        self._error = error.message
        self._record(
            number,
            StepStatus.FAILED,
            error=error.message,
            operation_status=OperationStatus.UNDOING,
            operation_error=error.message,
            observations=seen_with(error),
        )
        return None

    def _pause(self, number: int, error: IaasError, trouble: Trouble) -> float | None:
        """Seconds until the step is tried again; null if the operation gives up."""
        if error.retryable and trouble.seconds < self._r._give_up:
            return trouble.pause(SHORT_PAUSE_SECONDS)
        lost = error.retryable and self._step(number).final
        if self._flow.patient or lost or self._is_decided(number):
            return trouble.pause(LONG_PAUSE_SECONDS)
        return None

    def _is_decided(self, number: int) -> bool:
        """Whether a final step lies behind: there is no way but forward."""
        return any(self._step(before).final for before in range(number))

    # --- back ---

    def _undo_all(self) -> float | None:
        for number in reversed(range(len(self._rows))):
            row, step = self._rows[number], self._step(number)
            if row.status in (StepStatus.PENDING, StepStatus.UNDONE):
                continue
            try:
                done = step.undo(self._context(number)) if step.undo else None
                self._r._patience.answered(self._operation.uuid, number, "undo")
            except IaasError as error:
                return self._undo_failed(number, step, error)
            except Exception:
                _LOG.exception("undo of step %s of %s broke", step.name, self._flow.kind)
                return self._undo_failed(number, step, IaasError(ErrorKind.INTERNAL, f"it broke; {_TRACE}"))
            if done and done.output:
                self._outputs[step.name] = done.output
            self._record(
                number,
                StepStatus.UNDONE,
                output=done.output or None if done else None,
                changes=done.changes if done else [],
                observations=done.observations if done else [],
            )
        self._settle(OperationStatus.UNDONE)
        return None

    def _undo_failed(self, number: int, step: Step[D], error: IaasError) -> float | None:
        if error.kind is ErrorKind.FENCED:
            raise LeaseLostError
        trouble = self._r._patience.failed(self._operation.uuid, number, "undo")
        if self._can_pass(error, trouble):
            wait = trouble.pause(LONG_PAUSE_SECONDS)
            _LOG.info("undo of step %s waits %.1f s: %s", step.name, wait, error.describe())
            told = {"error": UNDO_PREFIX + error.message, "observations": seen_with(error)}
            self._record(number, self._rows[number].status, wait_seconds=wait, **told)
            return wait
        _LOG.error("undo of step %s of %s keeps failing: %s", step.name, self._flow.kind, error.describe())
        self._error = f"{self._error or ''} [undo of {step.name}: {error.message}]".strip()
        self._settle(OperationStatus.STUCK)
        return None

    def _can_pass(self, error: IaasError, trouble: Trouble) -> bool:
        """Whether what stands in the way of an undo may go away by itself."""
        if error.retryable:
            return True
        if error.kind is ErrorKind.INTERNAL:
            return trouble.tries < BROKEN_ATTEMPTS
        return trouble.seconds < self._r._undo_patience

    # --- rows ---

    def _step(self, number: int) -> Step[D]:
        return self._flow.step(self._rows[number].name)

    def _context(self, number: int | None = None) -> StepContext[D]:
        """What a step works with, or (without a number) an ending."""
        elapsed = 0.0 if number is None else self._r._patience.elapsed(self._operation.uuid, number)
        return StepContext(self._operation, self._r._doors, self._outputs, elapsed)

    def _record(self, number: int, status: StepStatus, **facts: Any) -> None:
        record = self._step_record(number, status, **facts)
        self._status = self._r._db.record_step(self._operation.uuid, record).status
        self._note(number, status)
        if record.next_step is not None:
            self._note(record.next_step, StepStatus.RUNNING)

    def _step_record(self, number: int, status: StepStatus, **facts: Any) -> StepRecord:
        if not self._r._leases.holds(self._operation.uuid):
            raise LeaseLostError
        return StepRecord(fence=self._operation.fence, number=number, status=status, **facts)

    def _note(self, number: int, status: StepStatus) -> None:
        """Keep the local copy of a row in step with what was written, so that it need not be read again."""
        row = self._rows[number]
        self._rows[number] = row.model_copy(update={"status": status})

    def _settle(self, status: OperationStatus, last_step: StepRecord | None = None) -> None:
        """End the operation, with the record of its last step in the same transaction; or learn of a cancellation."""
        ending = {
            OperationStatus.DONE: self._flow.on_done,
            OperationStatus.UNDONE: self._flow.on_undone,
        }.get(status)
        changes = ending(self._context(), self._error) if ending else []
        heir = self._flow.heir(self._context()) if self._flow.heir and status is OperationStatus.DONE else None
        settlement = Settlement(
            fence=self._operation.fence, step=last_step, status=status, error=self._error, changes=changes, heir=heir
        )
        settled = self._r._db.settle_operation(self._operation.uuid, settlement)
        self._status, self._error = settled.status, settled.error
        if settled.status is not status:
            return
        self._r._patience.forget(self._operation.uuid)
        started = self._operation.create_time or self._r._clock.now_ms()
        OPERATIONS_ENDED.labels(self._flow.kind, status.value).inc()
        OPERATION_SECONDS.labels(self._flow.kind).observe((self._r._clock.now_ms() - started) / 1000)
