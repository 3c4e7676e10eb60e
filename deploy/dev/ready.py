"""Waiting until a process of the suite answers that it is ready, and whether its port is free for it."""

from __future__ import annotations

import json
import socket
import ssl
import time
import urllib.error
import urllib.request
from typing import Any

from deploy.dev.config import CONSOLE, DevError, SuiteConfig
from deploy.dev.process import Process

READY_SECONDS = 90
PORT_SECONDS = 3
_PAGES = {"iaas-novnc": "/vnc.html", CONSOLE: "/"}
"""What those without `/readyz` answer when they serve."""


def wait_ready(config: SuiteConfig, process: Process, service: str, host: str = "") -> None:
    """Until the service, or a host's agent, answers that it is ready; its log's end is in the error if it does not."""
    deadline = time.monotonic() + READY_SECONDS
    problem: str | None = "not asked yet"
    while time.monotonic() < deadline:
        if process.pid() is None:
            raise DevError(f"{service} ended; the end of {process.log}:\n{process.tail()}")
        problem = problem_of(config, service, host)
        if problem is None:
            return
        time.sleep(0.1)
    raise DevError(f"{service} is not ready: {problem}\nthe end of {process.log}:\n{process.tail()}")


def problem_of(config: SuiteConfig, service: str, host: str = "") -> str | None:
    """Why the service is not ready."""
    return _problem(config.url(service, host) + _PAGES.get(service, "/readyz"), config.ssl_context(service))


def require_free_port(config: SuiteConfig, service: str) -> None:
    """The port may be busy for a moment while the kernel clears up after a process that was killed."""
    deadline, port = time.monotonic() + PORT_SECONDS, config.ports[service]
    while not _is_free(config.address(), port):
        if time.monotonic() > deadline:
            raise DevError(
                f"port {port}, which {service} needs, is taken by another program;"
                f" `ss -ltnp sport = :{port}` shows which"
            )
        time.sleep(0.05)


def _is_free(address: str, port: int) -> bool:
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((address, port))
            return True
        except OSError:
            return False


def _problem(url: str, context: ssl.SSLContext | None) -> str | None:
    try:
        with urllib.request.urlopen(url, timeout=10, context=context):  # our own address  # nosec B310
            return None
    except urllib.error.HTTPError as error:
        return _not_ready(error.read())
    except (urllib.error.URLError, OSError):
        return "does not answer yet"


def _not_ready(body: bytes) -> str:
    try:
        told: dict[str, Any] = json.loads(body)
        return "; ".join(f"{name}: {why}" for name, why in told.get("checks", {}).items() if why) or "not ready"
    except (ValueError, AttributeError):
        return "not ready"
