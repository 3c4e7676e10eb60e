"""Running services in tests: tokens, the headers of a calling service, and an application behind a real port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from api_common.service_tokens import CALLER_HEADER, PROMETHEUS, SERVICE_NAMES
from api_common.tls import server_context
from api_common.web.binding import bind
from api_common.web.protocol import LimitedProtocol

START_SECONDS = 20


def write_tokens(folder: Path) -> Path:
    """A folder of tokens for all services, each `token-of-<service>`."""
    folder.mkdir(parents=True, exist_ok=True)
    for service in (*SERVICE_NAMES, PROMETHEUS):
        (folder / service).write_text(f"token-of-{service}\n")
    return folder


def headers_of(service: str) -> dict[str, str]:
    """What a service sends to be let in where :func:`write_tokens` wrote the tokens."""
    return {"Authorization": f"Bearer token-of-{service}", CALLER_HEADER: service}


METRICS = {"Authorization": f"Bearer token-of-{PROMETHEUS}"}
"""What Prometheus sends there."""


class _Server(uvicorn.Server):
    """A server in a thread that says when it is up."""

    def __init__(self, app: ASGIApp, tls_dir: Path | None) -> None:
        quiet: dict[str, Any] = {"log_config": None, "access_log": False, "timeout_graceful_shutdown": 2}
        secure = {"ssl_context_factory": lambda *_: server_context(tls_dir)} if tls_dir else {}
        super().__init__(uvicorn.Config(app, http=LimitedProtocol, **quiet, **secure))
        self.up = threading.Event()

    async def startup(self, sockets: list | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


@contextmanager
def served(app: ASGIApp, tls_dir: Path | None = None) -> Iterator[str]:
    """Serve an application on a free port of this machine; gives its base URL."""
    sock = bind("127.0.0.1", 0)
    server = _Server(app, tls_dir)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    try:
        assert server.up.wait(START_SECONDS), "the test server did not start"
        yield f"{'https' if tls_dir else 'http'}://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)
        sock.close()
