"""Disks that exist or are gone: whole or not at all, whatever happens in between."""

from __future__ import annotations

import errno
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from api_common.contract.agent_spec import DiskSpec, EnsureDisk, EnsureNoDisk
from api_common.contract.states import ImageFormat, JobStatus, VolumeFormat, VolumeUsage
from api_common.errors import ErrorKind, IaasError
from api_common.jobs import Jobs
from api_common.tools import qemu_img
from iaas_agent.storage import base as base_module
from iaas_agent.storage import volumes as volumes_module
from iaas_agent.storage.paths import Layout
from iaas_agent.storage.records import record_path
from iaas_agent.storage.volumes import VolumeStore
from tests.iaas_agent.storage.disks import GIB, data_spec, leftovers, make_image, ref, spec


def file_of(layout: Layout, order: Any) -> Path:
    return layout.volume(order.usage, order.uuid, order.suffix)


def test_an_overlay_is_done_at_once(store: VolumeStore, layout: Layout, root: Path) -> None:
    order = spec()
    report = store.ensure(order)
    assert (report.status, report.key) == (JobStatus.DONE, f"{order.operation_uuid}.{order.uuid}")
    disk = qemu_img.info(file_of(layout, order))
    assert disk.virtual_size == GIB and disk.format == "qcow2"
    assert disk.backing is not None
    base = Path(disk.backing)
    assert base.parent == root / "base" and base.stat().st_mode & 0o777 == 0o444
    assert not leftovers(root)


def test_a_disk_is_never_smaller_than_its_image(store: VolumeStore, layout: Layout, root: Path) -> None:
    make_image(root, "big.qcow2", size="3G")
    order = spec(image_file="big.qcow2")
    store.ensure(order)
    assert qemu_img.info(file_of(layout, order)).virtual_size == 3 * GIB


def test_a_repeat_finds_it_done_and_keeps_the_content(store: VolumeStore, layout: Layout) -> None:
    order = spec()
    store.ensure(order)
    before = file_of(layout, order).stat()
    again = store.ensure(order.model_copy(update={"fence": 2}))
    assert again.status is JobStatus.DONE
    assert file_of(layout, order).stat().st_ino == before.st_ino


def test_empty_disks(store: VolumeStore, layout: Layout) -> None:
    for order in (data_spec(size_gib=2), spec(image_format=ImageFormat.ISO, size_gib=2)):
        assert store.ensure(order).status is JobStatus.DONE
        disk = qemu_img.info(file_of(layout, order))
        assert (disk.virtual_size, disk.backing) == (2 * GIB, None)


def test_copy_mode_makes_a_disk_of_its_own(layout: Layout, jobs: Jobs, root: Path) -> None:
    order = spec()
    assert VolumeStore(layout, jobs, mode="copy").ensure(order).status is JobStatus.DONE
    disk = qemu_img.info(file_of(layout, order))
    assert (disk.virtual_size, disk.backing) == (GIB, None)
    assert not (root / "base").exists()


def test_records_tell_what_is_here(store: VolumeStore, layout: Layout) -> None:
    orders = [spec(record={"name": "web1"}), data_spec(record={"name": "data1"})]
    for order in orders:
        store.ensure(order)
    store.ensure(orders[1].model_copy(update={"record": {"name": "renamed"}}))
    assert sorted(r["name"] for r in store.records()) == ["renamed", "web1"]
    base = json.loads(record_path(file_of(layout, orders[0])).read_text())["base"]
    store.ensure(orders[0].model_copy(update={"record": {"name": "web2"}}))
    assert json.loads(record_path(file_of(layout, orders[0])).read_text())["base"] == base


def test_absent_removes_everything_of_a_disk(store: VolumeStore, layout: Layout, root: Path) -> None:
    order = spec()
    store.ensure(order)
    path = file_of(layout, order)
    layout.temporary(path).touch()
    store.absent(ref(order))
    assert not list(path.parent.iterdir())
    store.absent(ref(order))  # missing is success


def test_the_same_operation_may_make_it_again_after_removing_it(store: VolumeStore, layout: Layout) -> None:
    order = spec()
    store.ensure(order)
    store.absent(ref(order))
    assert store.ensure(order).status is JobStatus.DONE
    assert file_of(layout, order).exists()


def test_an_older_fence_is_refused(store: VolumeStore, layout: Layout) -> None:
    order = spec(fence=5)
    store.absent(ref(order, fence=6))
    with pytest.raises(IaasError) as refusal:
        store.ensure(order)
    assert refusal.value.kind is ErrorKind.FENCED
    assert not file_of(layout, order).exists()
    with pytest.raises(IaasError):
        store.absent(ref(order, fence=4))


def failure(store: VolumeStore, order: Any) -> dict[str, Any]:
    report = store.ensure(order)
    assert report.status is JobStatus.FAILED and report.error is not None
    return report.error


def test_a_missing_image_is_a_clear_failure(store: VolumeStore, root: Path) -> None:
    error = failure(store, spec(image_file="gone.qcow2"))
    assert error["kind"] == "storage_failed" and "gone.qcow2" in str(error["message"])
    assert not leftovers(root) and not store.records()


def test_an_image_that_reads_other_files_is_refused(store: VolumeStore, root: Path) -> None:
    secret = make_image(root, "secret.qcow2")
    qemu_img.create_overlay(root / "images" / "trojan.qcow2", secret, "qcow2", GIB)
    error = failure(store, spec(image_file="trojan.qcow2"))
    assert error["kind"] == "storage_failed" and "refers to another file" in str(error["message"])
    assert not leftovers(root)


