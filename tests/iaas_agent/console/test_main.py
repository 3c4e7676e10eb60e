"""`python -m iaas_agent.console`: serves noVNC as installed, opens consoles, ends politely."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api_common.tickets import Tickets
from iaas_agent.settings import ConsoleSettings
from tests.iaas_agent.console.conftest import GREETING, Console
from tests.iaas_agent.console.test_handler import open_console

NOVNC = ConsoleSettings().novnc_root


@dataclass
class Running:
    console: Console
    process: subprocess.Popen[str]


@pytest.fixture
def running(key_file: Path, screen_port: int) -> Iterator[Running]:
    environment = {**os.environ, "PORT": "0", "BIND_ADDRESS": "127.0.0.1", "VNC_TICKET_KEY_FILE": str(key_file)}
    process = subprocess.Popen(
        [sys.executable, "-m", "iaas_agent.console"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    port = json.loads(process.stdout.readline())["port"]
    yield Running(Console(port, screen_port, Tickets(key_file)), process)
    process.kill()
    process.communicate()


def test_it_serves_and_ends_politely_and_keeps_tickets_to_itself(running: Running) -> None:
    ticket = running.console.ticket()
    if NOVNC.exists():
        page = f"http://127.0.0.1:{running.console.port}/vnc.html?path=?token={ticket}"
        with urllib.request.urlopen(page, timeout=10) as answer:
            assert b"noVNC" in answer.read()
    with open_console(running.console.url(ticket)) as websocket:
        assert websocket.recv(10) == GREETING
        running.process.send_signal(signal.SIGTERM)
        log, _ = running.process.communicate(timeout=10)
        assert running.process.returncode == 0
    assert "console of" in log and ticket not in log and "Traceback" not in log
