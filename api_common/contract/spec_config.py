"""Option lists of the console."""

from __future__ import annotations

from api_common.contract.base import WireModel
from api_common.contract.states import SpecType


class SpecConfig(WireModel):
    """One row of table `spec_config`."""

    id: int | None = None
    type: SpecType | None = None
    value: str | None = None
    description: str | None = None
    revision: int = 0
