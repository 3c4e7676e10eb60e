"""The connection to libvirt: opened in the background, kept alive, opened again with back-off when it breaks.

One thread opens and watches, so that no request ever waits for a libvirtd that does not answer.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import libvirt

from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor.events import DomainEvents, run_event_loop
from iaas_agent.hypervisor.lines import opener
from iaas_agent.hypervisor.session import Session

_LOG = logging.getLogger(__name__)
PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds between attempts to open; the last one from then on."""
FIRST_ATTEMPT_SECONDS = 5.0
"""How long a start waits, so that an agent with a healthy libvirt begins with it."""


class Connection:
    """`prepare` makes the session of a connection that was opened; `on_change` hears that it came or went."""

    def __init__(
        self,
        uri: str,
        events: DomainEvents,
        *,
        prepare: Callable[[libvirt.virConnect], Session],
        on_change: Callable[[bool], None],
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._uri = uri
        self._open = opener(uri)
        self._events = events
        self._prepare, self._on_change = prepare, on_change
        self._pauses = pauses
        self._session: Session | None = None
        self._why = "it is being connected to"
        self._tried, self._broken, self._stopping = threading.Event(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="libvirt-connection", daemon=True)

    def start(self) -> None:
        """Begin to connect; returns when the first attempt is over, or after a while."""
        run_event_loop()
        self._thread.start()
        self._tried.wait(FIRST_ATTEMPT_SECONDS)

    def stop(self) -> None:
        """Close; nothing is opened again."""
        self._stopping.set()
        self._broken.set()
        self._thread.join(FIRST_ATTEMPT_SECONDS)

    def session(self) -> Session:
        """The present session; `unavailable` while there is none."""
        session = self._session
        if session is None:
            raise IaasError(ErrorKind.UNAVAILABLE, self._away())
        return session

    def problem(self) -> str | None:
        """Why VMs cannot be worked on, or null."""
        session = self._session
        return self._away() if session is None else session.facts.problem

    def _away(self) -> str:
        return f"libvirt cannot be reached: {self._why}"

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                self._broken.clear()
                with self._opened() as session:
                    failures = 0
                    self._serve(session)
            except libvirt.libvirtError as error:
                self._why = error.get_error_message() or str(error)
                _LOG.warning("libvirt at %s cannot be opened: %s", self._uri, self._why)
            except Exception as error:  # whatever it is, this thread is the only one that can try again
                self._why = f"{type(error).__name__}; its trace is in the log"
                _LOG.exception("libvirt at %s cannot be used", self._uri)
            self._session = None
            self._tried.set()
            self._stopping.wait(self._pauses[min(failures, len(self._pauses) - 1)])
            failures += 1

    @contextlib.contextmanager
    def _opened(self) -> Iterator[Session]:
        connection = self._open()
        unsubscribe = None
        try:
            connection.registerCloseCallback(self._closed, None)
            session = self._prepare(connection)
            unsubscribe = self._events.subscribe(connection)
            yield session
        finally:
            if unsubscribe is not None:
                unsubscribe()
            with contextlib.suppress(libvirt.libvirtError):
                connection.unregisterCloseCallback()  # it holds the connection
            # Never closed by name: a thread in the middle of a call would crash the process. libvirt closes it when the
            # last of them lets go.

    def _serve(self, session: Session) -> None:
        """From the moment others may use the connection until it breaks or is no longer wanted."""
        self._session = session
        self._tried.set()
        _LOG.info("connected to %s: %s", self._uri, session.facts.version)
        self._on_change(True)
        self._broken.wait()
        self._session = None
        self._why = "the connection broke"
        if not self._stopping.is_set():
            _LOG.warning("the connection to libvirt at %s broke", self._uri)
            self._on_change(False)

    def _closed(self, *_told: Any) -> None:
        """libvirt's event thread says that the connection is gone."""
        self._broken.set()
