"""Taking a port, before anything else is done: also for the console proxy, which is no web application of ours."""

from __future__ import annotations

import socket

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
