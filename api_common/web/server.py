"""Running an application: binds first, then starts, so that a second copy of a service fails before it does anything.

Used by each service's `__main__`. Stops gracefully on SIGTERM and SIGINT: no new requests, running ones get their time.
"""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from api_common import logs
from api_common.settings import ServiceSettings

GRACE_SECONDS = 10
BACKLOG = 2048


def bind(address: str, port: int) -> socket.socket:
    """A socket that listens; ends the process with a clear text when the port is taken.

    Bound is not enough: Linux lets two sockets have one port until one of them listens.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((address, port))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        raise SystemExit(
            f"cannot listen on {address}:{port}: {error.strerror}; is the service running already?"
        ) from None
    return sock


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
    )
    uvicorn.Server(config).run(sockets=[sock])
