"""uvicorn's HTTP connection with limits it does not have, and with the names in the other side's certificate.

Without them whoever opens connections and says nothing, or headers without end, costs memory and sockets.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api_common.tls import names_of

PEER_NAMES = "peer_names"
"""In the state of a request: the services that the certificate of its connection is for."""
HEAD_SECONDS = 20.0
MAX_HEAD_BYTES = 64 * 1024


class LimitedProtocol(HttpToolsProtocol):
    """Closes a connection whose request does not begin, or never stops beginning."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head_bytes = 0
        self._in_head = True
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, PEER_NAMES: names_of(transport.get_extra_info("ssl_object"))}
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Bytes have come. What belongs to a body is limited where the body is read."""
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self.transport.close()

    def on_message_begin(self) -> None:
        """The first line of a request is coming; between two requests uvicorn has its own limit."""
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        self._expect_head()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head = False
        self._stop_waiting()
        super().on_headers_complete()

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
