"""The connection to libvirt: opened with back-off, kept alive, opened again when it breaks; and its event thread.

libvirt's callbacks run in the event thread, where another libvirt call would wait for itself: they only put the uuid
on a queue. A thread of ours empties it.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

import libvirt

from api_common.clock import Clock
from api_common.errors import ErrorKind, IaasError

_LOG = logging.getLogger(__name__)
KEEPALIVE_SECONDS, KEEPALIVE_COUNT = 5, 3
LONGEST_BACKOFF_SECONDS = 5.0
_LOOP_LOCK = threading.Lock()
_loop_runs = False


def _run_event_loop() -> None:
    """One loop for the whole process, as libvirt wants it; registered before the first connection."""
    global _loop_runs
    with _LOOP_LOCK:
        if _loop_runs:
            return
        libvirt.virEventRegisterDefaultImpl()
        libvirt.registerErrorHandler(lambda *_: None, None)  # errors are raised; libvirt need not print them too

        def turn() -> None:
            while True:
                libvirt.virEventRunDefaultImpl()

        threading.Thread(target=turn, name="libvirt-events", daemon=True).start()
        _loop_runs = True


class Connection:
    """Opens in the background; `get` is for whoever needs it now."""

    def __init__(
        self,
        uri: str,
        clock: Clock,
        *,
        on_open: Callable[[libvirt.virConnect], None],
        on_domain: Callable[[str], None],
        on_change: Callable[[bool], None],
    ) -> None:
        self._uri = uri
        self._clock = clock
        self._on_open, self._on_domain, self._on_change = on_open, on_domain, on_change
        self._current: libvirt.virConnect | None = None
        self._why = "the connection is being opened"
        self._broken = threading.Event()
        self._stopping = threading.Event()
        self._touched: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def start(self) -> None:
        """Begin to open, and to hand out events."""
        _run_event_loop()
        threading.Thread(target=self._keep_open, name="libvirt-connection", daemon=True).start()
        threading.Thread(target=self._hand_out, name="domain-events", daemon=True).start()

    def stop(self) -> None:
        """Close; nothing is opened again."""
        self._stopping.set()
        self._broken.set()
        self._touched.put(None)
        current, self._current = self._current, None
        if current is not None:
            with contextlib.suppress(libvirt.libvirtError):
                current.close()

    def get(self) -> libvirt.virConnect:
        """The open connection; `unavailable` while there is none."""
        if self._current is None:
            raise IaasError(ErrorKind.UNAVAILABLE, f"libvirt cannot be reached on this host: {self._why}")
        return self._current

    def problem(self) -> str | None:
        """Why there is no connection, or null."""
        return None if self._current is not None else f"libvirt cannot be reached: {self._why}"

    def _keep_open(self) -> None:
        wait = 0.1
        while not self._stopping.is_set():
            try:
                self._broken.clear()
                self._current = self._open()
            except (libvirt.libvirtError, IaasError) as error:
                self._why = str(error)
                _LOG.warning("libvirt at %s cannot be opened: %s", self._uri, error)
                self._stopping.wait(wait)
                wait = min(wait * 2, LONGEST_BACKOFF_SECONDS)
                continue
            wait = 0.1
            _LOG.info("connected to libvirt at %s", self._uri)
            self._on_change(True)
            self._broken.wait()
            self._current = None
            if not self._stopping.is_set():
                self._why = "the connection broke; it is opened again"
                _LOG.warning("libvirt at %s went away", self._uri)
                self._on_change(False)

    def _open(self) -> libvirt.virConnect:
        opened = libvirt.open(self._uri)
        with contextlib.suppress(libvirt.libvirtError):  # the test driver knows neither
            opened.setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVE_COUNT)
        with contextlib.suppress(libvirt.libvirtError):
            opened.registerCloseCallback(self._closed, None)
        for event in (libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, libvirt.VIR_DOMAIN_EVENT_ID_REBOOT):
            opened.domainEventRegisterAny(None, event, self._happened, None)
        self._on_open(opened)
        return opened

    def _closed(self, _connection: Any, reason: int, _opaque: Any) -> None:
        self._broken.set()

    def _happened(self, _connection: Any, domain: libvirt.virDomain, *_rest: Any) -> None:
        self._touched.put(domain.UUIDString().replace("-", ""))

    def _hand_out(self) -> None:
        while (uuid := self._touched.get()) is not None:
            try:
                self._on_domain(uuid)
            except Exception:
                _LOG.exception("an event of domain %s could not be handled", uuid)