def test_a_full_disk_leaves_nothing_behind(store: VolumeStore, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(base_module, "copy_hashing", full)
    order = spec()
    error = failure(store, order)
    assert error["kind"] == "storage_failed" and "full" in str(error["message"])
    assert not leftovers(root) and not store.records()
    monkeypatch.undo()
    assert store.ensure(order).status is JobStatus.DONE  # a failed job is begun anew


def test_twenty_at_once_copy_the_image_once(
    store: VolumeStore, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies: list[Path] = []
    real = base_module.copy_hashing
    begun = threading.Barrier(20)

    def counting(source: Path, target: Path, progress: Any) -> str:
        copies.append(source)
        return real(source, target, progress)

    def create(order: Any) -> JobStatus:
        begun.wait()
        return store.ensure(order).status

    monkeypatch.setattr(base_module, "copy_hashing", counting)
    orders = [spec() for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(create, orders))
    assert set(results) == {JobStatus.DONE} and len(copies) == 1
    assert all(file_of(layout, order).exists() for order in orders)


def test_removal_while_it_is_being_made_wins(
    store: VolumeStore, jobs: Jobs, layout: Layout, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying, removed = threading.Event(), threading.Event()
    real = base_module.copy_hashing

    def slow(source: Path, target: Path, progress: Any) -> str:
        copying.set()
        assert removed.wait(20)
        return real(source, target, progress)

    monkeypatch.setattr(base_module, "copy_hashing", slow)
    order = spec()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(store.ensure, order)
        assert copying.wait(20)
        store.absent(ref(order))
        removed.set()
        report = answer.result()
    assert report.error is not None and report.error["kind"] == "conflict"
    assert not file_of(layout, order).exists() and not leftovers(root) and not store.records()


def test_half_made_disks_of_a_dead_process_are_cleaned(layout: Layout, jobs: Jobs, root: Path) -> None:
    order = spec()
    path = file_of(layout, order)
    path.parent.mkdir(parents=True)
    half = layout.temporary(path)
    half.write_bytes(b"QFI\xfb half")
    foreign = Layout(root, owner="n2").temporary(path)
    foreign.touch()
    record_path(path).write_text("{}")
    restarted = VolumeStore(layout, jobs, mode="overlay")
    restarted.start()
    assert not half.exists() and not record_path(path).exists()
    assert foreign.exists()  # another host may be at work on shared storage
    assert restarted.ensure(order).status is JobStatus.DONE
    assert qemu_img.info(path).virtual_size == GIB


def test_a_record_follows_the_disk(store: VolumeStore, layout: Layout) -> None:
    order = data_spec(record={"name": "data1", "instanceUuid": None})
    store.ensure(order)
    disk = DiskSpec(uuid=order.uuid, usage=order.usage, format=VolumeFormat.QCOW2, target="vdb", bus="virtio")
    known = {"operation_uuid": order.operation_uuid, "disk": disk}
    store.note(EnsureDisk(**known, fence=2, record={"name": "data1", "instanceUuid": "a" * 32}))
    assert store.records() == [{"name": "data1", "instanceUuid": "a" * 32}]
    store.note(EnsureNoDisk(**known, fence=2))
    assert store.records() == [{"name": "data1", "instanceUuid": "a" * 32}]  # nothing was said
    with pytest.raises(IaasError) as refusal:
        store.note(EnsureNoDisk(**known, fence=1, record={"name": "late"}))
    assert refusal.value.kind is ErrorKind.FENCED
    store.absent(ref(order, fence=2))
    store.note(EnsureNoDisk(**known, fence=2, record={"name": "data1"}))
    assert store.records() == [] and not list(file_of(layout, order).parent.iterdir())


def test_a_record_of_v1s_disk_is_made(store: VolumeStore, layout: Layout) -> None:
    """Its disks have none; the base that it reads from must be known from then on."""
    order = spec()
    store.ensure(order)
    path = file_of(layout, order)
    base = json.loads(record_path(path).read_text())["base"]
    record_path(path).unlink()
    disk = DiskSpec(uuid=order.uuid, usage=order.usage, format=VolumeFormat.QCOW2, target="vda", bus="virtio")
    store.note(EnsureDisk(operation_uuid=order.operation_uuid, fence=1, disk=disk, record={"name": "old"}))
    assert json.loads(record_path(path).read_text()) == {"record": {"name": "old"}, "base": base}


def test_a_disk_must_be_here(store: VolumeStore, layout: Layout, root: Path) -> None:
    order = data_spec()
    disk = DiskSpec(uuid=order.uuid, usage=order.usage, format=VolumeFormat.QCOW2, target="vdb", bus="virtio")
    with pytest.raises(IaasError) as refusal:
        store.require_here(disk)
    assert refusal.value.kind is ErrorKind.STORAGE_FAILED and "not shared" in refusal.value.message
    store.ensure(order)
    store.require_here(disk)
    store.require_here(disk.model_copy(update={"usage": VolumeUsage.ISO, "image_file": "debian.qcow2"}))


def test_a_record_without_room_is_written_later(
    store: VolumeStore, layout: Layout, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [data_spec(record={"name": "old"}) for _ in range(2)]
    with monkeypatch.context() as full:
        for order in orders:
            store.ensure(order)
        full.setattr(volumes_module, "write_record", no_room)
        for order in orders:
            store.ensure(order.model_copy(update={"record": {"name": "new"}}))
        store.write_owed()
        assert store.records() == [{"name": "old"}] * 2
    store.absent(ref(orders[0]))
    store.write_owed()
    assert store.records() == [{"name": "new"}] and not leftovers(root)
    assert not record_path(file_of(layout, orders[0])).exists()


def no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_folder_that_cannot_be_tidied_keeps_no_agent_from_starting(
    store: VolumeStore, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout.temporary(file_of(layout, data_spec())).parent.mkdir(parents=True)
    monkeypatch.setattr(Layout, "all_unfinished", no_room)
    store.start()
