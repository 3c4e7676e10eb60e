"""`make up`, `status`, `info` and `down` as a newcomer meets them, without virtualisation."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.dev import cli, config, console
from deploy.dev.config import free_ports


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    ports = free_ports()
    monkeypatch.setenv("STATE", str(tmp_path / "state"))
    monkeypatch.setattr(config, "PORTS", ports)
    monkeypatch.setattr(console, "missing", lambda: "not in this test, where it might be built for minutes first")
    yield tmp_path / "state"
    cli.main(["down", "--purge"])


def test_up_status_info_and_down(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status"]) == 3
    assert cli.main(["up", "--driver", "simulated"]) == 0
    greeting = capsys.readouterr().out
    assert "without the web console: not in this test" in greeting
    assert "curl -s -H" in greeting and "http://127.0.0.1:" in greeting and "make down" in greeting
    assert cli.main(["up"]) == 0, "again, with the driver of before"
    assert cli.main(["status"]) == 0
    capsys.readouterr()
    assert cli.main(["info"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {
        "apiUrl",
        "consoleUrl",
        "vncUrl",
        "username",
        "password",
        "imageUuid",
        "ipSegmentId",
        "hostUuid",
    }
    assert told["username"] == "admin" and told["password"] in greeting
    assert cli.main(["token"]) == 0 and capsys.readouterr().out.startswith("iaas-s-")
    assert told["imageUuid"] == "kubeiaas-guest.yaml" and told["ipSegmentId"] and len(told["hostUuid"]) == 32
    assert cli.main(["up", "--driver", "qemu"]) == 1
    assert "PURGE=1" in capsys.readouterr().err
    assert cli.main(["down"]) == 0 and state.exists()
    assert cli.main(["info"]) == 0 and json.loads(capsys.readouterr().out.splitlines()[-1])["hostUuid"] is None
    assert cli.main(["down", "--purge"]) == 0 and not state.exists()


def test_a_taken_port_is_named(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = config.PORTS["iaas-core"]
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", port))
        sock.listen()
        assert cli.main(["up", "--driver", "simulated"]) == 1
    told = capsys.readouterr().err
    assert str(port) in told and "iaas-core" in told
