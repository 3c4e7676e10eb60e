"""libvirt's callbacks and the two threads around them.

Callbacks run in libvirt's event thread, where another libvirt call would wait for itself: they put the uuid on a queue
and return. A thread of ours empties it. What happened is not passed on: whoever hears of a domain looks at it. Only
what cannot be seen is told: that a guest refused to let a device go, restarted, was ended by its host, or stood still.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

import libvirt

from api_common.errors import IaasError
from iaas_agent.hypervisor.session import named_as_ours, uuid_of

_LOG = logging.getLogger(__name__)
_HEARD = (
    libvirt.VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON,
    libvirt.VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE,
    libvirt.VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED,
    libvirt.VIR_DOMAIN_EVENT_ID_JOB_COMPLETED,
    libvirt.VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE,
)
_REBOOTED = libvirt.VIR_DOMAIN_EVENT_ID_REBOOT
_LIFECYCLE = libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE
_ENDED_BY_HOST = (libvirt.VIR_DOMAIN_EVENT_SHUTDOWN, libvirt.VIR_DOMAIN_EVENT_SHUTDOWN_HOST)
_REFUSED = libvirt.VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED
_loop_guard = threading.Lock()
_loop_runs = False


def run_event_loop() -> None:
    """One loop for the whole process, as libvirt wants it; to be called before the first connection is opened."""
    global _loop_runs
    with _loop_guard:
        if _loop_runs:
            return
        libvirt.virEventRegisterDefaultImpl()
        libvirt.registerErrorHandler(lambda *_: None, None)  # errors are raised; they need not be printed too
        threading.Thread(target=_turn, name="libvirt-events", daemon=True).start()
        _loop_runs = True


def _turn() -> None:
    while True:
        libvirt.virEventRunDefaultImpl()


class DomainEvents:
    """Hands the uuids of domains with news to a listener, in a thread of its own.

    The listener's second argument is libvirt's name of a device that the guest refused to let go, mostly null.
    `rebooted`, `signalled` and `lived` hear first, and in libvirt's thread, of a guest that has restarted, of one whose
    QEMU the host told to end, and of each event in a domain's life with its detail; they must not call libvirt.
    """

    def __init__(
        self,
        listener: Callable[[str, str | None], None],
        rebooted: Callable[[str], None] = lambda _: None,
        signalled: Callable[[str], None] = lambda _: None,
        lived: Callable[[str, int, int], None] = lambda *_: None,
    ) -> None:
        self._listener = listener
        self._on_reboot = rebooted
        self._signalled = signalled
        self._on_life = lived
        self._touched: queue.SimpleQueue[tuple[str, str | None] | None] = queue.SimpleQueue()

    def start(self) -> None:
        """Begin to hand out."""
        threading.Thread(target=self._hand_out, name="domain-events", daemon=True).start()

    def stop(self) -> None:
        """Hand out what is waiting, then end."""
        self._touched.put(None)

    def subscribe(self, connection: libvirt.virConnect) -> Callable[[], None]:
        """Hear of all domains of ours on this connection; gives the function that ends it."""
        handles = [connection.domainEventRegisterAny(None, event, self._happened, None) for event in _HEARD]
        handles.append(connection.domainEventRegisterAny(None, _REFUSED, self._refused, None))
        handles.append(connection.domainEventRegisterAny(None, _REBOOTED, self._rebooted, None))
        handles.append(connection.domainEventRegisterAny(None, _LIFECYCLE, self._lived, None))

        def unsubscribe() -> None:
            for handle in handles:
                with contextlib.suppress(libvirt.libvirtError):  # the connection may be broken
                    connection.domainEventDeregisterAny(handle)

        return unsubscribe

    def _happened(self, _connection: Any, domain: libvirt.virDomain, *_told: Any) -> None:
        if named_as_ours(domain):
            self._touched.put((uuid_of(domain), None))

    def _rebooted(self, _connection: Any, domain: libvirt.virDomain, _opaque: Any) -> None:
        if named_as_ours(domain):
            self._on_reboot(uuid_of(domain))
            self._touched.put((uuid_of(domain), None))

    def _lived(self, _connection: Any, domain: libvirt.virDomain, event: int, detail: int, _opaque: Any) -> None:
        if named_as_ours(domain):
            if (event, detail) == _ENDED_BY_HOST:
                self._signalled(uuid_of(domain))
            self._on_life(uuid_of(domain), event, detail)
            self._touched.put((uuid_of(domain), None))

    def _refused(self, _connection: Any, domain: libvirt.virDomain, alias: str, _opaque: Any) -> None:
        if named_as_ours(domain):
            self._touched.put((uuid_of(domain), alias))

    def _hand_out(self) -> None:
        while (news := self._touched.get()) is not None:
            uuid, refused = news
            try:
                self._listener(uuid, refused)
            except IaasError as error:  # libvirt went away; its return brings a whole inventory
                _LOG.info("news of domain %s: %s", uuid, error.describe())
            except Exception:
                _LOG.exception("news of domain %s could not be handed on", uuid)
