"""The life of a VM on real parts, seen from outside and from inside the guest."""

from __future__ import annotations

from tests.helpers.guest import Guest
from tests.helpers.suite import RunningSuite


def test_a_vm_from_creation_to_deletion(suite: RunningSuite) -> None:
    api = suite.api
    vm = suite.create("life", description="all of it")
    uuid, address = vm["uuid"], vm["ips"][0]
    body = {"vmUuid": uuid}
    assert (vm["status"], vm["powerState"]) == ("ACTIVE", "running")
    assert vm["volumes"][0]["status"] == "ATTACHED" and address["status"] == "ATTACHED"
    assert address["mac"].split(":")[1] == f"{(suite.segment * 16) & 0xFF:02X}"

    guest = Guest(suite, uuid)
    guest.wait_booted()
    guest.wait_address(address["ip"])
    assert guest.cpus() == 1
    assert guest.memory_mib() < 1024

    api.post("/vm/update", {**body, "cpus": 2, "memory": 2})
    guest.until(lambda: guest.cpus() == 2)
    guest.until(lambda: guest.memory_mib() > 1800)
    shown = api.vm(uuid)
    assert (shown["cpus"], shown["memory"], shown["status"]) == (2, 2, "ACTIVE")
    assert (shown["domainCpus"], shown["domainMemory"]) == (2, 2)

    boots = guest.read("/proc/sys/kernel/random/boot_id")
    api.post("/vm/suspend", body)
    assert api.vm(uuid)["powerState"] == "saved" and api.vm(uuid)["status"] == "SUSPENDED"
    api.post("/vm/resume", body)
    assert api.vm(uuid)["status"] == "ACTIVE"
    guest.wait_booted()
    assert guest.read("/proc/sys/kernel/random/boot_id") == boots, "resume must go on, not boot"

    api.post("/vm/reboot", body)
    guest.until(lambda: guest.read("/proc/sys/kernel/random/boot_id") != boots, 120)

    api.post("/vm/stop", body)
    assert api.vm(uuid)["status"] in ("STOPPING", "STOPPED")
    stopped = api.wait_vm(uuid, "STOPPED")
    assert stopped["powerState"] == "stopped" and "vncPort" not in stopped
    assert suite.virsh("domstate", uuid) == "shut off"

    api.post("/vm/reduce", {**body, "cpus": 1, "memory": 1})
    api.post("/vm/start", body)
    guest.wait_booted()
    guest.wait_address(address["ip"])
    assert guest.cpus() == 1 and guest.memory_mib() < 1024

    api.refused("/vm/delete", {**body, "deleteType": "normal"}, code=202.01)
    api.post("/vm/stop", {**body, "force": True})
    api.wait_vm(uuid, "STOPPED")
    api.post("/vm/delete", {**body, "deleteType": "normal"})
    assert api.get("/vm/query_all") == []
    suite.assert_no_leftovers()


def test_the_screen_password_is_new_at_each_start(suite: RunningSuite) -> None:
    vm = suite.create("password")
    suite.api.post("/vm/stop", {"vmUuid": vm["uuid"], "force": True})
    suite.api.wait_vm(vm["uuid"], "STOPPED")
    suite.api.post("/vm/start", {"vmUuid": vm["uuid"]})
    again = suite.api.vm(vm["uuid"])
    assert len(again["vncPassword"]) == 8 and again["vncPassword"] != vm["vncPassword"]
    assert again["vncPassword"] in suite.virsh("dumpxml", "--security-info", vm["uuid"])


def test_a_stop_that_the_guest_ignores_ends_by_force(suite: RunningSuite) -> None:
    vm = suite.create("deaf")
    guest = Guest(suite, vm["uuid"])
    guest.wait_booted()
    guest.run("/bin/killall", "acpid")
    suite.api.post("/vm/stop", {"vmUuid": vm["uuid"]})
    assert suite.api.vm(vm["uuid"])["status"] == "STOPPING"
    suite.api.wait_vm(vm["uuid"], "STOPPED", 60)
