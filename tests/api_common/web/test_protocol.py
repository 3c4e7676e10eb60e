"""What a server must bear: clients that say nothing, too much, or too slowly. Over a real port."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest
from fastapi import Request
from fastapi.responses import StreamingResponse

from api_common.settings import ServiceSettings
from api_common.web import protocol, request_context
from api_common.web.app import build_app
from tests.helpers.services import served

PATIENCE_SECONDS = 30


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(request_context, "BODY_SECONDS", 0.3)
    app = build_app("toy", ServiceSettings(), description="", checks={})

    @app.post("/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def news() -> AsyncIterator[bytes]:
            for number in range(4):
                await asyncio.sleep(request_context.BODY_SECONDS / 2)
                yield b"news %d" % number

        return StreamingResponse(news())

    with served(app) as url:
        parts = urlsplit(url)
        yield str(parts.hostname), int(parts.port or 0)


def _said(address: tuple[str, int], *parts: bytes) -> bytes:
    """All that the server says until it closes the connection."""
    with socket.create_connection(address, PATIENCE_SECONDS) as sock:
        said = b""
        try:
            for part in parts:
                sock.sendall(part)
            while chunk := sock.recv(65536):
                said += chunk
        except (ConnectionResetError, BrokenPipeError):
            pass
        return said


def test_who_says_nothing_is_let_go(address: tuple[str, int]) -> None:
    assert _said(address) == b""
    assert _said(address, b"POST /echo HT") == b""
    assert _said(address, b"POST /echo HTTP/1.1\r\nHost: x\r\nX-A: b") == b""


def test_heads_without_end(address: tuple[str, int]) -> None:
    header = b"X-A: " + b"b" * 1000 + b"\r\n"
    assert _said(address, b"GET /healthz HTTP/1.1\r\nHost: x\r\n", *[header] * 200) == b""


@pytest.mark.parametrize("path", [b"/echo", b"/nowhere"])
def test_trailers_without_end(address: tuple[str, int], path: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether or not somebody reads the body; well before its time is over."""
    monkeypatch.setattr(request_context, "BODY_SECONDS", 1000)
    head = b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
    with socket.create_connection(address, PATIENCE_SECONDS) as sock:
        sock.sendall(head)
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            for _ in range(64):  # far more than waits on the way
                sock.sendall((b"X-A: " + b"b" * 1000 + b"\r\n") * 1000)


@pytest.mark.parametrize("rest", [b"\r\n", b"x"])
def test_who_dawdles_after_an_answer_is_let_go(address: tuple[str, int], rest: bytes) -> None:
    """By an empty line, or by a body that nobody reads."""
    with socket.create_connection(address, PATIENCE_SECONDS) as sock:
        length = b"0" if rest.isspace() else b"100"
        sock.sendall(b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + b"\r\n\r\n")
        said = b""
        while not said.endswith(b"}") and (chunk := sock.recv(65536)):
            said += chunk
        assert b" 404 " in said
        sock.sendall(rest)
        assert sock.recv(65536) == b""


@pytest.mark.parametrize("rubbish", [b"rubbish\r\n\r\n", b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_what_is_no_http_is_answered_with_safe_headers(address: tuple[str, int], rubbish: bytes) -> None:
    head, _, body = _said(address, rubbish).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ") and b"server" not in head and body == b"Invalid HTTP request received."
    for name, value in (*request_context.SAFE_HEADERS, request_context.NOT_STORED):
        assert name + b": " + value in head


def test_small_chunks_are_no_large_head(address: tuple[str, int]) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert _said(address, head, b"1\r\nx\r\n" * 50_000 + b"0\r\n\r\n").endswith(b"50000")


def test_a_body_that_does_not_come(address: tuple[str, int]) -> None:
    said = _said(address, b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n", b"abc")
    assert said.startswith(b"HTTP/1.1 408") and b"did not come" in said and b"connection: close" in said.lower()


def test_a_large_body_is_no_large_head(address: tuple[str, int]) -> None:
    body = b"x" * 500_000
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 500000\r\n\r\n"
    assert _said(address, head + body).endswith(b"500000")


def test_a_stream_outlives_the_limits(address: tuple[str, int]) -> None:
    said = _said(address, b"GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"news 3" in said and said.endswith(b"0\r\n\r\n")


def test_a_second_request_on_a_connection_has_its_own_time(address: tuple[str, int]) -> None:
    ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert _said(address, ask, ask, last).count(b"HTTP/1.1 200") == 3
