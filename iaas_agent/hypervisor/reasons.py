"""Why a domain is paused or off, in the suite's own words: out of libvirt's, and of what was seen before."""

from __future__ import annotations

import logging
import threading

import libvirt

from api_common.contract.agent_report import PowerReason
from api_common.contract.states import PowerState, ReasonCode
from iaas_agent.hypervisor.lives import Lives

_LOG = logging.getLogger(__name__)
_PAUSED = {
    "user": ReasonCode.PAUSED_BY_HAND,
    "watchdog": ReasonCode.WATCHDOG,
    "crashed": ReasonCode.PANICKED,
    "panicked": ReasonCode.PANICKED,
    "asleep": ReasonCode.ASLEEP,
}
_IO_ERROR = "ioerror"


class Reasons:
    """`lives` knows the past of domains. Disks that failed are asked for once per pause: it costs a call to QEMU."""

    def __init__(self, lives: Lives) -> None:
        self._lives = lives
        self._lock = threading.Lock()
        self._failed: dict[str, PowerReason] = {}

    def of(
        self, domain: libvirt.virDomain, uuid: str, power: PowerState, word: str | None, sequence: int
    ) -> PowerReason | None:
        """The reason of the state that was just looked at; null where there is nothing to say."""
        code = self._lives.seen(uuid, power, word, sequence)
        if power is PowerState.PAUSED and word == _IO_ERROR:
            return self._io_error(domain, uuid)
        with self._lock:
            self._failed.pop(uuid, None)
        if power is PowerState.PAUSED:
            code = _PAUSED.get(word or "")
        return PowerReason(code=code) if code else None

    def gone(self, uuid: str, sequence: int) -> None:
        """There is no such domain."""
        self._lives.seen(uuid, PowerState.ABSENT, None, sequence)

    def _io_error(self, domain: libvirt.virDomain, uuid: str) -> PowerReason:
        with self._lock:
            known = self._failed.get(uuid)
        if known is None:
            known = _failed_disk(domain)
            with self._lock:
                self._failed[uuid] = known
        return known


def _failed_disk(domain: libvirt.virDomain) -> PowerReason:
    """Which disk could not be written, and whether that is for lack of room."""
    try:
        errors: dict[str, int] = domain.diskErrors() or {}
    except libvirt.libvirtError as error:
        _LOG.info("why %s is paused is not known: %s", domain.name(), error)
        errors = {}
    full = sorted(disk for disk, error in errors.items() if error == libvirt.VIR_DOMAIN_DISK_ERROR_NO_SPACE)
    if full:
        return PowerReason(code=ReasonCode.DISK_FULL, disk=full[0])
    return PowerReason(code=ReasonCode.DISK_FAILED, disk=min(errors, default=None))
