"""Looks with a limit: whoever looks at domains waits only so long, and few look at the same time.

libvirt answers these from its own memory, also for a QEMU that hangs; this is for a libvirtd that hangs itself: threads
that serve requests are not to wait with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor import hands
from iaas_agent.hypervisor.lines import Lines

T = TypeVar("T")
LOOK_SECONDS = 10.0
MOST_LOOKS = 4
NO_ANSWER = "libvirt does not answer"


class Looks:
    """Looks on the main connection, which serves few at a time. The lines only count them and are never opened."""

    def __init__(self, clock: Clock = SYSTEM_CLOCK) -> None:
        self._lines = Lines(_never, MOST_LOOKS, full=lambda: NO_ANSWER, clock=clock)
        self._clock = clock

    def do(self, look: Callable[[], T]) -> T:
        """What the look sees; `unavailable` if libvirt takes too long."""
        deadline = self._clock.monotonic() + LOOK_SECONDS
        line = self._lines.acquire(deadline)

        def run() -> T:
            try:
                return look()
            finally:
                line.release()

        answer = hands.begin(run, "look")
        try:
            return answer.result(max(0.0, deadline - self._clock.monotonic()))
        except TimeoutError as late:
            raise IaasError(ErrorKind.UNAVAILABLE, NO_ANSWER) from late


def _never() -> None:
    raise AssertionError("looks go over the main connection")
