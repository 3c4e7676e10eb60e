"""Observations as agents make them."""

from __future__ import annotations

from typing import Any

from api_common.contract.agent_report import PowerReport
from api_common.contract.states import PowerState


def report(
    uuid: str, power: PowerState = PowerState.RUNNING, epoch: int = 1, sequence: int = 1, **told: Any
) -> PowerReport:
    """What a host shows of one domain."""
    return PowerReport(uuid=uuid, power=power, epoch=epoch, sequence=sequence, **told)
