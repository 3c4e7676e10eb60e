"""Further connections to libvirt, so that calls that hang or are slow never fill the one that looks.

libvirtd serves five calls of one client connection at a time and then stops reading from it, signs of life included. So
no more than four are ever under way on one of ours, and each kind of call has connections of its own: whatever hangs on
one, the others are served. All together stay below the twenty workers that libvirtd has by default.
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

CALLS_PER_LINE = 4
KEEPALIVE_SECONDS, KEEPALIVE_COUNT = 5, 3


class _Line:
    """One connection, opened when it is first wanted, and anew when the main one is new or it broke."""

    def __init__(self, open_: Callable[[], libvirt.virConnect]) -> None:
        self._open = open_
        self._lock = threading.Lock()
        self._main: Session | None = None
        self._own: Session | None = None
        self.calls = 0

    def session(self, main: Session) -> Session:
        """The main session's counterpart on this line. Raises libvirt's errors."""
        with self._lock:
            if self._own is None or self._main is not main or not self._own.connection.isAlive():
                self._main, self._own = main, replace(main, connection=self._open())
            return self._own


class Slot:
    """The right to one call on a line, until it is given back."""

    def __init__(self, lines: Lines, line: _Line) -> None:
        self._lines = lines
        self._line = line

    def session(self, main: Session) -> Session:
        """Where to make the call. A simulated machine is in this process, and has one connection."""
        return main if main.profile.simulated else self._line.session(main)

    def release(self) -> None:
        """Give it back; once."""
        self._lines._give_back(self._line)


class Lines:
    """Some connections for one kind of calls. `full` says in words why none is free."""

    def __init__(
        self,
        open_: Callable[[], libvirt.virConnect],
        *,
        lines: int,
        full: Callable[[], str] = lambda: "too many calls to libvirt are under way",
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._lines = [_Line(open_) for _ in range(lines)]
        self._full = full
        self._clock = clock
        self._changed = threading.Condition()

    def acquire(self, deadline: float) -> Slot:
        """A slot; `unavailable` if there is none until the deadline (of the monotonic clock)."""
        with self._changed:
            while (line := min(self._lines, key=lambda one: one.calls)).calls >= CALLS_PER_LINE:
                left = deadline - self._clock.monotonic()
                if left <= 0:
                    raise IaasError(ErrorKind.UNAVAILABLE, self._full(), detail={HANGS: True})
                self._changed.wait(left)
            line.calls += 1
            return Slot(self, line)

    def _give_back(self, line: _Line) -> None:
        with self._changed:
            line.calls -= 1
            self._changed.notify()


def opener(uri: str) -> Callable[[], libvirt.virConnect]:
    """Opens such a connection; one whose libvirtd does not answer any more breaks, and what waits on it fails."""

    def open_() -> libvirt.virConnect:
        connection = libvirt.open(uri)
        with contextlib.suppress(libvirt.libvirtError):  # the test driver has no wire to keep alive
            connection.setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVE_COUNT)
        return connection

    return open_
