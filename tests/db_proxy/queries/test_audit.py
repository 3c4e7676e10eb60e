"""The audit log: how each request ended, filters and pages."""

from __future__ import annotations

from typing import Any

import pytest

from api_common.contract.audit import AuditEnd, AuditEntry, AuditFilter
from api_common.contract.operation import ClaimRequest, Settlement
from api_common.contract.states import AuditOutcome, OperationStatus
from db_proxy.commands.audit import begin_entry, end_entry
from db_proxy.commands.operations import cancel_operation, claim_operations, retry_operation
from db_proxy.commands.retention import prune
from db_proxy.commands.steps import settle_operation
from db_proxy.commands.unit import Writer
from db_proxy.queries.audit import entries
from db_proxy.queries.reader import Reader
from tests.db_proxy.commands.stuck import stuck
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows

OPEN, SUCCESS, FAILURE, UNKNOWN = AuditOutcome.OPEN, AuditOutcome.SUCCESS, AuditOutcome.FAILURE, AuditOutcome.UNKNOWN


class Log:
    """Writes requests and their answers."""

    def __init__(self, write: Writer) -> None:
        self._write = write

    def request(self, action: str = "vm_start", **fields: Any) -> int:
        return self._write(begin_entry, AuditEntry(action=action, **fields))

    def answer(self, audit_id: int, code: float = 200.0, **fields: Any) -> None:
        self._write(end_entry, AuditEnd(audit_id=audit_id, code=code, **fields))

    def about(self, operation_uuid: str) -> int:
        """A request whose answer names an operation."""
        audit_id = self.request()
        self.answer(audit_id, operation_uuid=operation_uuid)
        return audit_id


@pytest.fixture
def log(write: Writer) -> Log:
    return Log(write)


def outcomes(read: Reader) -> list[AuditOutcome]:
    """Oldest first; what the filter finds agrees with it."""
    found = read(entries, AuditFilter()).content
    for outcome in AuditOutcome:
        wanted = [view for view in found if view.outcome is outcome]
        page = read(entries, AuditFilter(outcome=outcome))
        assert (page.content, page.total_elements) == (wanted, len(wanted))
    return [view.outcome for view in reversed(found)]


# --- outcomes ---


def test_an_entry_without_an_answer_is_unknown(log: Log, read: Reader, clock: ManualClock) -> None:
    log.request()
    (view,) = read(entries, AuditFilter()).content
    assert (view.outcome, view.code, view.reason, view.end_time) == (UNKNOWN, None, None, None)
    assert view.entry.time == clock.now_ms()
    assert outcomes(read) == [UNKNOWN]


def test_an_answer_is_a_success_or_a_failure(log: Log, read: Reader) -> None:
    log.answer(log.request())
    for code in (201.0, 202.0, 401.1):
        log.answer(log.request(), code, kind="wrong_state", reason="because", operation_uuid="x" * 32)
    assert outcomes(read) == [SUCCESS, FAILURE, FAILURE, FAILURE]
    found = read(entries, AuditFilter()).content
    assert [view.code for view in found] == [401.1, 202.0, 201.0, 200.0]
    assert [view.reason for view in found] == ["because"] * 3 + [None]


def test_an_operation_decides_when_it_ends(
    log: Log, write: Writer, read: Reader, rows: Rows, clock: ManualClock
) -> None:
    operations = [rows.started().operation for _ in range(3)]
    for operation in operations:
        log.about(operation.uuid)
    log.about(operations[0].uuid)
    assert outcomes(read) == [OPEN] * 4
    clock.advance(60)
    done, undone, _ = operations
    write(settle_operation, done.uuid, Settlement(fence=done.fence, status=OperationStatus.DONE))
    settled = Settlement(fence=undone.fence, status=OperationStatus.UNDONE, error="no disk")
    write(cancel_operation, undone.uuid)
    write(settle_operation, undone.uuid, settled)
    assert outcomes(read) == [SUCCESS, FAILURE, OPEN, SUCCESS]
    view = read(entries, AuditFilter(outcome=FAILURE)).content[0]
    assert (view.reason, view.operation_uuid, view.code) == ("no disk", undone.uuid, 200.0)
    assert view.end_time == clock.now_ms() and view.entry.time == clock.now_ms() - 60_000


