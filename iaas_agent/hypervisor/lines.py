"""Further connections to libvirt, so that calls that hang or are slow never stand in the way of others.

libvirtd serves five calls of one connection at a time and then stops reading from it, signs of life included; and among
the threads that share a connection one reads for all: while its own call hangs, others may have their answers seconds
late. So each call that may hang has a connection for itself. There are few, by kind of call: whatever hangs of one
kind, the others are served, and all together are fewer than the twenty workers that libvirtd has by default.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace

import libvirt

from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor.errors import HANGS
from iaas_agent.hypervisor.session import Session

KEEPALIVE_SECONDS, KEEPALIVE_COUNT = 5, 3


class Line:
    """One connection for one call at a time: opened when it is first used, and anew when it broke or the main one is
    another. Whoever acquired it gives it back."""

    def __init__(self, lines: Lines, open_: Callable[[], libvirt.virConnect]) -> None:
        self._lines = lines
        self._open = open_
        self._main: Session | None = None
        self._own: Session | None = None

    def session(self, main: Session) -> Session:
        """The main session's counterpart here. Raises libvirt's errors. A simulated machine is in this process, and
        has one connection."""
        if main.profile.simulated:
            return main
        if self._own is None or self._main is not main or not self._own.connection.isAlive():
            self._main, self._own = main, replace(main, connection=self._open())
        return self._own

    def release(self) -> None:
        """Give it back; once."""
        self._lines._give_back(self)


class Lines:
    """At most so many calls of one kind. `full` says in words why none is free."""

    def __init__(
        self,
        open_: Callable[[], libvirt.virConnect],
        most: int,
        *,
        full: Callable[[], str] = lambda: "too many calls to libvirt are under way",
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._open = open_
        self._full = full
        self._clock = clock
        self._changed = threading.Condition()
        self._free: list[Line] = []
        self._left = most

    def acquire(self, deadline: float) -> Line:
        """A line, the one used last if there is a choice; `unavailable` if none is free until the deadline (of the
        monotonic clock)."""
        with self._changed:
            while not self._free and not self._left:
                left = deadline - self._clock.monotonic()
                if left <= 0:
                    raise IaasError(ErrorKind.UNAVAILABLE, self._full(), detail={HANGS: True})
                self._changed.wait(min(left, threading.TIMEOUT_MAX))
            if self._free:
                return self._free.pop()
            self._left -= 1
            return Line(self, self._open)

    def _give_back(self, line: Line) -> None:
        with self._changed:
            self._free.append(line)
            self._changed.notify()


def opener(uri: str) -> Callable[[], libvirt.virConnect]:
    """Opens such a connection; one whose libvirtd does not answer any more breaks, and what waits on it fails."""

    def open_() -> libvirt.virConnect:
        connection = libvirt.open(uri)
        with contextlib.suppress(libvirt.libvirtError):  # the test driver has no wire to keep alive
            connection.setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVE_COUNT)
        return connection

    return open_
