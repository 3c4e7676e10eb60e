"""Taking the first host that has room: placement looked a moment ago, and others may have been quicker since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from api_common.errors import ErrorKind, IaasError

T = TypeVar("T")


def on_first_with_room(hosts: Sequence[str], start: Callable[[str], T]) -> T:
    """What `start` answers for the best of these hosts that is not full; the last one's refusal if all are."""
    for number, host in enumerate(hosts):
        try:
            return start(host)
        except IaasError as error:
            full = error.kind is ErrorKind.NO_CAPACITY and "hostUuid" in error.detail
            if not full or number + 1 == len(hosts):
                raise
    raise IaasError(ErrorKind.NO_CAPACITY, "no host has room")
