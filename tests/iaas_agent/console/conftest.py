"""A screen that speaks the first words of RFB, and a proxy in front of it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api_common.tickets import ConsoleTarget, Tickets
from api_common.web.binding import bind
from iaas_agent.console.proxy import ConsoleServer
from iaas_agent.console.tokens import TicketDesk

VM = "a" * 32
GREETING = b"RFB 003.008\n"


class _Screen(socketserver.BaseRequestHandler):
    """Greets, then says back whatever it hears."""

    def handle(self) -> None:
        self.request.sendall(GREETING)
        while data := self.request.recv(65536):
            self.request.sendall(data)


class _Screens(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@dataclass
class Console:
    """Where everything is."""

    port: int
    screen_port: int
    tickets: Tickets

    def ticket(self, port: int | None = None, vm: str = VM) -> str:
        """A fresh ticket for the screen (or for another port)."""
        return self.tickets.sign(ConsoleTarget(vm, "127.0.0.1", port or self.screen_port))

    def url(self, ticket: str) -> str:
        """What noVNC asks for when its page was opened by v1's address."""
        return f"ws://127.0.0.1:{self.port}/?token={ticket}"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    path.write_text("newest-key\nolder-key\n")
    return path


@pytest.fixture
def screen_port() -> Iterator[int]:
    with _Screens(("127.0.0.1", 0), _Screen) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def web_root(tmp_path: Path) -> Path:
    folder = tmp_path / "novnc"
    (folder / "app").mkdir(parents=True)
    (folder / "vnc.html").write_text("<title>noVNC</title>")
    (tmp_path / "secret").write_text("secret")
    return folder


@pytest.fixture
def console(key_file: Path, screen_port: int, web_root: Path) -> Iterator[Console]:
    tickets = Tickets(key_file)
    sock = bind("127.0.0.1", 0)
    server = ConsoleServer(sock, desk=TicketDesk(tickets), web_root=web_root, max_consoles=3)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield Console(sock.getsockname()[1], screen_port, tickets)
    server.shutdown()
    server.server_close()
    thread.join(5)
