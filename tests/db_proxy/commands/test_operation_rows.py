"""The small moves of an operation's row that several commands share."""

from __future__ import annotations

import pytest

from api_common.contract.states import OperationStatus
from api_common.errors import ErrorKind
from db_proxy.commands.operation_rows import change_status, load_operation, load_operations, release_claim, wake
from db_proxy.commands.unit import Unit, Writer
from tests.helpers.db import Rows, refused


def test_operations_are_loaded_with_their_steps(rows: Rows, write: Writer) -> None:
    uuids = [rows.started().operation.uuid for _ in range(3)]

    def command(unit: Unit) -> list[tuple[str, int]]:
        return [(row.key, len(row["steps"])) for row in load_operations(unit, [*reversed(uuids), "gone"])]

    assert write(command) == [(uuid, 3) for uuid in uuids]


@pytest.mark.parametrize(("claimed", "due"), [(True, None), (False, None)])
def test_a_wake_reaches_a_waiting_and_a_working_one(rows: Rows, write: Writer, claimed: bool, due: int | None) -> None:
    uuid = rows.started(runner="r1" if claimed else None).operation.uuid

    def command(unit: Unit) -> int | None:
        row = load_operation(unit, uuid)
        wake(row)
        if claimed:
            release_claim(row, unit.now + 1000)
        found: int | None = row["next_attempt_at"]
        return found

    assert write(command) == due


def test_statuses_follow_the_lifecycle(rows: Rows, write: Writer) -> None:
    uuid = rows.started().operation.uuid
    with refused(ErrorKind.WRONG_STATE):
        write(lambda unit: change_status(unit, load_operation(unit, uuid), OperationStatus.STUCK))
