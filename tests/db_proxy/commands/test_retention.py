"""Old history goes; what is open, recent or needed as the feed's end stays."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from api_common.contract.account import Attempt
from api_common.contract.audit import AuditEntry
from api_common.contract.operation import OperationFilter, Settlement
from api_common.contract.states import OperationStatus
from db_proxy.commands.audit import begin_entry
from db_proxy.commands.retention import BATCH, Pruning, prune
from db_proxy.commands.sign_in import begin_attempt
from db_proxy.commands.steps import settle_operation
from db_proxy.commands.timekeeping import accept_time, keep_time
from db_proxy.commands.unit import Writer
from db_proxy.engine.steady import SteadyClock
from db_proxy.queries.events import events_after
from db_proxy.queries.operations import operations
from db_proxy.queries.reader import Reader
from db_proxy.tables import AUDIT, CREDENTIAL, EVENT, OPERATION, SIGN_IN_FAILURE
from tests.db_proxy.people import People
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows

DAY = 86_400


def test_the_newest_events_stay(rows: Rows, write: Writer, read: Reader) -> None:
    for _ in range(10):
        rows.vm()
    assert write(prune, 4, 1, 1) is False
    batch = read(events_after, 0, 100)
    assert [event.id for event in batch.events] == [7, 8, 9, 10]
    assert (batch.oldest, batch.last) == (7, 10)
    rows.vm()
    assert read(events_after, -1, 1).last == 11


def test_much_goes_in_batches(write: Writer) -> None:
    event = {"kind": "changed", "resource_type": "vm", "resource_key": "x", "summary": "{}"}
    write(lambda unit: unit.connection.execute(EVENT.insert(), [event] * (BATCH + 10)) and None)
    assert write(prune, 5, 1, 1) is True
    assert write(prune, 5, 1, 1) is False


def test_ended_operations_go_with_their_steps(rows: Rows, write: Writer, read: Reader, clock: ManualClock) -> None:
    old, open_ = rows.started().operation, rows.started().operation
    write(settle_operation, old.uuid, Settlement(fence=old.fence, status=OperationStatus.DONE))
    clock.advance(31 * DAY)
    recent = rows.started().operation
    write(settle_operation, recent.uuid, Settlement(fence=recent.fence, status=OperationStatus.DONE))
    write(prune, 1000, 30, 30)
    assert [each.uuid for each in read(operations, OperationFilter()).content] == [recent.uuid, open_.uuid]


def test_pruning_begins_with_the_service_and_ends_with_it(
    rows: Rows, write: Writer, read: Reader, clock: ManualClock
) -> None:
    for _ in range(5):
        rows.vm()
    pruning = Pruning(write, clock, SteadyClock(clock), events=2, operation_days=1, audit_days=1)
    pruning.start()
    pruning.stop()
    assert read(events_after, 0, 100).oldest in (1, 4), "stopped before or after its first round, never in it"


def test_what_opens_nothing_goes(write: Writer, read: Reader, people: People, clock: ManualClock) -> None:
    user = people.user()
    people.token(user, "old")
    attempt = Attempt(username="x", account_key="old name", address_key="old place", address="")
    write(begin_attempt, attempt)
    clock.advance(DAY - 60)
    people.token(user, "recent")
    write(begin_attempt, attempt.model_copy(update={"account_key": "recent name"}))
    clock.advance(120)
    write(keep_time, 120_000)
    write(prune, 100, 1, 1)

    def left(connection: Connection) -> list[list[str]]:
        columns = (CREDENTIAL.c.digest, SIGN_IN_FAILURE.c.key)
        return [sorted(connection.execute(select(column)).scalars()) for column in columns]

    assert read(left) == [["recent"], ["old place", "recent name"]]


def history(write: Writer, rows: Rows, people: People) -> None:
    """An audit entry, an operation that ended, a session and a key."""
    write(begin_entry, AuditEntry(action="vm_create", address="", request_id=""))
    done = rows.started().operation
    write(settle_operation, done.uuid, Settlement(fence=done.fence, status=OperationStatus.DONE))
    people.token(people.user(), "token")


def counts(connection: Connection) -> list[int]:
    return [len(connection.execute(select(table.c.id)).all()) for table in (AUDIT, OPERATION, CREDENTIAL)]


def started(write: Writer, clock: ManualClock) -> Pruning:
    """The service begins, and has pruned."""
    steady = SteadyClock(clock)
    pruning = Pruning(Writer(write._database, write._signal, clock, steady), clock, steady, **LIMITS)
    pruning.begin()
    pruning.keep()
    pruning._prune()
    return pruning


LIMITS = {"events": 1000, "operation_days": 30, "audit_days": 365}
YEARS = (1, 10, -1, -10)


@pytest.mark.parametrize("years", YEARS)
def test_a_start_with_another_year_removes_nothing(
    years: int, rows: Rows, write: Writer, read: Reader, people: People, clock: ManualClock
) -> None:
    history(write, rows, people)
    before = read(counts)
    for _ in range(3):
        clock.jump(years * 365 * DAY)
        pruning = started(write, clock)
        assert read(counts) == before
        assert pruning.remark()
        clock.jump(-years * 365 * DAY)
        started(write, clock)
        assert read(counts) == before


@pytest.mark.parametrize("years", YEARS)
def test_a_clock_set_to_another_year_removes_nothing(
    years: int, rows: Rows, write: Writer, read: Reader, people: People, clock: ManualClock
) -> None:
    pruning = started(write, clock)
    history(write, rows, people)
    before = read(counts)
    for jump in (years, -years):
        clock.jump(jump * 365 * DAY)
        write(begin_entry, AuditEntry(action="meanwhile", address="", request_id=""))
        before[0] += 1
        for _ in range(5):
            clock.advance(300)
            pruning.keep()
            pruning._prune()
        assert read(counts) == before
    write(accept_time)
    pruning._prune()
    assert read(counts)[0] == before[0], "what was written while the clock was wrong is as young as it was"


def test_time_that_the_administrator_accepts_is_the_time(
    rows: Rows, write: Writer, read: Reader, people: People, clock: ManualClock
) -> None:
    history(write, rows, people)
    clock.jump(400 * DAY)
    pruning = started(write, clock)
    assert "accept-time" in (pruning.remark() or "")
    write(begin_entry, AuditEntry(action="now", address="", request_id=""))
    write(accept_time)
    pruning.keep()
    assert pruning.remark() is None
    pruning._prune()
    assert read(counts) == [1, 0, 0]


def test_history_goes_when_its_time_has_passed(
    rows: Rows, write: Writer, read: Reader, people: People, clock: ManualClock
) -> None:
    pruning = started(write, clock)
    history(write, rows, people)
    for _ in range(32):
        clock.advance(DAY)
        write(keep_time, DAY * 1000)
    pruning._prune()
    assert read(counts)[1:] == [0, 0]
