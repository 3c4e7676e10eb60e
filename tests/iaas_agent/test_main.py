"""The agent as a whole: it starts, registers, gets ready, tells its numbers and stops."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api_common.clock import SYSTEM_CLOCK
from tests.helpers.services import METRICS, write_tokens
from tests.iaas_agent.reporting.fakes import FakeCore
from tests.iaas_agent.whole import whole_agent


def get(url: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_ready_means_registered_with_libvirt(tmp_path: Path) -> None:
    core = FakeCore()
    with whole_agent(tmp_path, core) as url:
        with core.told:
            assert core.told.wait_for(lambda: bool(core.inventories), 10)
        status, body = get(f"{url}/readyz")
        assert (status, json.loads(body)["checks"]) == (200, {"libvirt": None, "registered": None, "disks": None})
        status, body = get(f"{url}/metrics", METRICS)
        assert status == 200 and "iaas_agent_reports_waiting" in body and "iaas_agent_domains" in body
    facts = core.registered[-1]
    assert (facts.name, facts.agent_url) == ("n1", "http://127.0.0.1:9090")


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`python -m iaas_agent` without any core."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment: dict[str, Any] = {
        **os.environ,
        "PORT": str(port),
        "BIND_ADDRESS": "127.0.0.1",
        "DATA_ROOT": str(tmp_path / "data"),
        "AGENT_STATE_DIR": str(tmp_path / "agent"),
        "LIBVIRT_URI": "test:///default",
        "SERVICE_TOKENS_DIR": str(write_tokens(tmp_path / "tokens")),
        "IAAS_CORE_URL": "http://127.0.0.1:1",
    }
    process = subprocess.Popen([sys.executable, "-m", "iaas_agent"], env=environment, stdout=subprocess.DEVNULL)
    wait_for_port(port)
    yield f"http://127.0.0.1:{port}", process
    process.kill()
    process.communicate()


def wait_for_port(port: int) -> None:
    """Until a process of its own answers; there is nothing else to wait on."""
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        SYSTEM_CLOCK.sleep(0.05)
    pytest.fail("the agent did not start")


def test_without_a_core_it_lives_but_is_not_ready(alone: tuple[str, subprocess.Popen[bytes]]) -> None:
    url, process = alone
    assert get(f"{url}/healthz")[0] == 200
    status, body = get(f"{url}/readyz")
    assert status == 503 and json.loads(body)["checks"]["registered"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) in (0, -signal.SIGTERM)
