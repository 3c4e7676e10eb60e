"""What is written of requests: once before them, once after, and never changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from api_common.contract.audit import AuditEnd, AuditEntry, AuditFilter
from api_common.contract.operation import Settlement
from api_common.contract.states import AuditOutcome, OperationStatus
from db_proxy.commands.audit import LONGEST_REASON, begin_entry, end_entry
from db_proxy.commands.operations import cancel_operation
from db_proxy.commands.retention import prune
from db_proxy.commands.steps import settle_operation
from db_proxy.commands.unit import Writer
from db_proxy.queries.audit import entries
from db_proxy.queries.reader import Reader
from db_proxy.tables import AUDIT_END
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows

DAY = 86_400
ENTRY = AuditEntry(
    action="vm_create",
    user_id=7,
    username="alice",
    credential="api_key:ci",
    group_id=8,
    address="10.0.0.1",
    resource_type="vm",
    resource_key=None,
    request_id="r",
)


def ends(read: Reader) -> list[Any]:
    return read(lambda connection: list(connection.execute(select(AUDIT_END).order_by(AUDIT_END.c.id)).mappings()))


def test_an_entry_is_kept_as_it_was_told(write: Writer, read: Reader, clock: ManualClock) -> None:
    audit_id, began = write(begin_entry, ENTRY.model_copy(update={"id": 99, "time": 1})), clock.now_ms()
    clock.advance(2)
    write(end_entry, AuditEnd(audit_id=audit_id, code=200.0, resource_key="x"))
    (view,) = read(entries, AuditFilter()).content
    assert view.entry == ENTRY.model_copy(update={"id": audit_id, "time": began, "resource_key": "x"})
    assert (view.outcome, view.code, view.end_time) == (AuditOutcome.SUCCESS, 200.0, clock.now_ms())


def test_the_first_answer_stands(write: Writer, read: Reader) -> None:
    audit_id = write(begin_entry, ENTRY)
    for code in (201.0, 200.0):
        write(end_entry, AuditEnd(audit_id=audit_id, code=code))
    assert [view.code for view in read(entries, AuditFilter()).content] == [201.0]


def test_an_answer_to_nothing_is_no_end_of_an_operation(write: Writer, read: Reader, rows: Rows) -> None:
    uuid = rows.started().operation.uuid
    audit_id = write(begin_entry, ENTRY)
    write(end_entry, AuditEnd(audit_id=audit_id, code=200.0, operation_uuid=uuid))
    write(end_entry, AuditEnd(audit_id=None, code=200.0, kind="done", operation_uuid=uuid))
    assert [view.outcome for view in read(entries, AuditFilter()).content] == [AuditOutcome.OPEN]


def test_long_reasons_are_cut(write: Writer, read: Reader, rows: Rows) -> None:
    write(end_entry, AuditEnd(audit_id=write(begin_entry, ENTRY), code=201.0, reason="x" * 9999))
    started = rows.started().operation
    write(cancel_operation, started.uuid)
    write(
        settle_operation, started.uuid, Settlement(fence=started.fence, status=OperationStatus.UNDONE, error="y" * 999)
    )
    assert [end["reason"] for end in ends(read)] == ["x" * LONGEST_REASON, "y" * LONGEST_REASON]


def test_every_operation_has_its_end_once(write: Writer, read: Reader, rows: Rows) -> None:
    done, undone = rows.started().operation, rows.started().operation
    for _ in range(2):
        write(settle_operation, done.uuid, Settlement(fence=done.fence, status=OperationStatus.DONE))
    write(cancel_operation, undone.uuid)
    assert len(ends(read)) == 1, "undoing is no end"
    write(settle_operation, undone.uuid, Settlement(fence=undone.fence, status=OperationStatus.UNDONE))
    found = [(end["audit_id"], end["operation_uuid"], end["kind"], end["reason"]) for end in ends(read)]
    assert found == [(None, done.uuid, "done", None), (None, undone.uuid, "undone", "cancelled")]


def test_old_entries_go_with_their_ends(write: Writer, read: Reader, clock: ManualClock) -> None:
    write(end_entry, AuditEnd(audit_id=write(begin_entry, ENTRY), code=200.0))
    clock.advance(30 * DAY)
    recent = write(begin_entry, ENTRY)
    write(end_entry, AuditEnd(audit_id=recent, code=200.0))
    write(prune, 100, 1, 31)
    assert read(entries, AuditFilter()).total_elements == 2
    clock.advance(2 * DAY)
    write(prune, 100, 1, 31)
    assert [view.entry.id for view in read(entries, AuditFilter()).content] == [recent]
    assert [end["audit_id"] for end in ends(read)] == [recent]
    clock.advance(40 * DAY)
    write(prune, 100, 1, 31)
    assert write(begin_entry, ENTRY) > recent, "numbers are not used again"
