"""A gate in front of a service: lets calls through until a chosen one, and holds that one before or after its effect.

Tests put it between two services (a URL in the environment), wait until the chosen call stands still, and kill a
process at exactly that point. No service knows of it.
"""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

Chooser = Callable[[str, str, bytes], bool]
"""Whether a call (method, path, body) is the one to hold."""
HELD_SECONDS = 60


class Gate:
    """Forwards to `target`; `hold` arms it for the next call that is chosen.

    A call held before its effect reaches the service when it is released, however late: networks do that too.
    """

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._chooser: Chooser | None = None
        self._after = False
        self._lock = threading.Lock()
        self.reached = threading.Event()
        self._open = threading.Event()
        self.calls: list[str] = []
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:
                pass

            def _pass(self) -> None:
                gate._handle(self)

            do_GET = do_POST = do_PUT = do_DELETE = _pass  # noqa: N815 - the base class's names

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def hold(self, chooser: Chooser, *, after: bool) -> None:
        """Stop the next chosen call, before it reaches the service or after the service has answered."""
        with self._lock:
            self.reached.clear()
            self._open.clear()
            self._chooser, self._after = chooser, after

    def release(self) -> None:
        """Let the held call go on (its caller may be dead by now) and hold nothing more."""
        with self._lock:
            self._chooser = None
        self._open.set()

    def close(self) -> None:
        """End the gate."""
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        self.calls.append(f"{request.command} {re.sub('[0-9a-f]{32}', '*', request.path)}")
        chosen = self._is_chosen(request.command, request.path, body)
        if chosen and not self._after:
            self._stand_still()
        try:
            status, headers, answer = self._forward(request, body)
        except OSError:
            request.close_connection = True
            return
        if chosen and self._after:
            self._stand_still()
        try:
            request.send_response_only(status)
            for name, value in headers:
                if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                    request.send_header(name, value)
            request.send_header("Content-Length", str(len(answer)))
            request.end_headers()
            request.wfile.write(answer)
        except OSError:
            request.close_connection = True

    def _is_chosen(self, method: str, path: str, body: bytes) -> bool:
        with self._lock:
            if self._chooser is None or not self._chooser(method, path, body):
                return False
            self._chooser = None
            return True

    def _stand_still(self) -> None:
        self.reached.set()
        self._open.wait(HELD_SECONDS)

    def _forward(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self._target.hostname or "", self._target.port, timeout=60)
        try:
            headers = {k: v for k, v in request.headers.items() if k.lower() not in ("host", "connection")}
            connection.request(request.command, request.path, body or None, headers)
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()
