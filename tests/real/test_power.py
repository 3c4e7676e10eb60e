"""Power verbs where the guest, its QEMU or its saved memory does not play along."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.helpers.guest import Guest
from tests.helpers.suite import RunningSuite

BOOT_ID = "/proc/sys/kernel/random/boot_id"
AT_ONCE = {"Prefer": "respond-async"}


def _qemu(suite: RunningSuite, uuid: str) -> int:
    return int(next(suite.config.state.rglob(f"qemu/{uuid}.pid")).read_text())


def _saved(suite: RunningSuite, uuid: str) -> Path:
    return next(suite.config.state.rglob(f"save/{uuid}.save"))


def _turned_off_inside(suite: RunningSuite, uuid: str, guest: Guest) -> None:
    """Off means off: with libvirt's mark of a reboot it would go on running."""
    guest.run("/sbin/poweroff", "-f")
    suite.api.wait_vm(uuid, "STOPPED", 30)
    assert suite.virsh("domstate", uuid) == "shut off"


def test_a_reboot_that_the_guest_hears_late(suite: RunningSuite) -> None:
    """It is in its firmware when it is asked first."""
    uuid = suite.create("early")["uuid"]
    suite.api.post("/vm/reboot", {"vmUuid": uuid})
    assert suite.api.vm(uuid)["status"] == "ACTIVE"
    guest = Guest(suite, uuid)
    guest.wait_booted()
    _turned_off_inside(suite, uuid, guest)


def test_a_reboot_of_a_guest_that_does_not_hear_ends_in_a_reset(suite: RunningSuite) -> None:
    uuid = suite.create("deaf")["uuid"]
    guest = Guest(suite, uuid)
    guest.wait_booted()
    guest.run("/bin/killall", "acpid")
    first = guest.read(BOOT_ID)
    suite.api.post("/vm/reboot", {"vmUuid": uuid})
    guest.until(lambda: guest.read(BOOT_ID) != first, 120)
    second = guest.read(BOOT_ID)
    suite.api.post("/vm/reboot", {"vmUuid": uuid, "force": True})
    guest.until(lambda: guest.read(BOOT_ID) != second, 120)
    _turned_off_inside(suite, uuid, guest)


def test_memory_that_cannot_be_loaded_is_dropped_by_force_alone(suite: RunningSuite) -> None:
    uuid = suite.create("torn")["uuid"]
    body = {"vmUuid": uuid}
    suite.api.post("/vm/suspend", body)
    saved = _saved(suite, uuid)
    os.truncate(saved, saved.stat().st_size // 2)
    for verb, code in (("resume", 202.07), ("start", 202.03)):
        told = suite.api.refused(f"/vm/{verb}", body, code=code)
        assert "stopping the VM with force drops that memory" in told["log"], told
        shown = suite.api.vm(uuid)
        assert (shown["status"], shown["powerState"]) == ("SUSPENDED", "saved"), "at once, not at the next inventory"
    for verb, code in (("stop", 202.04), ("reboot", 202.05)):
        assert "use force" in suite.api.refused(f"/vm/{verb}", body, code=code)["log"]
    suite.api.post("/vm/stop", {**body, "force": True})
    suite.api.wait_vm(uuid, "STOPPED")
    suite.api.post("/vm/start", body)
    assert suite.api.vm(uuid)["status"] == "ACTIVE"


def test_a_start_that_failed_is_shown_as_what_is_so(suite: RunningSuite) -> None:
    uuid = suite.create("diskless")["uuid"]
    body = {"vmUuid": uuid}
    suite.api.post("/vm/stop", {**body, "force": True})
    suite.api.wait_vm(uuid, "STOPPED")
    [disk] = suite.config.state.rglob(f"sys-volumes/**/{suite.api.vm(uuid)['volumes'][0]['uuid']}.*img")
    disk.rename(disk.with_suffix(".away"))
    suite.api.refused("/vm/start", body, code=202.03)
    shown = suite.api.vm(uuid)
    assert (shown["status"], shown["powerState"]) == ("STOPPED", "stopped")
    disk.with_suffix(".away").rename(disk)
    suite.api.post("/vm/start", body)


@pytest.mark.parametrize("verb", ["stop", "update", "reboot", "suspend"])
def test_a_hung_qemu_is_turned_off_whatever_waits_for_it(suite: RunningSuite, verb: str) -> None:
    uuid, other = suite.create("hung")["uuid"], suite.create("other")["uuid"]
    body = {"vmUuid": uuid}
    os.kill(_qemu(suite, uuid), signal.SIGSTOP)
    more = {"cpus": 2} if verb == "update" else {}
    suite.api.post(f"/vm/{verb}", {**body, **more}, headers=AT_ONCE)
    suite.api.post("/vm/stop", {"vmUuid": other, "force": True})
    suite.api.wait_vm(other, "STOPPED", 30)
    suite.api.post("/vm/stop", {**body, "force": True})
    suite.api.wait_vm(uuid, "STOPPED", 60)
    suite.api.post("/vm/start", body)
    assert suite.api.vm(uuid)["status"] == "ACTIVE"


def test_a_hung_qemu_ends_with_the_grace_and_is_deleted_by_force(suite: RunningSuite) -> None:
    """A polite stop needs no second one; a reboot cuts its power and starts it."""
    one, two, three = (suite.create(name)["uuid"] for name in ("stopped", "rebooted", "deleted"))
    pid = _qemu(suite, two)
    for uuid in (one, two, three):
        os.kill(_qemu(suite, uuid), signal.SIGSTOP)
    suite.api.post("/vm/stop", {"vmUuid": one})
    suite.api.post("/vm/reboot", {"vmUuid": two}, headers=AT_ONCE)
    suite.api.post("/vm/stop", {"vmUuid": three})
    suite.api.post("/vm/delete", {"vmUuid": three, "deleteType": "force"})
    assert three not in [vm["uuid"] for vm in suite.api.get("/vm/query_all")]
    suite.api.wait_vm(one, "STOPPED", 90)
    suite.api.wait_vm(two, "ACTIVE", 90)
    assert _qemu(suite, two) != pid
