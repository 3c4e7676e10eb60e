"""Starting operations, waiting for their end as v1's clients expect, and showing them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

from pydantic import BaseModel

from api_common.contract.changes import Change, ResourceRef
from api_common.contract.operation import ASKED, Operation, OperationFilter, OperationStart, StartedOperation
from api_common.contract.states import OperationStatus, ResourceType, StepStatus
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from iaas_core.auth.callers import Caller
from iaas_core.auth.visible import Visible
from iaas_core.forms.replies import OperationReply, PageReply, StepReply
from iaas_core.services.request import Asker
from iaas_core.steps.doors import Doors
from iaas_core.workflow.registry import Registry
from iaas_core.workflow.runner import UNDO_PREFIX
from iaas_core.workflow.sweeper import Sweeper
from iaas_core.workflow.waiting import Endings

ENDED = frozenset({OperationStatus.DONE, OperationStatus.UNDONE, OperationStatus.STUCK})
FAILED = frozenset({OperationStatus.UNDOING, OperationStatus.UNDONE, OperationStatus.STUCK})
PLACE_WAIT_SECONDS = 5.0
"""A scheduler that takes longer is not waited for: the VM is BUILDING, and shows its host when it has one."""
UNDO_WAIT_SECONDS = 5.0
"""A failure is told when it has been undone, unless that takes longer: a host may be away for hours."""


class Operations:
    """The one way in which services begin long work."""

    def __init__(
        self,
        doors: Doors,
        registry: Registry[Doors],
        sweeper: Sweeper[Doors],
        endings: Endings,
        visible: Visible,
        reply_wait_seconds: float,
    ) -> None:
        self._doors = doors
        self._registry = registry
        self._sweeper = sweeper
        self._endings = endings
        self._visible = visible
        self._wait = reply_wait_seconds

    def start(
        self,
        kind: str,
        target_uuid: str,
        asker: Asker,
        form: BaseModel,
        *,
        plan: dict[str, Any],
        holds: Sequence[ResourceRef],
        changes: Sequence[Change],
        uuid: str | None = None,
        target_type: ResourceType = ResourceType.VM,
        steps: Collection[str] = (),
        **options: Any,
    ) -> StartedOperation:
        """Write the operation and hand it to the runner of this process, which has claimed it in the same breath.

        `steps` names the flow's optional ones that are needed. `options` are further fields of
        :class:`OperationStart`, such as what to reserve.
        """
        flow = self._registry.newest(kind)
        start = OperationStart(
            uuid=uuid or new_uuid(),
            kind=kind,
            version=flow.version,
            target_type=target_type,
            target_uuid=target_uuid,
            input={**plan, ASKED: form.model_dump(mode="json", by_alias=True)},
            steps=flow.step_names(steps),
            no_return=flow.no_return(steps),
            holds=list(holds),
            changes=list(changes),
            user_name=asker.user_name,
            runner=self._sweeper.name,
            lease_seconds=self._sweeper.lease_seconds,
            **options,
        )
        started = self._doors.db.start_operation(start)
        if not started.existed:
            self._sweeper.submit(started.operation)
        return started

    def finish(self, kind: str, target_uuid: str, asker: Asker, form: BaseModel, **options: Any) -> Operation:
        """Start and, unless the asker wants no waiting, wait for the end; a failed one raises what went wrong.

        Work that takes longer than the waiting goes on; the answer then names it.
        """
        uuid = new_uuid()
        with self._endings.expect(uuid) as waiter:
            started = self.start(kind, target_uuid, asker, form, uuid=uuid, **options)
            if asker.at_once or self._wait <= 0:
                return started.operation
            if not started.existed and waiter.decided.wait(self._wait):
                waiter.over.wait(UNDO_WAIT_SECONDS)
        return self._verdict(started.operation.uuid)

    def start_placed(self, kind: str, target_uuid: str, asker: Asker, form: BaseModel, **options: Any) -> Operation:
        """Start what a cluster finds a host for, and wait for the host as v1 did; a refusal is raised, and its row
        says why."""
        uuid = new_uuid()
        with self._endings.expect(uuid) as waiter:
            started = self.start(kind, target_uuid, asker, form, uuid=uuid, **options)
            if started.existed or asker.at_once:
                return started.operation
            waiter.placed.wait(min(self._wait, PLACE_WAIT_SECONDS))
            if not waiter.decided.is_set():
                return started.operation
            waiter.over.wait(UNDO_WAIT_SECONDS)
        return self._verdict(uuid, ErrorKind.NO_CAPACITY)

    def dismiss_line(self, vm_uuid: str) -> None:
        """Whoever waits for the VM need not wait any more: it is going."""
        query = OperationFilter(target_uuid=vm_uuid, status=OperationStatus.RUNNING)
        for operation in self._doors.db.operations(query).content:
            if operation.waits_for == vm_uuid:
                with suppress(IaasError):  # it has its turn, or has ended
                    self.undo(operation.uuid)
                    self.wait_end(operation.uuid, UNDO_WAIT_SECONDS)

    def wait_end(self, uuid: str, seconds: float) -> Operation:
        """Wait until somebody's operation has ended; answers it as it then is."""
        with self._endings.expect(uuid) as waiter:
            operation = self._doors.db.operation(uuid)
            if operation.status not in ENDED:
                waiter.over.wait(seconds)
                operation = self._doors.db.operation(uuid)
        return operation

    def rejoin(self, uuid: str, *, at_once: bool, but: Collection[str]) -> Operation:
        """Wait for the end of what was started before, as `finish` does; not for kinds in `but`."""
        operation = self._doors.db.operation(uuid)
        if at_once or operation.kind in but:
            return operation
        with self._endings.expect(uuid) as waiter:
            if self._doors.db.operation(uuid).status not in ENDED and waiter.decided.wait(self._wait):
                waiter.over.wait(UNDO_WAIT_SECONDS)
        return self._verdict(uuid)

    def _verdict(self, uuid: str, failure: ErrorKind = ErrorKind.HYPERVISOR_FAILED) -> Operation:
        operation = self._doors.db.operation(uuid)
        if operation.status in FAILED:
            raise IaasError(
                failure,
                operation.error or "the operation was cancelled",
                detail={"operationUuid": uuid},
            )
        return operation

    # --- what /operation shows ---

    def query(self, uuid: str, caller: Caller) -> OperationReply:
        """One operation with its steps."""
        return reply(self._visible.operation(uuid, caller), with_steps=True)

    def page(self, query: OperationFilter, caller: Caller) -> PageReply[OperationReply]:
        """Operations, newest first."""
        found = self._doors.db.operations(query.model_copy(update={"scope": caller.scope}))
        rows = [reply(operation) for operation in found.content]
        return PageReply(content=rows, total_pages=found.total_pages, total_elements=found.total_elements)

    def hurry(self, uuid: str) -> OperationReply:
        """Try a stuck operation again, or a waiting one now."""
        retried = self._doors.db.retry_operation(uuid)
        self._sweeper.wake()
        return reply(retried)

    def cancel(self, uuid: str, caller: Caller) -> OperationReply:
        """Undo a running operation."""
        self._visible.operation(uuid, caller)
        return self.undo(uuid, keyed=True)

    def undo(self, uuid: str, *, keyed: bool = False) -> OperationReply:
        """The same for somebody who may do so whoever began it. `keyed`: this is what the request is about."""
        cancelled = self._doors.db.cancel_operation(uuid, keyed=keyed)
        self._sweeper.wake()
        return reply(cancelled)


