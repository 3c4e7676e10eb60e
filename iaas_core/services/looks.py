"""What was decided by a look is asked again where it is written; if it is not so any more, services look again.

A service reads rows, decides, and sends with its changes what it relied on (`same`, `parts`). db_proxy compares in the
transaction that writes and answers `conflict` with `changed` in its detail when somebody was quicker: nothing is
written, and `look_again` lets the service decide anew, so that people get the answer that is true now.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from api_common.contract.changes import CHANGED
from api_common.errors import IaasError
from iaas_core.steps.seen import parts, same

__all__ = ["look_again", "parts", "same"]

F = TypeVar("F", bound=Callable[..., Any])
LOOKS = 6
"""Whoever meets so many quicker ones is told that there is too much going on."""


def look_again(work: F) -> F:
    """A service's work that begins with looking and ends with writing; it must not do anything else before."""

    @wraps(work)
    def again(*arguments: Any, **options: Any) -> Any:
        for _ in range(LOOKS - 1):
            try:
                return work(*arguments, **options)
            except IaasError as error:
                if not error.detail.get(CHANGED):
                    raise
        return work(*arguments, **options)

    return cast(F, again)
