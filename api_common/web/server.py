"""Running an application: binds first, then starts, so that a second copy of a service fails before it does anything.

Used by each service's `__main__`. Stops gracefully on SIGTERM and SIGINT: no new requests, running ones get their time.
"""

from __future__ import annotations

from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from api_common import logs
from api_common.settings import ServiceSettings
from api_common.web.binding import bind

GRACE_SECONDS = 10


def serve(service: str, settings: ServiceSettings, create_app: Callable[[], FastAPI]) -> None:
    """Bind, build the application and serve it until told to stop."""
    logs.setup(service, settings.log_level)
    sock = bind(settings.bind_address, settings.port)
    config = uvicorn.Config(
        create_app(),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[sock])
