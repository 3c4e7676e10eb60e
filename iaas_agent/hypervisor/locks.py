"""One change of a domain at a time, and none by an operation that was overtaken.

Fences grow with every claim of an operation, so one older than the last seen means that its runner lost its lease.
They are remembered for domains that are gone too, as long as there is room: a late call must not bring one back. They
are kept apart from the locks, because whoever cuts the power does not wait for a lock.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime

from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor.errors import HANGS

REMEMBERED = 10_000
HANGS_AFTER_SECONDS = 10.0
"""A call that takes longer is told as one that hangs, and nobody waits behind it."""


class Fences:
    """The newest fence by uuid. Lost with the process; a restart of the agent forgives."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self.highest = 0
        self._remembered = remembered
        self._guard = threading.Lock()
        self._newest: OrderedDict[str, int] = OrderedDict()

    def admit(self, uuid: str, fence: int) -> None:
        """From now on nothing older is let in; `fenced` if something newer came by."""
        with self._guard:
            newest = self._newest.get(uuid, 0)
            if fence < newest:
                raise IaasError(
                    ErrorKind.FENCED, f"VM {uuid} belongs to a newer claim ({newest}) than this one ({fence})"
                )
            self._newest[uuid] = fence
            self.highest = max(self.highest, fence)
            self._newest.move_to_end(uuid)
            while len(self._newest) > self._remembered:
                self._newest.popitem(last=False)

    def newest(self, uuid: str) -> int:
        """The newest fence seen, or 0."""
        with self._guard:
            return self._newest.get(uuid, 0)


@dataclass(frozen=True)
class Hanging:
    """A call that libvirt has not answered for a while. `doing` begins a sentence; `since` is a time of day."""

    uuid: str
    doing: str
    since: str


class _Entry:
    """One domain's lock with who has it. A thread may take it and another give it back."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.users = 0
        self.doing = ""
        self.taken_at: float | None = None
        self.since = ""


class DomainLocks:
    """Locks by uuid. A domain that nobody works on costs nothing."""

    def __init__(self, clock: Clock = SYSTEM_CLOCK) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._entries: dict[str, _Entry] = {}

    def acquire(self, uuid: str, doing: str, deadline: float, *, behind_hanging: bool = False) -> None:
        """The domain is ours until :meth:`release`. `unavailable` at the deadline (of the monotonic clock), and at once
        where a call hangs on it, unless that one must end soon: its domain has lost its power."""
        entry = self._join(uuid)
        try:
            until = deadline if behind_hanging else min(deadline, self._hangs_at(entry))
            patience = until - self._clock.monotonic()
            if not entry.lock.acquire(timeout=max(0.0, patience)):
                raise self._busy(uuid, entry, doing)
        except BaseException:
            self._leave(uuid, entry)
            raise
        entry.doing, entry.taken_at = doing, self._clock.monotonic()
        entry.since = datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC).strftime("%H:%M:%S UTC")

    def release(self, uuid: str) -> None:
        """Let the next one in."""
        entry = self._entries[uuid]
        entry.taken_at = None
        entry.lock.release()
        self._leave(uuid, entry)

    def hanging(self) -> list[Hanging]:
        """The domains whose holder has had no answer for long."""
        now = self._clock.monotonic()
        with self._guard:
            held = sorted(self._entries.items())
        return [
            Hanging(uuid, entry.doing, entry.since)
            for uuid, entry in held
            if entry.taken_at is not None and now - entry.taken_at >= HANGS_AFTER_SECONDS
        ]

    def _hangs_at(self, entry: _Entry) -> float:
        """When the present holder will have had it for too long."""
        taken_at = entry.taken_at
        return float("inf") if taken_at is None else taken_at + HANGS_AFTER_SECONDS

    def _busy(self, uuid: str, entry: _Entry, doing: str) -> IaasError:
        hangs = self._clock.monotonic() >= self._hangs_at(entry)
        message = f"{doing}: another call for this VM is not over yet ({wanted(entry.doing)})"
        if hangs:
            message = (
                f"{doing}: the VM's QEMU hangs or is busy: no answer since {entry.since} ({wanted(entry.doing)}); "
                "stopping it with force cuts its power"
            )
        return IaasError(ErrorKind.UNAVAILABLE, message, detail={HANGS: hangs, "vmUuid": uuid})

    def _join(self, uuid: str) -> _Entry:
        with self._guard:
            entry = self._entries.setdefault(uuid, _Entry())
            entry.users += 1
            return entry

    def _leave(self, uuid: str, entry: _Entry) -> None:
        with self._guard:
            entry.users -= 1
            if not entry.users:
                del self._entries[uuid]


def wanted(doing: str) -> str:
    """What a call is for, from the words that begin its error."""
    return doing.replace(" cannot be ", " is to be ")
