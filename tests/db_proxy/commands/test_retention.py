"""Old history goes; what is open, recent or needed as the feed's end stays."""

from __future__ import annotations

from api_common.contract.operation import OperationFilter, Settlement
from api_common.contract.states import OperationStatus
from db_proxy.commands.retention import BATCH, Pruning, prune
from db_proxy.commands.steps import settle_operation
from db_proxy.commands.unit import Writer
from db_proxy.queries.events import events_after
from db_proxy.queries.operations import operations
from db_proxy.queries.reader import Reader
from db_proxy.tables import EVENT
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


def test_pruning_begins_with_the_service_and_ends_with_it(rows: Rows, write: Writer, read: Reader) -> None:
    for _ in range(5):
        rows.vm()
    pruning = Pruning(write, events=2, operation_days=1, audit_days=1)
    pruning.start()
    pruning.stop()
    assert read(events_after, 0, 100).oldest in (1, 4), "stopped before or after its first round, never in it"
