"""What the hypervisor shows reaches the API by itself."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.helpers.guest import Guest
from tests.helpers.suite import RunningSuite


def test_a_guest_that_turns_itself_off(suite: RunningSuite) -> None:
    vm = suite.create("off")
    guest = Guest(suite, vm["uuid"])
    guest.wait_booted()
    with suite.api.events() as events:
        guest.run("/sbin/poweroff", "-f")
        events.wait_status(vm["uuid"], "STOPPED")
    assert suite.api.vm(vm["uuid"])["powerState"] == "stopped"


def test_a_vm_whose_qemu_is_killed(suite: RunningSuite) -> None:
    vm = suite.create("killed")
    with suite.api.events() as events:
        os.kill(_qemu(vm["uuid"]), signal.SIGKILL)
        events.wait_status(vm["uuid"], "STOPPED")
    assert suite.api.vm(vm["uuid"])["powerState"] == "crashed"
    suite.api.post("/vm/start", {"vmUuid": vm["uuid"]})
    assert suite.api.vm(vm["uuid"])["status"] == "ACTIVE"


def test_what_an_administrator_does_by_hand(suite: RunningSuite) -> None:
    uuid = suite.create("hand")["uuid"]
    with suite.api.events() as events:
        suite.virsh("suspend", uuid)
        events.wait_status(uuid, "PAUSED")
        suite.virsh("resume", uuid)
        events.wait_status(uuid, "ACTIVE")
        suite.virsh("destroy", uuid)
        events.wait_status(uuid, "STOPPED")
        suite.virsh("start", uuid)
        events.wait(lambda e: e["key"] == uuid and e["id"] > events.events[-1]["id"] - 5, 20)
    assert suite.api.wait_vm(uuid, "ACTIVE", 20)["powerState"] == "running"


def test_what_happened_while_the_agent_was_away(suite: RunningSuite) -> None:
    uuid = suite.create("away")["uuid"]
    suite.suite.kill("iaas-agent")
    suite.virsh("destroy", uuid)
    suite.suite.start_service("iaas-agent")
    suite.api.wait_vm(uuid, "STOPPED", 30)


def test_a_domain_that_was_removed_by_hand_is_an_error(suite: RunningSuite) -> None:
    uuid = suite.create("gone")["uuid"]
    suite.virsh("destroy", uuid)
    suite.virsh("undefine", uuid)
    shown = suite.api.wait_vm(uuid, "ERROR", 60)
    assert shown["powerState"] == "absent" and shown["error"]


def _qemu(uuid: str) -> int:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if b"qemu-system" in command.split(b"\0")[0] and uuid.encode() in command:
            return int(folder.name)
    raise AssertionError("no QEMU of this VM is running")
