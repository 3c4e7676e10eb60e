"""One HTTP connection of the proxy: a file of noVNC, `/healthz`, or a websocket that becomes a screen.

websockify does the websocket; what is ours is who may have one. Its own token plugins are not used, because it keeps
their answer on the server object, where two connections of a threaded server would take each other's screen.
"""

from __future__ import annotations

import json
import logging
import re
import socket
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from api_common.errors import IaasError
from api_common.tickets import ConsoleTarget
from iaas_agent.console.lean import ProxyRequestHandler

if TYPE_CHECKING:
    from iaas_agent.console.proxy import ConsoleServer

_LOG = logging.getLogger(__name__)
_TICKET = re.compile(r"(token(?:=|%3D))[^&\s'\"#]*", re.IGNORECASE)
_CONNECT_SECONDS = 5
_REQUEST_SECONDS = 15


def masked(text: str) -> str:
    """A text for the log: without any ticket in it."""
    return _TICKET.sub(r"\1***", text)


class ConsoleHandler(ProxyRequestHandler):  # type: ignore[misc]  # websockify has no types
    """Made by the server for each connection, in a thread of its own."""

    server: ConsoleServer
    server_version = "iaas-novnc"
    sys_version = ""
    timeout = _REQUEST_SECONDS  # for the request only; an open screen may be silent

    def validate_connection(self) -> None:
        """websockify asks before it upgrades: a connection without a good ticket gets an empty 403 and is closed."""
        query = parse_qs(urlsplit(self.path).query)
        self._target: ConsoleTarget = self.server.desk.redeem((query.get("token") or [""])[0])

    def handle_upgrade(self) -> None:
        """A websocket: checked, counted, then handed to websockify."""
        with self.server.seats as seated:
            if not seated:
                self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "too many consoles are open")
                return
            try:
                super().handle_upgrade()
            except IaasError as error:
                self._refuse(HTTPStatus.FORBIDDEN, error.message)

    def new_websocket_client(self) -> None:
        """Connect to the screen and carry bytes until one side ends."""
        target = self._target
        self.request.settimeout(None)
        self.log_message("console of %s at %s:%s", target.vm_uuid, target.host, target.port)
        try:
            screen = socket.create_connection((target.host, target.port), timeout=_CONNECT_SECONDS)
        except OSError as error:
            self.log_message("screen of %s cannot be reached: %s", target.vm_uuid, error)
            raise self.CClose(1011, "the screen cannot be reached") from None
        with screen:
            screen.settimeout(None)
            for sock in (screen, self.request):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.do_proxy(screen)

    def do_GET(self) -> None:  # noqa: N802 (http.server's name)
        """`/healthz` and noVNC's files, nothing else."""
        if urlsplit(self.path).path == "/healthz":
            self._answer(HTTPStatus.OK, json.dumps({"status": "ok", "service": "iaas-novnc"}).encode())
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        """Files are looked up below NOVNC_ROOT, whatever folder the process is in."""
        self.directory = self.server.web_root
        return str(super().translate_path(path))

    def end_headers(self) -> None:
        """Say to everybody: the page's address has a ticket in it, so it is told to no other site."""
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """All of websockify's and http.server's own lines come through here."""
        _LOG.info("%s", masked(format % args), extra={"client": self.client_address[0]})

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self.log_message("console refused: %s", why)
        self._answer(status, b"")

    def _answer(self, status: HTTPStatus, body: bytes) -> None:
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
