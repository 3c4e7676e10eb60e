"""Which domains were on when they were last seen, kept on the host, and why one that was on is off now.

libvirt forgets its reasons when it restarts, and after a power cut everything looks as if it had never run. So a file
each says which domains were on. When this agent or libvirt was away in between, nobody saw what happened meanwhile: a
domain that was on before and is off now without anybody having turned it off was lost with its host. That stays so
until it runs again or somebody turns it off. A QEMU that dies while it is watched was killed, which is something else:
whatever killed it, such as a lack of memory, may do so again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.contract.states import PowerState, ReasonCode

_LOG = logging.getLogger(__name__)
GOING_DOWN_SECONDS = 60.0
"""QEMUs that the host ended so shortly before libvirt or this agent went were ended because the host went down."""
_ON = frozenset({PowerState.RUNNING, PowerState.PAUSED})
_OFF = frozenset({PowerState.STOPPED, PowerState.CRASHED})
_BY_SOMEBODY = {"shutdown": ReasonCode.GUEST_SHUTDOWN, "destroyed": ReasonCode.CUT_BY_HAND}
_BY_ITSELF = frozenset({"crashed", "daemon"})


class Lives:
    """`folder` gets the files; its names are uuids of domains, which libvirt gives."""

    def __init__(self, folder: Path, clock: Clock = SYSTEM_CLOCK) -> None:
        self._on = _Names(folder / "on")
        self._lost = _Names(folder / "lost")
        self._clock = clock
        self._lock = threading.Lock()
        self._doubted: set[str] = set(self._on)
        self._looked: dict[str, int] = {}
        self._signalled: set[str] = set()
        self._ended: dict[str, tuple[float, ReasonCode]] = {}

    def doubt(self) -> None:
        """Nobody watched for a while: libvirt went and came back."""
        with self._lock:
            now = self._clock.monotonic()
            for uuid, (at, _) in self._ended.items():
                if now - at <= GOING_DOWN_SECONDS:
                    self._on.add(uuid)
            self._ended.clear()
            self._doubted = set(self._on)

    def signalled(self, uuid: str) -> None:
        """The host told this domain's QEMU to end, as it does to all when it is shut down."""
        with self._lock:
            self._signalled.add(uuid)

    def turned_off(self, uuid: str) -> None:
        """It was to be off and is: whatever took its power before does not matter any more."""
        with self._lock:
            self._forget(uuid)

    def seen(self, uuid: str, power: PowerState, word: str | None, sequence: int) -> ReasonCode | None:
        """Take in a look, and answer why the domain is off; null if it is not, or if nobody knows."""
        with self._lock:
            if sequence < self._looked.get(uuid, 0):
                return None  # something newer was seen meanwhile, and it is told
            self._looked[uuid] = sequence
            if power in _OFF:
                return self._off(uuid, word)
            self._forget(uuid)
            if power in _ON:
                self._on.add(uuid)
            elif power is PowerState.ABSENT:
                del self._looked[uuid]
            return None

    def _off(self, uuid: str, word: str | None) -> ReasonCode | None:
        if code := _BY_SOMEBODY.get(word or ""):
            was_signalled = word == "shutdown" and (uuid in self._signalled or uuid in self._ended)
            if not was_signalled:
                self._forget(uuid)
                return code
            return self._ended_now(uuid, ReasonCode.ENDED_BY_HOST)
        if uuid in self._lost:
            return ReasonCode.HOST_LOST
        if uuid in self._doubted:
            self._forget(uuid)
            self._lost.add(uuid)
            return ReasonCode.HOST_LOST
        if word in _BY_ITSELF and (uuid in self._on or uuid in self._ended):
            return self._ended_now(uuid, ReasonCode.KILLED)
        self._forget(uuid)
        return ReasonCode.KILLED if word in _BY_ITSELF else None

    def _ended_now(self, uuid: str, code: ReasonCode) -> ReasonCode:
        known = self._ended.get(uuid)
        self._forget(uuid)
        self._ended[uuid] = known or (self._clock.monotonic(), code)
        return code

    def _forget(self, uuid: str) -> None:
        self._on.discard(uuid)
        self._lost.discard(uuid)
        self._doubted.discard(uuid)
        self._signalled.discard(uuid)
        self._ended.pop(uuid, None)


class _Names:
    """Names kept as empty files, so that they outlive the host's power. A full disk costs them that, nothing else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: set[str] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._names.update(path.name for path in folder.iterdir())
        except OSError as error:
            _LOG.error("what ran before cannot be read: %s", error)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def add(self, name: str) -> None:
        """It is one of them."""
        if name not in self._names:
            self._names.add(name)
            self._keep(lambda: (self._folder / name).touch())

    def discard(self, name: str) -> None:
        """It is none of them."""
        if name in self._names:
            self._names.discard(name)
            self._keep(lambda: (self._folder / name).unlink(missing_ok=True))

    def _keep(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            _LOG.error("what runs cannot be noted in %s: %s", self._folder, error)
