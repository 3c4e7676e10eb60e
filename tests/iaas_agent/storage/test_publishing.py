"""Image files made of volumes: flat, whole or not at all, and only files of ours are ever removed."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import VolumeSpec
from api_common.contract.states import JobStatus
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from api_common.jobs import Jobs
from api_common.tools import qemu_img
from iaas_agent.storage import publishing
from iaas_agent.storage.paths import Layout
from iaas_agent.storage.publishing import Publisher
from iaas_agent.storage.volumes import VolumeStore
from tests.iaas_agent.storage.disks import GIB, data_spec, leftovers, publish_spec, published_ref, spec


@pytest.fixture
def publisher(layout: Layout, jobs: Jobs) -> Publisher:
    return Publisher(layout, jobs)


@pytest.fixture
def volume(store: VolumeStore, layout: Layout) -> VolumeSpec:
    """A system disk on the image's base, with a mark of its guest in the second MiB."""
    order = spec()
    assert store.ensure(order).status is JobStatus.DONE
    write(layout.volume(order.usage, order.uuid, order.suffix), "write -P 77 1M 64k")
    return order


def write(disk: Path, command: str) -> None:
    subprocess.run(["qemu-io", "-f", "qcow2", disk, "-c", command], check=True, capture_output=True)


def images(root: Path) -> set[str]:
    return {path.name for path in (root / "images").iterdir()}


def error_of(report: JobReport) -> dict[str, Any]:
    assert report.status is JobStatus.FAILED and report.error is not None
    return report.error


def test_the_image_is_the_disk_and_stands_alone(
    publisher: Publisher, volume: VolumeSpec, layout: Layout, root: Path
) -> None:
    order = publish_spec(volume)
    report = publisher.publish(order)
    assert (report.status, report.key) == (JobStatus.DONE, f"{order.operation_uuid}.{order.image_file}")
    image = root / "images" / order.image_file
    disk = qemu_img.info(image)
    assert (disk.format, disk.virtual_size, disk.backing) == ("qcow2", GIB, None)
    source = layout.volume(volume.usage, volume.uuid, volume.suffix)
    subprocess.run(["qemu-img", "compare", "-q", "-f", "qcow2", "-F", "qcow2", source, image], check=True)
    assert image.stat().st_mode & 0o777 == 0o644 and image.stat().st_nlink == 1
    assert not leftovers(root)


def test_a_new_vm_can_be_made_of_it(publisher: Publisher, volume: VolumeSpec, store: VolumeStore) -> None:
    order = publish_spec(volume, image_file=f"{new_uuid()}.img")
    publisher.publish(order)
    assert store.ensure(spec(image_file=order.image_file)).status is JobStatus.DONE


def test_a_repeat_finds_it_done(publisher: Publisher, volume: VolumeSpec, layout: Layout, jobs: Jobs) -> None:
    order = publish_spec(volume)
    publisher.publish(order)
    before = layout.image(order.image_file).stat()
    for again in (publisher, Publisher(layout, jobs)):  # the second one is an agent that was started again
        assert again.publish(order.model_copy(update={"fence": 2})).status is JobStatus.DONE
    assert layout.image(order.image_file).stat().st_ino == before.st_ino


def test_taken_back_nothing_is_left(publisher: Publisher, volume: VolumeSpec, layout: Layout, root: Path) -> None:
    order = publish_spec(volume)
    before = images(root)
    publisher.publish(order)
    layout.temporary(layout.image(order.image_file)).touch()
    for _ in range(2):
        publisher.absent(published_ref(order))
        assert images(root) == before
    assert publisher.publish(order).status is JobStatus.DONE  # and the same operation may change its mind
    assert order.image_file in images(root)


@pytest.mark.parametrize("name", ["debian.qcow2", f"{'a' * 31}.img", f"{'a' * 32}.iso", f"{'A' * 32}.img", "a" * 32])
def test_files_that_this_cannot_have_made_are_left_alone(
    publisher: Publisher, volume: VolumeSpec, root: Path, name: str
) -> None:
    (root / "images" / name).touch()
    order = publish_spec(volume, image_file=name)
    for call in (lambda: publisher.absent(published_ref(order)), lambda: publisher.publish(order)):
        with pytest.raises(IaasError) as refusal:
            call()
        assert refusal.value.kind is ErrorKind.INVALID_REQUEST
    assert (root / "images" / name).exists()


def test_older_fences_are_refused(publisher: Publisher, volume: VolumeSpec, root: Path) -> None:
    order = publish_spec(volume)
    publisher.absent(published_ref(order, fence=3))
    for call in (lambda: publisher.publish(order), lambda: publisher.absent(published_ref(order, fence=2))):
        with pytest.raises(IaasError) as refusal:
            call()
        assert refusal.value.kind is ErrorKind.FENCED and "image file" in refusal.value.message
    assert order.image_file not in images(root)


