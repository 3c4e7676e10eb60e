"""Running an application: binds first, then starts, so that a second copy of a service fails before it does anything.

Used by each service's `__main__`. Stops gracefully on SIGTERM and SIGINT: no new requests, running ones get their time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api_common import logs
from api_common.settings import ServiceSettings
from api_common.tls import server_context
from api_common.web.binding import bind
from api_common.web.protocol import LimitedProtocol

GRACE_SECONDS = 10


def serve(service: str, settings: ServiceSettings, create_app: Callable[[], FastAPI]) -> None:
    """Bind, build the application and serve it until told to stop."""
    logs.setup(service, settings.log_level)
    sock = bind(settings.bind_address, settings.port)
    app = create_app()
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        http=LimitedProtocol,
        ssl_context_factory=(lambda *_: server_context(folder)) if (folder := settings.tls_dir) else None,
        ws="none",
    )
    logging.getLogger("uvicorn.error").addFilter(_Sentence(app))
    _Server(config, app.state.ending).run(sockets=[sock])


class _Sentence(logging.Filter):
    """What stops a start and is known is told in a sentence, not by a trace."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__()
        self._app = app

    def filter(self, record: logging.LogRecord) -> bool:
        if self._app.state.refused and str(record.msg).startswith("Traceback"):
            record.msg, record.args = f"cannot start: {self._app.state.refused}", None
        return True


class _Server(uvicorn.Server):
    """Tells the application at once that it is to stop; uvicorn does so only after the last request."""

    def __init__(self, config: uvicorn.Config, ending: Sequence[Callable[[], None]]) -> None:
        super().__init__(config)
        self._ending = ending

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        for hook in self._ending:
            threading.Thread(target=hook, name="ending", daemon=True).start()
        super().handle_exit(sig, frame)
