"""A state machine as a table of allowed changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from api_common.errors import ErrorKind, IaasError


@dataclass(frozen=True)
class Machine:
    """`table` maps a status to those that may follow. Staying is always allowed; statuses not named allow nothing."""

    noun: str
    table: Mapping[StrEnum, frozenset[StrEnum]]

    def allowed(self, before: str | None, after: str) -> bool:
        """Whether the change is in the table. A row without a status (old data) may take any."""
        if before is None or before == after:
            return True
        return any(status == before and after in followers for status, followers in self.table.items())

    def require(self, before: str | None, after: str) -> None:
        """Raise `wrong_state` unless the change is allowed."""
        if not self.allowed(before, after):
            raise IaasError(ErrorKind.WRONG_STATE, f"a {self.noun} that is {before} cannot become {after}")
