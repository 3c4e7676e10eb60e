"""18.4 Storage and images. D32 is in tests/real/test_defects.py too: a running disk is the point."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.suite import RunningSuite
from tests.helpers.volumes import Volumes
from tests.suite.test_images import described


@pytest.fixture
def images(suite: RunningSuite) -> Iterator[Path]:
    """The images folder; what a test puts into it is gone afterwards."""
    folder = suite.config.images
    before = set(folder.iterdir())
    yield folder
    suite.delete_all()
    for path in set(folder.iterdir()) - before:
        path.unlink()


def _disk(path: Path) -> None:
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", path, "1G"], check=True)


def test_d27_a_silent_agent_does_not_break_the_overview(suite: RunningSuite) -> None:
    """v1 asked the first host, offline or not, and answered 500.0."""
    suite.suite.stop_service("iaas-agent")
    try:
        told = suite.api.get("/host/statistics")
        network = suite.api.get("/host/net_sto_resource")
    finally:
        suite.suite.start_service("iaas-agent")
    assert told["total_data_storage"] == 0 and told["total_node"] == 1
    assert network["data_vol_sto"]["total_storage"] == 0


def test_d28_total_is_the_size(suite: RunningSuite) -> None:
    """v1 showed the available space as total: used could be more than total."""
    told = suite.api.get("/host/statistics")
    df = subprocess.run(["df", "-B1g", "--output=size", suite.config.state], capture_output=True, text=True, check=True)
    assert abs(told["total_data_storage"] - int(df.stdout.split()[1])) <= 1
    assert told["total_data_storage"] >= told["used_data_storage"] >= 0


def test_d29_missing_values_count_as_nothing(suite: RunningSuite, sql: Any) -> None:
    """v1's sums met nulls and answered 500.0."""
    sql("INSERT INTO vm (id, uuid, name, status) VALUES (900020, ?, 'bare', 'ERROR')", "d" * 32)
    sql("INSERT INTO host (id, uuid, name) VALUES (900021, ?, 'bare')", "e" * 32)
    try:
        assert suite.api.get("/host/node_resource")["bare"]["total_vcpu"] == 0
        assert suite.api.get("/host/statistics")["total_node"] == 2
    finally:
        sql("DELETE FROM host WHERE id = 900021")


def test_d30_an_image_is_found_by_its_whole_name(suite: RunningSuite, images: Path) -> None:
    """v1 compared the end of the path: `a.yaml` found `ba.yaml`."""
    suite.api.post("/image/save", {"uuid": "ba.yaml", "content": "the longer"})
    assert suite.api.get("/image/query_image_raw_by_uuid", uuid="a.yaml") == {}
    suite.api.post("/image/save", {"uuid": "a.yaml", "content": "the shorter"})
    assert suite.api.get("/image/query_image_raw_by_uuid", uuid="a.yaml") == {"content": "the shorter"}
    shown = [image["uuid"] for image in suite.api.get("/image/query_all")]
    assert shown == sorted(shown)


def test_d31_an_image_that_is_needed_is_kept(suite: RunningSuite, images: Path) -> None:
    """v1 deleted without looking: used images, and children that others shared."""
    child = "child_images:\n  - uuid: d\n    filename: shared.iso\n"
    (images / "shared.iso").write_bytes(bytes(4096))
    for name in ("one", "two"):
        _disk(images / f"{name}.qcow2")
        suite.api.post("/image/save", {"uuid": f"{name}.yaml", "content": described(name, f"{name}.qcow2") + child})
    vm = suite.create(imageUuid="one.yaml")
    suite.api.refused("/image/delete", {"uuid": "one.yaml"}, code=203.02)
    suite.api.post("/image/delete", {"uuid": "two.yaml"})
    assert (images / "shared.iso").exists() and not (images / "two.qcow2").exists()
    suite.delete(vm["uuid"])
    suite.api.post("/image/delete", {"uuid": "one.yaml"})
    assert not (images / "shared.iso").exists()
    suite.api.refused("/image/delete", {"uuid": "one.yaml"}, code=203.02)


