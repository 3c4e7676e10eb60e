"""Why a real VM is paused or off, and what runs again after a power cut; on a libvirtd that may be killed."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.helpers.guest import Guest
from tests.helpers.suite import RunningSuite, running_suite
from tests.helpers.volumes import Volumes


@pytest.fixture(scope="module")
def suite() -> Iterator[RunningSuite]:
    with running_suite() as suite:
        yield suite


@pytest.fixture(autouse=True)
def clean(suite: RunningSuite) -> Iterator[None]:
    yield
    suite.delete_all()


def code_of(suite: RunningSuite, uuid: str) -> str | None:
    reason = suite.api.vm(uuid).get("powerReason")
    return reason and str(reason["code"])


def test_a_power_cut(suite: RunningSuite) -> None:
    """libvirtd and every QEMU die; then libvirtd is there again."""
    api = suite.api
    ran, suspended, stopped = (suite.create(name)["uuid"] for name in ("ran", "suspended", "stopped"))
    api.post("/vm/suspend", {"vmUuid": suspended})
    api.post("/vm/stop", {"vmUuid": stopped, "force": True})
    api.wait_vm(stopped, "STOPPED")
    suite.suite.libvirtd.kill()
    suite.suite.libvirtd.end_vms()
    suite.suite.libvirtd.start()

    def started(vm: dict) -> bool:  # type: ignore[type-arg]
        page = api.get("/operation/page_query_all", page_num=1, page_size=9, target_uuid=ran, kind="vm_start")
        return vm["status"] == "ACTIVE" and [(o["userName"], o["status"]) for o in page["content"]] == [
            ("system", "done")
        ]

    api.wait_vm(ran, started, 120)
    assert suite.virsh("domstate", ran).strip() == "running" and code_of(suite, ran) is None
    Guest(suite, ran).wait_booted()
    assert api.vm(suspended)["status"] == "SUSPENDED"
    assert (api.vm(stopped)["status"], code_of(suite, stopped)) == ("STOPPED", "stopped")
    api.post("/vm/resume", {"vmUuid": suspended})
    assert api.vm(suspended)["status"] == "ACTIVE"


def test_a_guest_that_panics_is_seen_and_kept(suite: RunningSuite) -> None:
    uuid = suite.create("panics")["uuid"]
    guest = Guest(suite, uuid)
    guest.wait_booted()
    guest.run("/bin/sh", "-c", "sleep 1; echo c > /proc/sysrq-trigger")
    suite.api.wait_vm(uuid, lambda vm: vm["status"] == "PAUSED" and "powerReason" in vm)
    assert code_of(suite, uuid) == "panicked"
    assert suite.virsh("domstate", uuid).strip() == "crashed", "kept with its screen"
    suite.api.post("/vm/resume", {"vmUuid": uuid})
    assert suite.api.vm(uuid)["status"] == "ACTIVE" and code_of(suite, uuid) is None
    guest.wait_booted()


def test_a_disk_without_room(suite: RunningSuite) -> None:
    folder = suite.config.state / "data" / "data-volumes"
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], check=True)
    suite.suite.libvirtd.stop()  # its mount namespace is of before
    suite.suite.libvirtd.start()
    try:
        host = suite.api.until(lambda: suite.api.get("/host/query_all")[0], lambda one: one["status"] == "READY", 60)
        uuid = suite.create("writer")["uuid"]
        volumes = Volumes(suite)
        volumes.attach(volumes.create("small"), uuid)
        guest = Guest(suite, uuid)
        guest.wait_booted()
        guest.run("/bin/dd", "if=/dev/urandom", "of=/dev/vdb", "bs=1M", "count=16", "oflag=direct")
        paused = suite.api.wait_vm(uuid, lambda vm: vm["status"] == "PAUSED" and "powerReason" in vm)
        assert (paused["powerReason"]["code"], paused["powerReason"]["disk"]) == ("disk_full", "vdb")
        assert host["name"] in paused["powerReason"]["message"]
        refused = suite.api.refused("/vm/resume", {"vmUuid": uuid}, code=202.07)
        assert "vdb" in refused["log"] and "full" in refused["log"]
        assert (suite.api.vm(uuid)["status"], code_of(suite, uuid)) == ("PAUSED", "disk_full")
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
        suite.api.post("/vm/resume", {"vmUuid": uuid})
        assert (suite.api.vm(uuid)["status"], code_of(suite, uuid)) == ("ACTIVE", None)
        suite.delete_all()
        volumes.delete_all()
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_linux_guest_on_a_host_that_is_not_in_utc(suite: RunningSuite) -> None:
    """The zone of libvirtd and its QEMUs alone is changed: they have a mount namespace of their own."""
    pid = suite.suite.libvirtd.pid
    zone = ["mount", "--bind", "/usr/share/zoneinfo/Asia/Shanghai", "/etc/localtime"]
    subprocess.run(["nsenter", "-t", str(pid), "-m", *zone], check=True)
    uuid = suite.create("clock")["uuid"]
    guest = Guest(suite, uuid)
    guest.wait_booted()
    told = int(guest.output("/bin/date", "-u", "+%s"))
    assert abs(told - time.time()) < 3600, "hours ahead would be a clock in local time"
