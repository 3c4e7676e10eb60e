"""The proxy from outside: a real websocket client, a screen behind it, and everything that must get nothing."""

from __future__ import annotations

import http.client
import logging
import socket
from contextlib import AbstractContextManager, ExitStack
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from iaas_agent.console.handler import masked
from tests.iaas_agent.console.conftest import GREETING, Console


def open_console(url: str) -> AbstractContextManager[ClientConnection]:
    port = urlsplit(url).port
    sock = socket.create_connection(("127.0.0.1", port), timeout=10)  # given, so that no proxy of this machine is used
    return connect(url, sock=sock, subprotocols=[Subprotocol("binary")], open_timeout=10)


def visit(url: str) -> None:
    with open_console(url):
        pass


def status_of(url: str) -> int:
    with pytest.raises(InvalidStatus) as refusal:
        visit(url)
    assert refusal.value.response.body == b""
    return refusal.value.response.status_code


def get(console: Console, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", console.port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def test_the_screen_greets_and_bytes_go_both_ways(console: Console) -> None:
    with open_console(console.url(console.ticket())) as websocket:
        assert websocket.recv(10) == GREETING
        sent = bytes(range(256)) * 1000
        websocket.send(sent)
        heard = b""
        while len(heard) < len(sent):
            part = websocket.recv(10)
            assert isinstance(part, bytes)
            heard += part
        assert heard == sent


@pytest.mark.parametrize("path", ["/websockify?token=", "/?x=1&token="])
def test_other_paths_work_too(console: Console, path: str) -> None:
    with open_console(f"ws://127.0.0.1:{console.port}{path}{console.ticket()}") as websocket:
        assert websocket.recv(10) == GREETING


def test_two_consoles_at_once_see_their_own_screens(console: Console) -> None:
    urls = [console.url(console.ticket(vm=vm * 32)) for vm in "bc"]
    with open_console(urls[0]) as one, open_console(urls[1]) as two:
        assert one.recv(10) == two.recv(10) == GREETING
        one.send(b"one")
        two.send(b"two")
        assert (one.recv(10), two.recv(10)) == (b"one", b"two")


def test_used_forged_and_missing_tickets_get_nothing(console: Console) -> None:
    ticket = console.ticket()
    visit(console.url(ticket))
    assert status_of(console.url(ticket)) == 403
    assert status_of(console.url(console.ticket() + "x")) == 403
    assert status_of(console.url("")) == 403
    assert status_of(f"ws://127.0.0.1:{console.port}/") == 403


def test_an_old_ticket_gets_nothing(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = console.ticket()
    monkeypatch.setattr("api_common.tickets.TICKET_SECONDS", -1)
    assert status_of(console.url(ticket)) == 403


def test_a_screen_that_is_not_there_closes_the_connection(console: Console) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with open_console(console.url(console.ticket(port=free.getsockname()[1]))) as websocket:
            with pytest.raises(ConnectionClosed) as closed:
                websocket.recv(10)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1011


def test_too_many_consoles_are_refused_until_one_ends(console: Console) -> None:
    with ExitStack() as consoles:
        for number in range(3):
            consoles.enter_context(open_console(console.url(console.ticket(vm=str(number) * 32))))
        assert status_of(console.url(console.ticket(vm="d" * 32))) == 503
    for _ in range(100):  # the proxy notices the end in its own time
        try:
            return visit(console.url(console.ticket(vm="e" * 32)))
        except InvalidStatus:
            continue
    pytest.fail("no seat became free")


def test_pages_and_health(console: Console) -> None:
    assert get(console, "/healthz") == (200, b'{"status": "ok", "service": "iaas-novnc"}')
    status, body = get(console, "/vnc.html?path=?token=abc")
    assert status == 200 and b"noVNC" in body


@pytest.mark.parametrize("path", ["/", "/app", "/app/", "/../secret", "/%2e%2e/secret", "/nothing"])
def test_no_listings_and_nothing_outside(console: Console, path: str) -> None:
    status, body = get(console, path)
    assert status in (301, 404) and b"secret" not in body and b"vnc.html" not in body


def test_tickets_are_never_logged(console: Console, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ticket = console.ticket()
    get(console, f"/vnc.html?path=%3Ftoken%3D{ticket}")
    visit(console.url(ticket))
    status_of(console.url(ticket))
    ours = [record for record in caplog.records if record.name.startswith(("iaas_agent", "websock"))]
    text = "\n".join(record.getMessage() for record in ours if not record.name.startswith("websockets"))
    assert "token" in text and ticket not in text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ('"GET /?token=abc.def HTTP/1.1" 101', '"GET /?token=*** HTTP/1.1" 101'),
        ("/vnc.html?path=%3Ftoken%3Dabc.def&x=1", "/vnc.html?path=%3Ftoken%3D***&x=1"),
        ("Path: '/?TOKEN=abc'", "Path: '/?TOKEN=***'"),
        ("nothing here", "nothing here"),
    ],
)
def test_masking(text: str, clean: str) -> None:
    assert masked(text) == clean
