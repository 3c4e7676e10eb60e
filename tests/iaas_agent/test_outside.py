"""Command lines for the host, and leaving the pod's control groups. Namespaces themselves are in tests/cluster."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from iaas_agent.outside import enter, leave, leave_control_groups


def test_on_the_host_itself_nothing_is_put_before_a_command() -> None:
    assert enter(None) == leave(None) == []


def test_in_a_pod_programs_are_run_in_the_hosts_namespaces() -> None:
    assert enter(Path("/proc/1/root"))[:3] == ["nsenter", "--target", "1"]
    assert leave(Path("/proc/1/root")) == [sys.executable, "-m", "iaas_agent.outside", "/proc/1/root"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Hierarchies of a host that has both versions."""
    for group in ("pids", "memory/init", "systemd/init.scope", "unified"):
        (tmp_path / "sys/fs/cgroup" / group).mkdir(parents=True)
        (tmp_path / "sys/fs/cgroup" / group / "cgroup.procs").touch()
    return tmp_path


def members(root: Path, group: str) -> str:
    return (root / "sys/fs/cgroup" / group / "cgroup.procs").read_text()


def test_every_hierarchy_is_left(root: Path) -> None:
    mine = "4:name=systemd:/init.scope\n3:memory:/init\n2:pids:/\n0::/\n"
    assert leave_control_groups(root, mine, 77) == []
    assert [members(root, g) for g in ("systemd/init.scope", "memory/init", "pids", "unified")] == ["77"] * 4
    assert not (root / "sys/fs/cgroup/cgroup.procs").exists(), "a folder that is no group stays none"


def test_version_2_alone_as_seen_from_a_namespace_of_its_own(tmp_path: Path) -> None:
    group = tmp_path / "sys/fs/cgroup/init.scope"
    group.mkdir(parents=True)
    (group / "cgroup.procs").touch()
    assert leave_control_groups(tmp_path, "0::/../../../init.scope\n", 77) == []
    assert (group / "cgroup.procs").read_text() == "77"


def test_a_group_that_takes_nobody_is_told(root: Path) -> None:
    (problem,) = leave_control_groups(root, "5:devices:/\n2:pids:/\n", 77)
    assert problem.startswith("devices: ") and members(root, "pids") == "77"
