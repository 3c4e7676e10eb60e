"""A host in trouble: libvirtd away, disk full, suite stopped. VMs run on, and what was begun ends by itself."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.helpers.guest import Guest
from tests.helpers.suite import RunningSuite, running_suite


@pytest.fixture(scope="module")
def suite() -> Iterator[RunningSuite]:
    with running_suite() as suite:
        yield suite


def _host(suite: RunningSuite) -> dict:  # type: ignore[type-arg]
    found: dict = suite.api.get("/host/query_all")[0]  # type: ignore[type-arg]
    return found


def test_a_full_disk_undoes_the_creation(suite: RunningSuite) -> None:
    base = suite.config.state / "data" / "base"
    base.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(base)], check=True)
    try:
        made = suite.api.post("/vm/create", suite.form("full"))
        ended = suite.api.wait_operation(made["operationUuid"])
        assert ended["status"] == "undone" and "is full" in ended["error"], ended
        assert suite.api.vm(made["uuid"])["status"] == "ERROR"
        assert list(base.glob("*.qcow2")) == [], "half a base is no base"
    finally:
        subprocess.run(["umount", str(base)], check=True)
    suite.assert_no_leftovers()
    suite.delete(made["uuid"])
    vm = suite.create("room again")
    suite.delete(vm["uuid"])


def test_libvirtd_goes_away_and_comes_back(suite: RunningSuite) -> None:
    vm = suite.create("steady")
    body = {"vmUuid": vm["uuid"]}
    pid = suite.virsh("domid", vm["uuid"])
    suite.suite.libvirtd.kill()
    suite.api.until(lambda: _host(suite), lambda host: host["status"] == "ERROR", 30)
    assert "libvirt" in _host(suite)["problem"]
    refused = suite.api.refused("/vm/create", suite.form("nowhere"), code=202.0)
    assert "ERROR" in str(refused["detail"]["hosts"])
    suite.api.post("/vm/suspend", body, headers={"Prefer": "respond-async"})
    suite.suite.libvirtd.start()
    suite.api.until(lambda: _host(suite), lambda host: host["status"] == "READY", 60)
    suite.api.wait_vm(vm["uuid"], lambda shown: shown["status"] == "SUSPENDED", 60)
    assert pid != "-", "the guest ran while its libvirtd was dead"
    suite.delete(vm["uuid"])
    suite.assert_no_leftovers()


def test_a_vm_runs_on_while_the_suite_is_stopped(suite: RunningSuite) -> None:
    vm = suite.create("lasting")
    guest = Guest(suite, vm["uuid"])
    guest.wait_booted()
    boot = guest.read("/proc/sys/kernel/random/boot_id")
    suite.suite.stop()
    suite.suite.start()
    suite.api.until(lambda: _host(suite), lambda host: host["status"] == "READY", 60)
    assert guest.read("/proc/sys/kernel/random/boot_id") == boot
    shown = suite.api.vm(vm["uuid"])
    assert shown["status"] == "ACTIVE" and shown["vncPassword"] == vm["vncPassword"]
    guest.wait_address(vm["ips"][0]["ip"])
    suite.delete(vm["uuid"])
    suite.assert_no_leftovers()
