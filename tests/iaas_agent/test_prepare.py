"""The init container: looks, mends, looks again, and leaves v1's file."""

from __future__ import annotations

import shutil
from pathlib import Path

from iaas_agent.host_checks.mending import Mender
from iaas_agent.prepare import prepare, write_results
from tests.iaas_agent.host_checks.conftest import host
from tests.iaas_agent.host_checks.host import Host, Shell

__all__ = ["host"]


def test_what_was_mended_passes_and_the_rest_is_told(host: Host, tmp_path: Path) -> None:
    shutil.rmtree(host.data)
    host.socket.close()
    shell = Shell()
    checks = {c.key: c.ok for c in prepare(host.settings(), host.look(), Mender(host.settings(), host.look(), shell))}
    assert checks == {"dir": True, "kvm": True, "libvirt": False, "dhcp": True, "mnt": True}
    assert ("systemctl", "start", "libvirtd") in shell.run


def test_v1s_result_file(host: Host, tmp_path: Path) -> None:
    (host.proc / "cpuinfo").write_text("")
    write_results(tmp_path / "log", host.look().all())
    told = (tmp_path / "log" / "prepare_result.log").read_text()
    assert told == "dir=success\nkvm=failed\nlibvirt=success\ndhcp=success\nmnt=success\n"