def test_what_got_stuck_and_was_undone_later_is_one_failure(
    log: Log, write: Writer, read: Reader, rows: Rows, clock: ManualClock
) -> None:
    operation = stuck(rows, write, rows.vm())
    audit_id = log.about(operation.uuid)
    assert outcomes(read) == [FAILURE]
    clock.advance(60)
    write(retry_operation, operation.uuid)
    (again,) = write(claim_operations, ClaimRequest(runner="r2", lease_seconds=30))
    settled = Settlement(fence=again.fence, status=OperationStatus.UNDONE, error="undone at last")
    write(settle_operation, again.uuid, settled)
    page = read(entries, AuditFilter())
    assert (page.total_elements, [view.entry.id for view in page.content]) == (1, [audit_id])
    assert (page.content[0].reason, page.content[0].end_time) == ("undone at last", clock.now_ms())
    assert outcomes(read) == [FAILURE]


def test_an_outcome_outlives_the_operation(
    log: Log, write: Writer, read: Reader, rows: Rows, clock: ManualClock
) -> None:
    operation = rows.started().operation
    log.about(operation.uuid)
    write(settle_operation, operation.uuid, Settlement(fence=operation.fence, status=OperationStatus.DONE))
    clock.advance(86_400 * 40)
    write(prune, 1, 30, 365)
    assert outcomes(read) == [SUCCESS]


# --- filters and pages ---


def test_filters_find_what_they_say(log: Log, read: Reader, clock: ManualClock) -> None:
    began = clock.now_ms()
    entry = {"username": "alice", "resource_type": "vm", "resource_key": "v1", "address": "10.0.0.1"}
    for fields in (
        entry,
        {**entry, "username": "bob"},
        {**entry, "action": "vm_stop"},
        {**entry, "resource_type": "volume"},
        {**entry, "resource_key": "v2"},
        {**entry, "address": "10.0.0.2"},
    ):
        log.request(**fields)
        clock.advance(1)

    def found(**query: Any) -> list[int]:
        return [view.entry.id or 0 for view in reversed(read(entries, AuditFilter(**query)).content)]

    assert found() == [1, 2, 3, 4, 5, 6]
    assert found(username="bob") == [2]
    assert found(action="vm_stop") == [3]
    assert found(resource_type="volume") == [4]
    assert found(resource_key="v2") == [5]
    assert found(address="10.0.0.2") == [6]
    assert found(username="alice", action="vm_start", resource_type="vm", resource_key="v1") == [1, 6]
    assert found(since=began + 1000, until=began + 3000) == [2, 3, 4]
    assert found(since=began + 1001, until=began + 2999) == [3]
    assert found(since=began + 6000) == found(until=began - 1) == found(username="%") == found(username="") == []
    assert found(outcome=UNKNOWN, username="bob") == [2] and found(outcome=SUCCESS) == []


def test_what_was_made_is_found_by_its_name(log: Log, read: Reader) -> None:
    log.answer(log.request("vm_create"), resource_key="v1")
    log.answer(log.request("volume_attach", resource_key="v2"), resource_key="v1")
    (view,) = read(entries, AuditFilter(resource_key="v1")).content
    assert (view.entry.action, view.entry.resource_key) == ("vm_create", "v1")
    assert [each.entry.resource_key for each in read(entries, AuditFilter()).content] == ["v2", "v1"]


def test_pages_are_newest_first(log: Log, read: Reader) -> None:
    ids = [log.request() for _ in range(5)]
    page = read(entries, AuditFilter(page_num=2, page_size=2))
    assert [view.entry.id for view in page.content] == [ids[2], ids[1]]
    assert (page.total_pages, page.total_elements) == (3, 5)
    assert read(entries, AuditFilter(page_num=9, page_size=2)).content == []
    assert [view.entry.id for view in read(entries, AuditFilter()).content] == ids[::-1]