def test_d32_a_running_vm_is_not_published_and_a_published_one_not_started(suite: RunningSuite, images: Path) -> None:
    """v1 copied running disks, and showed the image as usable at once."""
    vm = suite.create("origin")
    form = {"vmUuid": vm["uuid"], "name": "d32", "vdSize": 1}
    suite.api.refused("/vm/publish_image", form, code=202.08)
    suite.api.post("/vm/stop", {"vmUuid": vm["uuid"], "force": True})
    suite.api.wait_vm(vm["uuid"], "STOPPED")
    suite.suite.stop_service("iaas-agent")  # the copy cannot begin
    told = suite.api.post("/vm/publish_image", form)
    try:
        found = suite.api.until(
            lambda: [i for i in suite.api.get("/image/query_all") if i["name"] == "d32"], lambda rows: bool(rows), 20
        )
        assert found[0]["status"] == "CREATING"
        suite.api.refused("/vm/create", suite.form(imageUuid=found[0]["uuid"]), code=202.0)
        suite.api.refused("/vm/start", {"vmUuid": vm["uuid"]}, code=202.03)
    finally:
        suite.suite.start_service("iaas-agent")
    ended = suite.api.wait_operation(told["operationUuid"])
    left = [image["status"] for image in suite.api.get("/image/query_all") if image["name"] == "d32"]
    assert left == (["AVAILABLE"] if ended["status"] == "done" else [])


def test_d33_an_attachment_that_fails_changes_nothing(suite: RunningSuite, volumes: Volumes) -> None:
    """v1 stored ATTACHED before asking, for all volumes of the VM, also for those in ERROR."""
    vm, uuid = suite.create("vm"), volumes.create("lost")
    file = suite.config.state / "data" / volumes.one(uuid)["providerLocation"]
    file.rename(file.with_suffix(".away"))
    answer = suite.api.refused("/volume/attach", {"vmUuid": vm["uuid"], "volumeUuid": uuid}, code=202.12)
    file.with_suffix(".away").rename(file)
    assert file.name in answer["log"]
    shown = volumes.one(uuid)
    assert (shown["status"], shown["instanceUuid"], shown["mountPoint"]) == ("AVAILABLE", "", "")
    assert len(suite.api.vm(vm["uuid"])["volumes"]) == 1


def test_d34_a_volume_that_is_worked_on_is_not_deleted(suite: RunningSuite, volumes: Volumes, sql: Any) -> None:
    """v1 refused ATTACHED only: CREATING and USED were deleted while being written."""
    uuid = volumes.create("busy")
    for status in ("CREATING", "USED", "DELETING"):
        sql("UPDATE volume SET status = ?, operation_uuid = 'somebody' WHERE uuid = ?", status, uuid)
        suite.api.refused("/volume/delete", {"volumeUuid": uuid}, code=202.11)
    sql("UPDATE volume SET status = 'AVAILABLE', operation_uuid = NULL WHERE uuid = ?", uuid)
    assert f"{uuid}.img" in suite.disk_files()


def test_d35_a_volume_is_detached_from_its_own_vm_only(suite: RunningSuite, volumes: Volumes) -> None:
    """v1 did not compare."""
    one, two, uuid = suite.create("one"), suite.create("two"), volumes.create("data")
    volumes.attach(uuid, one["uuid"])
    suite.api.refused("/volume/detach", {"vmUuid": two["uuid"], "volumeUuid": uuid}, code=202.13)
    assert volumes.one(uuid)["instanceUuid"] == one["uuid"]


def test_d36_without_a_size_a_volume_has_twenty(suite: RunningSuite) -> None:
    """v1 answered 500.0 and left a row CREATING."""
    made = [suite.api.post("/volume/create", {"name": "x", **size}) for size in ({}, {"diskSize": None})]
    assert [volume["size"] for volume in made] == [20, 20]
    assert {row["status"] for row in suite.api.get("/volume/query_all")} == {"AVAILABLE"}


def test_d37_names_of_disks_follow_their_bus(suite: RunningSuite, images: Path, volumes: Volumes) -> None:
    """v1 put `hd` names on virtio for Windows, and gave CDs the size of the VM's disk."""
    _disk(images / "win.qcow2")
    (images / "drivers.iso").write_bytes(bytes(4096))
    child = "child_images:\n  - uuid: d\n    filename: drivers.iso\n"
    text = described("win", "win.qcow2", os="WINDOWS") + child
    suite.api.post("/image/save", {"uuid": "win.yaml", "content": text})
    vm, uuid = suite.create(imageUuid="win.yaml"), volumes.create("data")
    volumes.attach(uuid, vm["uuid"])
    system, cd, data = suite.api.vm(vm["uuid"])["volumes"]
    shown = [(v["bus"], v["mountPoint"][:2]) for v in (system, cd, data)]
    assert shown == [("virtio", "vd"), ("ide", "hd"), ("virtio", "vd")]
    assert "size" not in cd
