"""The catalogue as clients write to it, publishing, and VMs from images of every kind."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.dev import guest_image
from tests.helpers.image_files import cd
from tests.helpers.suite import RunningSuite

YAML = """image:
  name: {name}
  description: a test
  filename: {file}
  spec:
    vd_size: {size}
    format: {format}
    os_type: {os}
    os_arch: X86
    os_mode: HVM
"""


@pytest.fixture
def folder(suite: RunningSuite) -> Iterator[Path]:
    """The images folder; what a test puts into it is gone afterwards."""
    folder = suite.config.state / "data" / "images"
    before = set(folder.iterdir())
    yield folder
    suite.delete_all()
    for path in set(folder.iterdir()) - before:
        path.unlink()


def described(name: str, file: str, size: int = 1, format: str = "QCOW2", os: str = "LINUX") -> str:
    return YAML.format(name=name, file=file, size=size, format=format, os=os)


def disk(path: Path, kind: str = "qcow2", size: str = "64M") -> None:
    subprocess.run(["qemu-img", "create", "-q", "-f", kind, path, size], check=True)


def test_saved_read_and_deleted(suite: RunningSuite, folder: Path) -> None:
    disk(folder / "one.qcow2")
    text = described("primus", "one.qcow2")
    suite.api.post("/image/save", {"uuid": "one.yaml", "content": text})
    assert suite.api.get("/image/query_image_raw_by_uuid", uuid="one.yaml") == {"content": text}
    page = suite.api.get("/image/fuzzy_query", keywords="primus", page_num=1, page_size=5)
    assert [(row["uuid"], row["status"], row["vdSize"]) for row in page["content"]] == [("one.yaml", "AVAILABLE", 1)]
    suite.api.post("/image/delete", {"uuid": "one.yaml"})
    assert suite.api.get("/image/query_image_raw_by_uuid", uuid="one.yaml") == {}
    assert not (folder / "one.qcow2").exists()
    suite.api.refused("/image/delete", {"uuid": "one.yaml"}, code=203.02)


def test_broken_images_are_shown_and_cannot_be_used(suite: RunningSuite, folder: Path) -> None:
    suite.api.post("/image/save", {"uuid": "garbage.yaml", "content": "no image at all"})
    (folder / "text.qcow2").write_text("no disk at all")
    suite.api.post("/image/save", {"uuid": "nodisk.yaml", "content": described("n", "text.qcow2")})
    shown = {image["uuid"]: image for image in suite.api.get("/image/query_all")}
    assert (shown["garbage.yaml"]["name"], shown["garbage.yaml"]["description"]) == ("NA", "FILE PARSE ERROR!")
    assert shown["nodisk.yaml"]["status"] == "ERROR" and shown["nodisk.yaml"]["problem"]
    for uuid in ("garbage.yaml", "nodisk.yaml"):
        suite.api.refused("/vm/create", suite.form(imageUuid=uuid), code=202.0)
    assert suite.api.get("/vm/query_all") == []
    suite.api.post("/image/delete", {"uuid": "garbage.yaml"})


def test_nothing_reaches_outside_the_folder(suite: RunningSuite, folder: Path) -> None:
    for uuid in ("../x.yaml", "/etc/passwd", "x/y.yaml", ".hidden.yaml", "plain.txt", "a\u0000.yaml", "x" * 10_000):
        assert "uuid" in suite.api.refused("/image/save", {"uuid": uuid, "content": "x"}, code=402.0)["log"]
    for file in ("../../etc/passwd", "/etc/passwd", "..", "a/b"):
        body = {"uuid": "evil.yaml", "content": described("e", file)}
        assert "content" in suite.api.refused("/image/save", body, code=402.0)["log"]
    bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"
    suite.api.refused("/image/save", {"uuid": "bomb.yaml", "content": bomb}, code=402.0)
    suite.api.refused("/image/save", {"uuid": "big.yaml", "content": "x" * 70_000}, code=402.0)
    assert not [path.name for path in folder.iterdir() if path.name in ("evil.yaml", "bomb.yaml", "big.yaml")]


def test_images_in_use_are_kept(suite: RunningSuite, folder: Path) -> None:
    shutil.copy(folder / f"{guest_image.UUID.removesuffix('.yaml')}.qcow2", folder / "used.qcow2")
    (folder / "driver.iso").write_bytes(bytes(65536))
    child = "child_images:\n  - uuid: drivers\n    filename: driver.iso\n"
    suite.api.post("/image/save", {"uuid": "used.yaml", "content": described("u", "used.qcow2") + child})
    vm = suite.create(imageUuid="used.yaml")
    drive = vm["volumes"][1]
    assert (drive["usageType"], drive["formatType"], drive["mountPoint"], drive["bus"]) == ("ISO", "ISO", "hda", "ide")
    refusal = suite.api.refused("/image/delete", {"uuid": "used.yaml"}, code=203.02)
    assert vm["uuid"] in refusal["log"] and (folder / "used.yaml").exists()
    suite.api.post("/image/delete", {"uuid": "used.yaml", "force": True})
    assert (folder / "driver.iso").exists(), "the VM has it as a CD"
    assert not (folder / "used.qcow2").exists() and suite.api.vm(vm["uuid"])["status"] == "ACTIVE"


@pytest.mark.parametrize(
    ("format", "kind", "os", "suffix"),
    [("QCOW2", "qcow2", "LINUX", ".img"), ("IMAGE", "raw", "WINDOWS", ".qcow2"), ("ISO", "", "LINUX", ".img")],
)
def test_vms_from_images_of_every_kind(
    suite: RunningSuite, folder: Path, format: str, kind: str, os: str, suffix: str
) -> None:
    if format == "ISO":
        (folder / "kind.disk").write_bytes(cd())
    else:
        disk(folder / "kind.disk", kind, "3G")
    suite.api.post("/image/save", {"uuid": "kind.yaml", "content": described("k", "kind.disk", 2, format, os)})
    vm = suite.create(imageUuid="kind.yaml", diskSize=1)
    expected = 2 if format == "ISO" else 3
    assert vm["diskSize"] == expected, "as large as the image needs, whatever was asked for"
    system, *cds = vm["volumes"]
    assert system["providerLocation"].endswith(suffix) and system["size"] == expected
    assert [(each["providerLocation"], each["imageUuid"]) for each in cds] == (
        [("images/kind.disk", "kind.yaml")] if format == "ISO" else []
    )
    xml = suite.api.vm(vm["uuid"])
    assert xml["osType"] == os


def test_a_stopped_vm_is_published(suite: RunningSuite, folder: Path) -> None:
    vm = suite.create("origin")
    form = {"vmUuid": vm["uuid"], "name": "published", "description": "d: #1", "vdSize": 2}
    refusal = suite.api.refused("/vm/publish_image", form, code=202.08)
    assert "stop it" in refusal["log"]
    suite.api.post("/vm/stop", {"vmUuid": vm["uuid"], "force": True})
    suite.api.wait_vm(vm["uuid"], "STOPPED")
    told = suite.api.post("/vm/publish_image", form)
    assert told["message"] == "success"
    ended = suite.api.wait_operation(told["operationUuid"])
    assert ended["status"] == "done", ended
    (image,) = [image for image in suite.api.get("/image/query_all") if image["name"] == "published"]
    assert (image["status"], image["vdSize"], image["description"]) == ("AVAILABLE", 2, "d: #1")
    assert (image["format"], image["osType"]) == ("QCOW2", "LINUX")
    copy = suite.create("copy", imageUuid=image["uuid"])
    assert copy["diskSize"] == 2
    assert suite.api.vm(vm["uuid"])["status"] == "STOPPED"