def test_removal_while_copying_leaves_nothing(
    publisher: Publisher, volume: VolumeSpec, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied, removed = threading.Event(), threading.Event()
    real = qemu_img.convert

    def slow(source: Path, form: str, target: Path, progress: Any) -> None:
        real(source, form, target, lambda _: None)
        copied.set()
        assert removed.wait(20)

    monkeypatch.setattr(publishing.qemu_img, "convert", slow)
    order = publish_spec(volume)
    before = images(root)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(publisher.publish, order)
        assert copied.wait(20)
        publisher.absent(published_ref(order))
        removed.set()
    assert error_of(answer.result())["kind"] == ErrorKind.CONFLICT
    assert images(root) == before


def test_removal_stops_the_copying(
    publisher: Publisher, volume: VolumeSpec, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the next per cent, not at the end."""
    order = publish_spec(volume)
    told: list[int] = []

    def slow(source: Path, form: str, target: Path, progress: Any) -> None:
        progress(1)
        publisher.absent(published_ref(order))
        progress(2)
        told.append(2)

    monkeypatch.setattr(publishing.qemu_img, "convert", slow)
    assert error_of(publisher.publish(order))["kind"] == ErrorKind.CONFLICT
    assert told == []


def test_a_file_that_appeared_meanwhile_is_not_overwritten(
    publisher: Publisher, volume: VolumeSpec, layout: Layout, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = publish_spec(volume)
    real = qemu_img.convert

    def meanwhile(source: Path, form: str, target: Path, progress: Any) -> None:
        real(source, form, target, progress)
        layout.image(order.image_file).write_text("somebody else's")

    monkeypatch.setattr(publishing.qemu_img, "convert", meanwhile)
    assert error_of(publisher.publish(order))["kind"] == ErrorKind.CONFLICT
    assert layout.image(order.image_file).read_text() == "somebody else's"
    assert not leftovers(root)


@contextmanager
def in_use(disk: Path) -> Iterator[None]:
    """A QEMU that has the disk open for writing, as a running VM's has."""
    with subprocess.Popen(["qemu-io", "-f", "qcow2", disk], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None and holder.stdout is not None
        assert holder.stdout.read(1), "qemu-io did not get the disk"  # its prompt; asking qemu-img would take the lock
        yield
        holder.stdin.close()


def test_the_disk_of_a_running_vm_is_refused(
    publisher: Publisher, volume: VolumeSpec, layout: Layout, root: Path
) -> None:
    order = publish_spec(volume)
    before = images(root)
    with in_use(layout.volume(volume.usage, volume.uuid, volume.suffix)):
        error = error_of(publisher.publish(order))
    assert error["kind"] == ErrorKind.WRONG_STATE and "stop it" in str(error["message"])
    assert images(root) == before
    assert publisher.publish(order).status is JobStatus.DONE  # a failed job is begun anew


def test_a_volume_that_is_elsewhere(publisher: Publisher, root: Path) -> None:
    error = error_of(publisher.publish(publish_spec(data_spec())))
    assert error["kind"] == ErrorKind.STORAGE_FAILED and "this host has no disk" in str(error["message"])
    assert not leftovers(root)


def test_progress_is_told(layout: Layout, store: VolumeStore, volume: VolumeSpec, monkeypatch: Any) -> None:
    told: list[JobReport] = []
    ended = threading.Event()

    def listen(report: JobReport) -> None:
        told.append(report)
        if report.status is not JobStatus.RUNNING:
            ended.set()

    go_on = threading.Event()
    real = qemu_img.convert
    monkeypatch.setattr(publishing.qemu_img, "convert", lambda *given: (go_on.wait(20), real(*given)))
    monkeypatch.setattr("iaas_agent.storage.making.QUICK_SECONDS", 0.0)
    write(layout.volume(volume.usage, volume.uuid, volume.suffix), "write -P 5 100M 100M")
    order = publish_spec(volume)
    assert Publisher(layout, Jobs(listen)).publish(order).status is JobStatus.RUNNING
    go_on.set()
    assert ended.wait(60)
    per_cent = [report.progress for report in told]
    assert told[-1].status is JobStatus.DONE and per_cent[-1] == 100
    assert per_cent == sorted(per_cent) and len(set(per_cent)) > 10


def test_half_made_files_of_a_dead_process_are_cleaned(layout: Layout, jobs: Jobs, root: Path) -> None:
    target = layout.image(f"{new_uuid()}.img")
    half, foreign = layout.temporary(target), Layout(root, owner="n2").temporary(target)
    for path in (half, foreign):
        path.touch()
    VolumeStore(layout, jobs, mode="overlay").start()
    assert not half.exists() and foreign.exists()  # another host may be at work in the shared folder
