"""Operations that got stuck."""

from __future__ import annotations

from typing import Any

from api_common.contract.operation import Operation, Settlement, StepRecord
from api_common.contract.states import OperationStatus, StepStatus
from db_proxy.commands.steps import record_step, settle_operation
from db_proxy.commands.unit import Writer
from tests.helpers.db import Rows


def stuck(rows: Rows, write: Writer, vm_uuid: str, **options: Any) -> Operation:
    """An operation that has failed and could not be undone."""
    started = rows.started(vm_uuid, **options).operation
    failed = StepRecord(
        fence=started.fence, number=0, status=StepStatus.FAILED, operation_status=OperationStatus.UNDOING
    )
    write(record_step, started.uuid, failed)
    return write(settle_operation, started.uuid, Settlement(fence=started.fence, status=OperationStatus.STUCK))
