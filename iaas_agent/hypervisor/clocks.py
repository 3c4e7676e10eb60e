"""Sets the clock of a guest that stood still (suspended, paused) by its guest agent, as soon as it goes on.

Such a guest goes on with the time at which it was held. libvirt's events say that it goes on, and any later news of it
that its agent has come; where there is none the guest has to look after its clock itself. One thread does this, one
guest at a time, so that agents which do not answer take no other calls' lines; no verb and no look waits for it.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

import libvirt

from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.errors import IaasError
from iaas_agent.domain_xml.channels import GUEST_AGENT
from iaas_agent.domain_xml.element import parse
from iaas_agent.hypervisor.errors import translated
from iaas_agent.hypervisor.session import Session

_LOG = logging.getLogger(__name__)
T = TypeVar("T")
TRIES = 3
"""After each time it stood still. An agent that has just come back may miss the first."""
ANSWER_SECONDS = 5
"""How long libvirt waits for an agent's answer; without this, for ever for one that is there and says nothing."""
PATIENCE_SECONDS = 20.0
"""More than libvirt's two questions take: only a QEMU that hangs between them takes longer, and is not asked again."""
_SILENT = (libvirt.VIR_ERR_AGENT_UNRESPONSIVE, libvirt.VIR_ERR_AGENT_UNSYNCED)
_HELD_OR_OFF = (libvirt.VIR_DOMAIN_EVENT_SUSPENDED, libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_CRASHED)
_BOOTED = (libvirt.VIR_DOMAIN_EVENT_STARTED, libvirt.VIR_DOMAIN_EVENT_STARTED_BOOTED)


class Ask(Protocol):
    """Asks a domain aside; null if that came to nothing."""

    def __call__(self, uuid: str, question: Callable[[libvirt.virDomain], T], patience: float) -> T | None: ...


class GuestClocks:
    """Which guests may be behind, and the thread that mends it. `session` is to look by."""

    def __init__(self, session: Callable[[], Session], ask: Ask, clock: Clock = SYSTEM_CLOCK) -> None:
        self._session = session
        self._ask = ask
        self._clock = clock
        self._lock = threading.Lock()
        self._behind: dict[str, int] = {}  # the tries that are left
        self._due: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def start(self) -> None:
        """Begin to mend."""
        threading.Thread(target=self._run, name="guest-clocks", daemon=True).start()

    def stop(self) -> None:
        """Mend what is waiting, then end."""
        self._due.put(None)

    def lived(self, uuid: str, event: int, detail: int) -> None:
        """An event in a domain's life, in libvirt's thread. QEMU goes on after each start, too: one that booted has
        its time from its machine."""
        with self._lock:
            if event == libvirt.VIR_DOMAIN_EVENT_RESUMED:
                self._behind[uuid] = TRIES
            elif event in _HELD_OR_OFF or (event, detail) == _BOOTED:
                self._behind.pop(uuid, None)

    def heard(self, uuid: str) -> None:
        """There is news of a domain."""
        with self._lock:
            if uuid not in self._behind:
                return
        self._due.put(uuid)

    def _run(self) -> None:
        while (uuid := self._due.get()) is not None:
            try:
                self._mend(uuid)
            except IaasError as error:
                _LOG.info("the clock of VM %s was not set: %s", uuid, error.describe())
            except Exception:
                _LOG.exception("the clock of VM %s was not set", uuid)

    def _mend(self, uuid: str) -> None:
        with translated("the VM cannot be looked at"):
            if not has_agent(self._session().domain(uuid).XMLDesc()):
                return  # it may come; that is news
        with self._lock:
            left = self._behind.pop(uuid, 0)
        if not left:
            return
        was_set = self._ask(uuid, self._set, PATIENCE_SECONDS)
        if was_set:
            _LOG.info("VM %s had stood still; its clock was set", uuid)
        elif was_set is False and left > 1:
            with self._lock:
                self._behind.setdefault(uuid, left - 1)
            self._due.put(uuid)  # behind the others

    def _set(self, domain: libvirt.virDomain) -> bool:
        """Whether the agent answered. The time is told, not left to the guest's hardware clock: the guest may take that
        for local time. libvirt then drops the ticks that were missed, so that they are not made up for twice."""
        try:
            domain.agentSetResponseTimeout(ANSWER_SECONDS)
            seconds, rest = divmod(self._clock.now_ms(), 1000)
            domain.setTime({"seconds": seconds, "nseconds": rest * 1_000_000})
        except libvirt.libvirtError as error:
            if error.get_error_code() not in _SILENT:
                raise
            return False
        finally:
            with contextlib.suppress(libvirt.libvirtError):  # it may have gone off; others freeze disks for minutes
                domain.agentSetResponseTimeout(libvirt.VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK)
        return True


def has_agent(xml: str) -> bool:
    """Whether a guest agent listens in a running domain."""
    targets = parse(xml).iterfind("devices/channel/target")
    return any((target.get("name"), target.get("state")) == (GUEST_AGENT, "connected") for target in targets)
