"""The proxy's server: one thread per connection, a limit on open consoles, a graceful end.

Threads, not websockify's fork per connection: a ticket's single use must be remembered in one place, and an idle
console then costs a stack instead of a process.
"""

from __future__ import annotations

import socket
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

from iaas_agent.console.handler import ConsoleHandler
from iaas_agent.console.tokens import TicketDesk

PING_SECONDS = 30


class Seats:
    """How many consoles may be open: used as `with seats as seated`, where `seated` says whether there was room."""

    def __init__(self, number: int) -> None:
        self._free = threading.Semaphore(number)
        self._taken = threading.local()

    def __enter__(self) -> bool:
        self._taken.seat = self._free.acquire(blocking=False)
        return bool(self._taken.seat)

    def __exit__(self, *_: object) -> None:
        if self._taken.seat:
            self._free.release()


class ConsoleServer(ThreadingHTTPServer):
    """Serves on a socket that is bound already. The plain attributes are what websockify's handler looks for."""

    daemon_threads = True
    request_queue_size = 128
    block_on_close = False
    heartbeat = PING_SECONDS
    file_only = True
    only_upgrade = False
    token_plugin = None
    auth_plugin = None

    def __init__(self, bound: socket.socket, *, desk: TicketDesk, web_root: Path, max_consoles: int) -> None:
        super().__init__(bound.getsockname()[:2], ConsoleHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = bound
        self.server_port = bound.getsockname()[1]
        self.desk = desk
        self.web_root = str(web_root)
        self.seats = Seats(max_consoles)
        self.server_activate()

    def handle_error(self, request: object, client_address: object) -> None:
        """Broken connections are everyday business of a proxy; http.server would print a trace to standard error."""
