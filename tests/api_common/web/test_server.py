"""Binding comes before everything else, and one port has one owner."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from api_common.settings import ServiceSettings
from api_common.web import server


def test_a_free_port_is_given_when_none_is_named() -> None:
    with server.bind("127.0.0.1", 0) as sock:
        assert sock.getsockname()[1] > 0
    with server.bind("::1", 0) as sock:
        assert sock.family is socket.AF_INET6


def test_a_second_copy_ends_before_it_does_anything() -> None:
    with server.bind("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        made: list[str] = []
        settings = ServiceSettings(bind_address="127.0.0.1", port=port)
        with pytest.raises(SystemExit, match=f"cannot listen on 127.0.0.1:{port}.*running already"):
            server.serve("toy", settings, lambda: made.append("app"))
        assert made == []


TOY = """
import threading
from api_common.settings import ServiceSettings
from api_common.web.app import build_app
from api_common.web.server import serve

settings = ServiceSettings(bind_address="127.0.0.1", port={port})
entered, gone = threading.Event(), threading.Event()

def wait():
    entered.set()
    return "let go" if gone.wait(100) else "never"

def create():
    app = build_app("toy", settings, description="", checks={{}}, ending=[gone.set])
    app.add_api_route("/wait", wait)
    app.add_api_route("/entered", lambda: entered.wait(100))
    return app

serve("toy", settings, create)
"""
PATIENCE_SECONDS = 30


def test_waiting_requests_are_let_go_as_soon_as_the_service_is_told_to_stop() -> None:
    """Otherwise a follower of the change feed holds up the stop for as long as it waits."""
    with server.bind("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    toy = subprocess.Popen([sys.executable, "-c", TOY.format(port=port)], stdout=subprocess.DEVNULL)
    answers: list[str] = []
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_SECONDS, trust_env=False) as http:
            _wait_until_up(http, toy)
            waiting = threading.Thread(target=lambda: answers.append(http.get("/wait").json()))
            waiting.start()
            assert http.get("/entered").json() is True
            toy.send_signal(signal.SIGTERM)
            waiting.join(PATIENCE_SECONDS)
        assert answers == ["let go"] and toy.wait(PATIENCE_SECONDS) == -signal.SIGTERM
    finally:
        toy.kill()
        toy.wait()


WHO = """
from fastapi import Request
from api_common.settings import ServiceSettings
from api_common.web.app import build_app
from api_common.web.server import serve

settings = ServiceSettings(bind_address="127.0.0.1", port={port}, trusted_proxies="{trusted}")

def create():
    app = build_app("toy", settings, description="", checks={{}})
    app.add_api_route("/who", who)
    return app

def who(request: Request):
    return request.client.host

serve("toy", settings, create)
"""


@pytest.mark.parametrize(
    ("trusted", "who"),
    [("", "127.0.0.1"), ("10.0.0.0/8", "127.0.0.1"), ("127.0.0.1", "7.7.7.7"), ("10.1.0.0/16, 127.0.0.0/8", "7.7.7.7")],
)
def test_only_known_proxies_are_believed(trusted: str, who: str) -> None:
    with server.bind("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    program = WHO.format(port=port, trusted=trusted)
    toy = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_SECONDS, trust_env=False) as http:
            _wait_until_up(http, toy)
            assert http.get("/who", headers={"X-Forwarded-For": "6.6.6.6, 7.7.7.7"}).json() == who
    finally:
        toy.kill()
        toy.wait()


def _wait_until_up(http: httpx.Client, toy: subprocess.Popen[bytes]) -> None:
    while toy.poll() is None:
        try:
            if http.get("/healthz").is_success:
                return
        except httpx.TransportError:
            continue
    raise AssertionError("the toy service ended")