def reply(operation: Operation, *, with_steps: bool = False) -> OperationReply:
    """The public view of an operation."""
    current = next((row for row in operation.steps if row.status in (StepStatus.RUNNING, StepStatus.FAILED)), None)
    waiting = _waiting_for(operation)
    return OperationReply(
        uuid=operation.uuid,
        kind=operation.kind,
        status=operation.status,
        step=current.name if current and operation.status not in (OperationStatus.DONE,) else None,
        steps_done=sum(row.status is StepStatus.DONE for row in operation.steps),
        steps_total=len(operation.steps),
        progress=100 if operation.status is OperationStatus.DONE else operation.progress,
        error=operation.error,
        waiting_for=waiting,
        cancellable=_is_cancellable(operation),
        target_type=operation.target_type,
        target_uuid=operation.target_uuid,
        target_name=operation.target_name,
        user_name=operation.user_name,
        create_time=operation.create_time,
        update_time=operation.update_time,
        steps=[StepReply(name=row.name, status=row.status, error=row.error) for row in operation.steps]
        if with_steps
        else None,
    )


def _waiting_for(operation: Operation) -> str | None:
    """What an open operation waits for that went wrong the last time; null while all goes well."""
    if operation.lent_to is not None:
        return f"operation {operation.lent_to}, which has its VM meanwhile"
    if operation.status is OperationStatus.RUNNING:
        return next((row.error for row in operation.steps if row.status is StepStatus.RUNNING), None)
    if operation.status is not OperationStatus.UNDOING:
        return None
    open_rows = [row for row in operation.steps if row.status not in (StepStatus.PENDING, StepStatus.UNDONE)]
    told = next((row.error for row in reversed(open_rows) if (row.error or "").startswith(UNDO_PREFIX)), None)
    return told and told.removeprefix(UNDO_PREFIX)


def _is_cancellable(operation: Operation) -> bool:
    """Whether cancelling it would be accepted and change anything."""
    if operation.status is not OperationStatus.RUNNING:
        return False
    number = operation.no_return
    return number is None or number > 0 and operation.steps[number].status is StepStatus.PENDING
