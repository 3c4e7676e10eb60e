"""Data volumes inside real guests: plugged in and out while they run, with their data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.guest import Guest
from tests.helpers.suite import RunningSuite
from tests.helpers.volumes import Volumes

TEXT = "what a hospital must not lose"


@pytest.fixture
def volumes(suite: RunningSuite) -> Iterator[Volumes]:
    volumes = Volumes(suite)
    yield volumes
    volumes.delete_all()


def booted(suite: RunningSuite, uuid: str) -> Guest:
    guest = Guest(suite, uuid)
    guest.wait_booted()
    return guest


def write(guest: Guest, text: str) -> None:
    guest.output("/bin/sh", "-c", f"echo '{text}' | dd of=/dev/vdb conv=fsync 2>/dev/null")


def written(guest: Guest) -> str:
    return guest.output("/bin/sh", "-c", "dd if=/dev/vdb bs=512 count=1 2>/dev/null | tr -d '\\000'").strip()


def test_data_goes_from_guest_to_guest(suite: RunningSuite, volumes: Volumes) -> None:
    first, second, uuid = suite.create("first"), suite.create("second"), volumes.create("data")
    guest = booted(suite, first["uuid"])
    volumes.attach(uuid, first["uuid"])
    guest.until(lambda: "vdb" in guest.disks())
    assert guest.read("/sys/block/vdb/serial").strip() == uuid[:20]
    write(guest, TEXT)
    volumes.detach(uuid, first["uuid"])
    assert "vdb" not in guest.disks()
    assert uuid not in suite.virsh("dumpxml", first["uuid"]) + suite.virsh("dumpxml", "--inactive", first["uuid"])

    suite.api.post("/vm/stop", {"vmUuid": second["uuid"], "force": True})
    suite.api.wait_vm(second["uuid"], "STOPPED")
    volumes.attach(uuid, second["uuid"])
    suite.api.post("/vm/start", {"vmUuid": second["uuid"]})
    other = booted(suite, second["uuid"])
    assert written(other) == TEXT
    suite.delete(second["uuid"])
    assert volumes.one(uuid)["status"] == "AVAILABLE", "only the VM was deleted"


def test_a_guest_that_does_not_let_go_keeps_its_disk(suite: RunningSuite, volumes: Volumes) -> None:
    vm, uuid = suite.create("stubborn"), volumes.create("held")
    guest = booted(suite, vm["uuid"])
    volumes.attach(uuid, vm["uuid"])
    guest.until(lambda: "vdb" in guest.disks())
    suite.virsh("suspend", vm["uuid"])  # it stands still: nobody answers the request
    pair = {"vmUuid": vm["uuid"], "volumeUuid": uuid}
    answer = suite.api.refused("/volume/detach", pair, code=202.13)
    assert "guest" in answer["log"], answer
    shown = volumes.one(uuid)
    assert (shown["status"], shown["instanceUuid"], shown["mountPoint"]) == ("ATTACHED", vm["uuid"], "vdb")
    suite.virsh("resume", vm["uuid"])
    suite.api.wait_vm(vm["uuid"], "ACTIVE")
    volumes.detach(uuid, vm["uuid"])
    assert "vdb" not in guest.disks()


def test_a_saved_vm_gets_its_new_disk_when_it_goes_on(suite: RunningSuite, volumes: Volumes) -> None:
    vm, uuid = suite.create("saved"), volumes.create("later")
    guest = booted(suite, vm["uuid"])
    suite.api.post("/vm/suspend", {"vmUuid": vm["uuid"]})
    volumes.attach(uuid, vm["uuid"])
    refusal = suite.api.refused("/volume/detach", {"vmUuid": vm["uuid"], "volumeUuid": uuid}, code=202.13)
    assert "resume" in refusal["log"]
    suite.api.post("/vm/resume", {"vmUuid": vm["uuid"]})
    guest.until(lambda: "vdb" in guest.disks())
    volumes.detach(uuid, vm["uuid"])


def test_a_missing_file_is_told(suite: RunningSuite, volumes: Volumes) -> None:
    vm, uuid = suite.create("hopeful"), volumes.create("lost")
    location = volumes.one(uuid)["providerLocation"]
    file = suite.config.state / "data" / location
    file.rename(file.with_suffix(".away"))
    answer = suite.api.refused("/volume/attach", {"vmUuid": vm["uuid"], "volumeUuid": uuid}, code=202.12)
    assert file.name in answer["log"], answer
    assert volumes.one(uuid)["status"] == "AVAILABLE"
    file.with_suffix(".away").rename(file)
