"""Nodes as such, and what is left of them when nobody can clean up; what VMs do on them is in `tests/real`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.dev.config import CHECKOUT
from tests.helpers.leftovers import end_abandoned

pytestmark = pytest.mark.qemu
RUN = """
import json, time
from tests.helpers.suite import running_suite
with running_suite(nodes=("a", "b")) as suite:
    suite.create("left")
    print(json.dumps([str(suite.config.state), suite.config.bridge]), flush=True)
    time.sleep(600)
"""


def _networks(state: Path) -> set[str]:
    holders = [json.loads(file.read_text())["pid"] for file in state.glob("nodes/*/run/namespaces.pid")]
    return {os.readlink(f"/proc/{pid}/ns/net") for pid in holders}


def _of_suite(state: Path, networks: set[str]) -> list[str]:
    """The programs of a suite: those in its nodes, and those that know its folder."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            knows = str(state).encode() in (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            if knows or os.readlink(folder / "ns" / "net") in networks:
                found.append((folder / "comm").read_text().strip())
        except OSError:  # it has ended meanwhile
            continue
    return found


def test_a_run_that_is_killed_is_cleaned_up_by_the_next_and_not_before() -> None:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    run = subprocess.Popen(
        [sys.executable, "-c", RUN], stdout=subprocess.PIPE, text=True, env=environment, cwd=CHECKOUT
    )
    assert run.stdout is not None
    with run.stdout:
        name, bridge = json.loads(run.stdout.readline())
    state, networks = Path(name), _networks(Path(name))
    try:
        assert len(networks) == 2
        assert state not in end_abandoned(), "somebody uses it"
        running = _of_suite(state, networks)
        assert running.count("sleep") == running.count("libvirtd") == 2
        assert {"dnsmasq", "qemu-system-x86"} <= {program[:15] for program in running}
    finally:
        run.send_signal(signal.SIGKILL)
        run.wait()
        ended = end_abandoned()
    assert state in ended and not state.exists()
    assert _of_suite(state, networks) == []
    links = subprocess.run(["ip", "-br", "link"], capture_output=True, text=True, check=True).stdout
    assert bridge not in links, "neither the bridge nor the cables"
