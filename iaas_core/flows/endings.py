"""Endings that several flows share: what the VM's row says when an operation is over."""

from __future__ import annotations

from api_common.contract.changes import Change, SettleFromPower
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import StepContext


def settle_from_power(context: StepContext[Doors], error: str | None) -> list[Change]:
    """The VM's status is what its host shows now, whether the operation succeeded or not."""
    return [SettleFromPower(key=context.operation.target_uuid, error=error)]


def nothing(_: StepContext[Doors], __: str | None) -> list[Change]:
    """No row is left to change."""
    return []
