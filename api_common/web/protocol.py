"""uvicorn's HTTP connection with limits it does not have, and with the names in the other side's certificate.

Without them whoever opens connections and says nothing, or headers or trailers without end, costs memory and sockets.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api_common.tls import names_of
from api_common.web.request_context import NOT_STORED, SAFE_HEADERS

PEER_NAMES = "peer_names"
"""In the state of a request: the services that the certificate of its connection is for."""
CUT = "cut"
"""In the state of a request: ends its connection at once, for whoever does not read what is sent."""
HEAD_SECONDS = 20.0
MAX_HEAD_BYTES = 64 * 1024


class LimitedProtocol(HttpToolsProtocol):
    """Closes a connection whose request does not begin, or never stops beginning."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._between_bodies = 0
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(transport)
        names = names_of(transport.get_extra_info("ssl_object"))
        self.app_state = {**self.app_state, PEER_NAMES: names, CUT: transport.abort}
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Bytes have come. What belongs to a body is limited where the body is read."""
        self._between_bodies += len(data)
        super().data_received(data)
        if self._between_bodies > MAX_HEAD_BYTES:
            self.transport.close()
        elif self._waiting is None and self.cycle is not None and self.cycle.response_complete:
            self._expect_head()  # these bytes took uvicorn's own limit away: empty lines, or a body that nobody reads

    def on_message_begin(self) -> None:
        """The first line of a request is coming; between two requests uvicorn has its own limit."""
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._between_bodies = 0
        self._stop_waiting()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of a body, and no trailer."""
        self._between_bodies = 0
        super().on_body(body)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP never reaches the application; its answer has safe headers all the same."""
        said = msg.encode()
        shape = ((b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(said)))
        headers = (*shape, (b"connection", b"close"), *SAFE_HEADERS, NOT_STORED)
        lines = [b"HTTP/1.1 400 Bad Request", *(b": ".join(header) for header in headers), b"", said]
        self.transport.write(b"\r\n".join(lines))
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
