"""Why a domain is paused or off, in the suite's own words: out of libvirt's, and of what was seen before."""

from __future__ import annotations

import threading
from collections.abc import Callable

import libvirt

from api_common.contract.agent_report import PowerReason
from api_common.contract.states import PowerState, ReasonCode
from iaas_agent.hypervisor.lives import Lives

_PAUSED = {
    "user": ReasonCode.PAUSED_BY_HAND,
    "watchdog": ReasonCode.WATCHDOG,
    "crashed": ReasonCode.PANICKED,
    "panicked": ReasonCode.PANICKED,
    "asleep": ReasonCode.ASLEEP,
}
_IO_ERROR = "ioerror"
Ask = Callable[[str, Callable[[libvirt.virDomain], dict[str, int]]], dict[str, int] | None]


class Reasons:
    """`lives` knows the past of domains; `ask` asks a domain aside. Disks that failed are asked for once per pause: it
    costs a call to QEMU, which may hang for the same reason."""

    def __init__(self, lives: Lives, ask: Ask) -> None:
        self._lives = lives
        self._ask = ask
        self._lock = threading.Lock()
        self._failed: dict[str, PowerReason] = {}

    def of(self, uuid: str, power: PowerState, word: str | None, sequence: int) -> PowerReason | None:
        """The reason of the state that was just looked at; null where there is nothing to say."""
        code = self._lives.seen(uuid, power, word, sequence)
        if power is PowerState.PAUSED and word == _IO_ERROR:
            return self._io_error(uuid)
        with self._lock:
            self._failed.pop(uuid, None)
        if power is PowerState.PAUSED:
            code = _PAUSED.get(word or "")
        return PowerReason(code=code) if code else None

    def gone(self, uuid: str, sequence: int) -> None:
        """There is no such domain."""
        self._lives.seen(uuid, PowerState.ABSENT, None, sequence)

    def _io_error(self, uuid: str) -> PowerReason:
        with self._lock:
            known = self._failed.get(uuid)
        if known is not None:
            return known
        errors = self._ask(uuid, _disk_errors)
        known = failed_disk(errors or {})
        if errors is not None:  # where there was no answer the next look asks again
            with self._lock:
                self._failed[uuid] = known
        return known


def _disk_errors(domain: libvirt.virDomain) -> dict[str, int]:
    return domain.diskErrors() or {}


def failed_disk(errors: dict[str, int]) -> PowerReason:
    """Which disk could not be written, and whether that is for lack of room."""
    full = sorted(disk for disk, error in errors.items() if error == libvirt.VIR_DOMAIN_DISK_ERROR_NO_SPACE)
    if full:
        return PowerReason(code=ReasonCode.DISK_FULL, disk=full[0])
    return PowerReason(code=ReasonCode.DISK_FAILED, disk=min(errors, default=None))
