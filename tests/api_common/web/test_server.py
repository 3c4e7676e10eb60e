"""Binding comes before everything else, and one port has one owner."""

from __future__ import annotations

import socket

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
