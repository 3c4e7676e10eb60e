"""Images on real disks: publishing with a guest's data in it, installers, and disks larger than their image."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.guest import Guest
from tests.helpers.suite import RunningSuite
from tests.suite.test_images import described


@pytest.fixture
def folder(suite: RunningSuite) -> Iterator[Path]:
    """The images folder; what a test puts into it is gone afterwards."""
    folder = suite.config.state / "data" / "images"
    before = set(folder.iterdir())
    yield folder
    suite.delete_all()
    for path in set(folder.iterdir()) - before:
        path.unlink()


def booted(suite: RunningSuite, uuid: str) -> Guest:
    guest = Guest(suite, uuid)
    guest.wait_booted()
    return guest


def test_a_published_disk_boots_with_what_was_written_to_it(suite: RunningSuite, folder: Path) -> None:
    vm = suite.create("origin")
    guest = booted(suite, vm["uuid"])
    guest.output("/bin/sh", "-c", "echo mark >/srv/mark && sync")
    suite.api.post("/vm/stop", {"vmUuid": vm["uuid"]})
    suite.api.wait_vm(vm["uuid"], "STOPPED")
    told = suite.api.post("/vm/publish_image", {"vmUuid": vm["uuid"], "name": "golden", "vdSize": 3})
    held = suite.api.raw("POST", "/vm/start", {"vmUuid": vm["uuid"]})
    assert held["code"] in (200.0, 202.03)  # over already, or refused while the disk is read
    assert suite.api.wait_operation(told["operationUuid"])["status"] == "done"
    (image,) = [image for image in suite.api.get("/image/query_all") if image["name"] == "golden"]
    file = folder / Path(image["directory"]).name
    told_by_qemu = subprocess.run(["qemu-img", "info", file], capture_output=True, text=True, check=True).stdout
    assert "backing file" not in told_by_qemu
    suite.delete(vm["uuid"])

    copy = suite.create("copy", imageUuid=image["uuid"])
    guest = booted(suite, copy["uuid"])
    assert guest.read("/srv/mark") == "mark\n"
    sectors = int(guest.read("/sys/block/vda/size"))
    assert sectors * 512 == 3 * 1024**3, "vd_size is larger than the file"


def test_an_installer_starts_from_its_cd(suite: RunningSuite, folder: Path) -> None:
    """The machine finds no system on the empty disk and goes on to the CD, whose code leaves its mark in memory."""
    mark = bytes.fromhex("31c0 8ed8 c706 0005 4849 f4 ebfd")  # ds = 0; word [0x500] = "HI"; halt for ever
    iso, uuid = "安装 a+1,2:3&'<x>.iso", "install 安装+1.yaml"  # any name that a file system takes
    _bootable_iso(folder / iso, mark)
    suite.api.post("/image/save", {"uuid": uuid, "content": described("i", f'"{iso}"', 2, "ISO")})
    vm = suite.create("installer", imageUuid=uuid, cpus=1, memory=1)
    assert [volume["usageType"] for volume in vm["volumes"]] == ["SYSTEM", "ISO"]
    definition = suite.virsh("dumpxml", vm["uuid"])
    assert "安装 a+1,2:3" in definition and "device='cdrom'" in definition
    Guest(suite, vm["uuid"]).until(lambda: "0x48 0x49" in _memory(suite, vm["uuid"]))


def _bootable_iso(path: Path, code: bytes) -> None:
    """An ISO 9660 image with an El Torito boot record that loads one sector of code; nothing else is on it."""
    sector = 2048
    primary = b"\x01CD001\x01" + bytes(sector - 7)
    boot = b"\x00CD001\x01" + b"EL TORITO SPECIFICATION".ljust(64, b"\x00") + (19).to_bytes(4, "little")
    end = b"\xffCD001\x01"
    validation = b"\x01\x00\x00\x00" + bytes(24) + b"\x00\x00\x55\xaa"
    checksum = (-sum(int.from_bytes(validation[i : i + 2], "little") for i in range(0, 32, 2))) & 0xFFFF
    validation = validation[:28] + checksum.to_bytes(2, "little") + validation[30:]
    entry = b"\x88\x00\x00\x00\x00\x00" + (4).to_bytes(2, "little") + (20).to_bytes(4, "little")
    parts = [primary, boot, end, validation + entry, code]
    path.write_bytes(bytes(16 * sector) + b"".join(part.ljust(sector, b"\x00") for part in parts))


def _memory(suite: RunningSuite, uuid: str) -> str:
    return suite.virsh("qemu-monitor-command", "--hmp", uuid, "xp /2xb 0x500")
