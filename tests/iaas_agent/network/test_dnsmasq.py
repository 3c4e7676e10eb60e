"""The process: whose it is, that bad configuration changes nothing, that foreign leases go and others stay."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api_common.errors import IaasError
from iaas_agent.network import dnsmasq as dnsmasq_module
from iaas_agent.network.dnsmasq import Dnsmasq
from iaas_agent.network.segments import config_text, usable
from tests.iaas_agent.network.test_dhcp import needs_root, segment
from tests.iaas_agent.network.wires import Namespace

pytestmark = needs_root


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Dnsmasq]:
    host = Namespace()
    host.run("ip link add br0 type bridge")
    made = Dnsmasq(tmp_path, prefix=host.prefix)
    made.files.hosts.mkdir()
    yield made
    made.stop()
    host.close()


def text(daemon: Dnsmasq, **fields: object) -> str:
    good, _ = usable([segment(**fields)])
    return config_text(good, daemon.files, {"br0": "br0"})


def test_it_is_started_once_and_again_only_for_another_text(daemon: Dnsmasq) -> None:
    daemon.serve(text(daemon))
    first = daemon.pid()
    daemon.serve(text(daemon))
    assert daemon.pid() == first is not None
    daemon.serve(text(daemon, gateway="10.9.0.254"))
    assert daemon.pid() not in (None, first)
    daemon.stop()
    daemon.stop()
    assert daemon.pid() is None


def test_bad_configuration_changes_nothing(daemon: Dnsmasq) -> None:
    daemon.serve(text(daemon))
    before = daemon.pid()
    with pytest.raises(IaasError, match="bad option"):
        daemon.serve(text(daemon) + "no-such-option\n")
    assert daemon.pid() == before
    daemon.serve(text(daemon))
    assert daemon.pid() == before


def test_a_pid_that_belongs_to_somebody_else_is_not_ours(daemon: Dnsmasq) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "input()", "dnsmasq"], stdin=subprocess.PIPE)
    daemon.files.pid.write_text(f"{stranger.pid}\n")
    assert daemon.pid() is None
    daemon.stop()
    daemon.reload()
    assert stranger.poll() is None  # neither stopped nor signalled
    stranger.communicate()


@pytest.mark.parametrize("content", ["", "no number", "-5", "999999999"])
def test_a_damaged_pid_file_means_not_running(daemon: Dnsmasq, content: str) -> None:
    daemon.files.pid.write_text(content)
    assert daemon.pid() is None


def test_only_the_lease_in_the_way_is_ended(daemon: Dnsmasq) -> None:
    mine, foreign, other = (
        f"0 00:30:01:02:0a:{octet} 10.9.0.{last} * *\n" for octet, last in (("0f", 10), ("10", 11), ("11", 12))
    )
    daemon.files.leases.write_text(mine + foreign + other)
    daemon.serve(text(daemon))
    pid = daemon.pid()
    daemon.release("10.9.0.10", "00:30:01:02:0A:0F")  # its own lease is no obstacle
    assert daemon.pid() == pid
    daemon.release("10.9.0.11", "00:30:01:02:0A:0F")
    assert daemon.pid() not in (None, pid)
    daemon.stop()
    assert {line.split()[2] for line in daemon.files.leases.read_text().splitlines()} == {"10.9.0.10", "10.9.0.12"}


def test_its_log_does_not_grow_for_ever(daemon: Dnsmasq, monkeypatch: pytest.MonkeyPatch) -> None:
    daemon.serve(text(daemon))
    monkeypatch.setattr(dnsmasq_module, "_LOG_LIMIT", 10)
    before = daemon.files.log.stat().st_ino
    daemon.limit_log()
    assert daemon.files.log.with_suffix(".old").stat().st_ino == before
    assert daemon.pid() is not None


def test_it_is_no_child_of_ours(daemon: Dnsmasq) -> None:
    daemon.serve(text(daemon))
    status = Path(f"/proc/{daemon.pid()}/status").read_text()
    parent = next(line.split()[1] for line in status.splitlines() if line.startswith("PPid:"))
    assert int(parent) != os.getpid()
