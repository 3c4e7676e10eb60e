"""The base cache: filled once, shared between processes, cleaned when nobody reads it."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import subprocess
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from api_common.contract.states import JobStatus
from api_common.errors import IaasError
from iaas_agent.storage import base as base_module
from iaas_agent.storage.base import BaseCache
from iaas_agent.storage.paths import Layout
from iaas_agent.storage.records import record_path
from iaas_agent.storage.volumes import VolumeStore
from tests.helpers.image_files import BAD, GOOD, partitioned
from tests.iaas_agent.storage.disks import leftovers, make_image, ref, spec


def bases(root: Path) -> set[str]:
    return {path.name for path in (root / "base").glob("[!.]*") if path.is_file()}


def nothing(_: int) -> None:
    pass


def test_the_index_spares_the_second_reading(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    with BaseCache(layout).lent("debian.qcow2", nothing) as first:
        pass
    monkeypatch.setattr(base_module, "copy_hashing", lambda *_: pytest.fail("copied again"))
    with BaseCache(layout).lent("debian.qcow2", nothing) as second:
        assert second == first


def test_progress_is_told(layout: Layout) -> None:
    told: list[int] = []
    with BaseCache(layout).lent("debian.qcow2", told.append):
        pass
    assert told[-1] == 100


def test_a_replaced_image_gets_another_base(store: VolumeStore, root: Path) -> None:
    old, new = spec(), spec()
    store.ensure(old)
    first = bases(root)
    make_image(root, "debian.qcow2", content=b"newer guest")
    store.ensure(new)
    assert first < bases(root) and len(bases(root)) == 2  # the old VM keeps its own


def test_the_same_content_under_two_names_is_kept_once(store: VolumeStore, root: Path) -> None:
    copy = root / "images" / "copy.qcow2"
    copy.write_bytes((root / "images" / "debian.qcow2").read_bytes())
    for name in ("debian.qcow2", "copy.qcow2"):
        assert store.ensure(spec(image_file=name)).status is JobStatus.DONE
    assert len(bases(root)) == 1


def test_a_base_goes_when_its_last_overlay_is_gone(store: VolumeStore, root: Path) -> None:
    make_image(root, "other.qcow2", content=b"other")
    one, two = spec(), spec()
    store.ensure(one)
    store.ensure(two)
    unused = bases(root)
    store.absent(ref(one))
    store.start()
    assert bases(root) == unused
    store.absent(ref(two))
    store.ensure(spec(image_file="other.qcow2"))
    assert not bases(root) & unused and len(bases(root)) == 1


def test_a_disk_without_a_record_still_protects_its_base(store: VolumeStore, layout: Layout, root: Path) -> None:
    order = spec()
    store.ensure(order)
    record_path(layout.volume(order.usage, order.uuid, order.suffix)).unlink()
    store.start()
    assert len(bases(root)) == 1


def test_a_lost_base_is_made_again(layout: Layout, root: Path) -> None:
    cache = BaseCache(layout)
    with cache.lent("debian.qcow2", nothing) as base:
        pass
    cache.path(base).unlink()
    with cache.lent("debian.qcow2", nothing) as again:
        assert cache.path(again).exists() and again == base


def test_a_half_copied_base_is_never_used(layout: Layout, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(source: Path, target: Path, _: object) -> str:
        target.write_bytes(source.read_bytes()[:100])
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(base_module, "copy_hashing", dies)
        with pytest.raises(KeyboardInterrupt), BaseCache(layout).lent("debian.qcow2", nothing):
            pass
    assert not bases(root) and not leftovers(root)


def test_a_damaged_index_is_only_a_slow_start(layout: Layout, root: Path) -> None:
    with BaseCache(layout).lent("debian.qcow2", nothing):
        pass
    (root / "base" / "index" / "debian.qcow2").write_text('{"half')
    with BaseCache(layout).lent("debian.qcow2", nothing) as base:
        assert base.format == "qcow2"


@pytest.mark.parametrize("what", [what for what, (format, _, _) in BAD.items() if format != "ISO"])
def test_no_base_is_made_of_anything_bad(layout: Layout, root: Path, what: str) -> None:
    """The catalogue has refused it; the host does not rely on that. How it is described is the catalogue's alone."""
    _, make, code = BAD[what]
    if what in ("a raw disk as QCOW2", "a CD as QCOW2", "a CD as IMAGE"):
        return
    make(root / "images" / "disk.img")
    with pytest.raises(IaasError) as refused, BaseCache(layout).lent("disk.img", nothing):
        pass
    assert refused.value.detail.get("code", "missing") == code and "disk.img" in refused.value.message
    assert not bases(root) and not leftovers(root)


@pytest.mark.parametrize("what", [what for what, (format, _) in GOOD.items() if format != "ISO"])
def test_a_base_is_made_of_anything_good(layout: Layout, root: Path, what: str) -> None:
    name = f"{what} ü,:=[*].img"
    GOOD[what][1](root / "images" / name)
    with BaseCache(layout).lent(name, nothing) as base:
        assert BaseCache(layout).path(base).read_bytes() == (root / "images" / name).read_bytes()
    with BaseCache(layout).lent(name, lambda _: pytest.fail("copied again")) as again:
        assert again == base


@pytest.mark.parametrize("name", ["n" * 200, "n" * 255, "统" * 85, "-rf", "~" + "0" * 64])
def test_names_may_be_as_long_and_odd_as_a_file_system_takes(layout: Layout, root: Path, name: str) -> None:
    (root / "images" / "debian.qcow2").rename(root / "images" / name)
    with BaseCache(layout).lent(name, nothing) as base:
        pass
    with BaseCache(layout).lent(name, lambda _: pytest.fail("copied again")) as again:
        assert again == base
    assert not leftovers(root)


@pytest.mark.parametrize("bad", ["an overlay", "a disk with a data file", "half a qcow2"])
def test_the_copy_is_looked_at_not_only_the_original(
    layout: Layout, root: Path, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    """Somebody replaces the image between the look and the copy, and puts the good one back afterwards."""
    evil = root / "evil" / "disk"
    evil.parent.mkdir()
    BAD[bad][1](evil)
    real = base_module.copy_hashing
    monkeypatch.setattr(base_module, "copy_hashing", lambda _, target, progress: real(evil, target, progress))
    with pytest.raises(IaasError) as refused, BaseCache(layout).lent("debian.qcow2", nothing):
        pass
    assert refused.value.detail["code"] == BAD[bad][2] and "debian.qcow2" in refused.value.message
    assert not bases(root) and not leftovers(root)


def test_a_file_that_changes_while_it_is_copied_makes_no_base(
    layout: Layout, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, source = base_module.copy_hashing, root / "images" / "growing.img"
    source.write_bytes(partitioned(4096, 4096))

    def growing(path: Path, target: Path, progress: Callable[[int], None]) -> str:
        name = real(path, target, progress)
        source.write_bytes(source.read_bytes() + b"more")
        return name

    monkeypatch.setattr(base_module, "copy_hashing", growing)
    with pytest.raises(IaasError, match="keeps changing"), BaseCache(layout).lent("growing.img", nothing):
        pass
    assert not bases(root)
    monkeypatch.undo()
    with BaseCache(layout).lent("growing.img", nothing) as base:
        assert BaseCache(layout).path(base).read_bytes() == source.read_bytes()


def test_a_base_of_the_first_release_is_used_as_it_is(layout: Layout, root: Path) -> None:
    """Its name was the plain SHA-256 of its bytes; a copy of 20 GiB is not made again for another name."""
    image = root / "images" / "debian.qcow2"
    name = f"{hashlib.sha256(image.read_bytes()).hexdigest()}.qcow2"
    (root / "base" / "index").mkdir(parents=True)
    (root / "base" / name).write_bytes(image.read_bytes())
    state = image.stat()
    entry = {"imageSize": state.st_size, "imageMtimeNs": state.st_mtime_ns, "name": name, "format": "qcow2"}
    (root / "base" / "index" / "debian.qcow2").write_text(json.dumps({**entry, "virtualSize": 64 << 20}))
    with BaseCache(layout).lent("debian.qcow2", lambda _: pytest.fail("copied again")) as base:
        assert base.name == name


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was flushed to the disk and what was renamed, in order."""
    told: list[tuple[str, str]] = []
    fsync, replace = os.fsync, os.replace

    def flushed(handle: int) -> None:
        told.append(("flush", os.readlink(f"/proc/self/fd/{handle}")))
        fsync(handle)

    def renamed(old: Path, new: Path) -> None:
        told.extend([("from", str(old)), ("to", str(new))])
        replace(old, new)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", renamed)
    return told


def test_bases_and_disks_are_on_the_disk_before_they_have_their_names(
    store: VolumeStore, layout: Layout, events: list[tuple[str, str]]
) -> None:
    """A power cut must not leave the right name on an empty file, nor lose a name that somebody was told of."""
    order = spec()
    assert store.ensure(order).status is JobStatus.DONE
    disk = layout.volume(order.usage, order.uuid, order.suffix)
    base = next(Path(new) for what, new in events if what == "to" and Path(new).suffix == ".qcow2")
    for path in (base, disk):
        renamed = events.index(("to", str(path)))
        temporary = events[renamed - 1][1]
        assert ("flush", temporary) in events[:renamed], path
        assert ("flush", str(path.parent)) in events[renamed:], path


def test_formats_that_may_hide_other_files_are_refused(layout: Layout, root: Path) -> None:
    subprocess.run(["qemu-img", "create", "-q", "-f", "vmdk", root / "images" / "disk.vmdk", "1M"], check=True)
    with pytest.raises(IaasError, match="vmdk"), BaseCache(layout).lent("disk.vmdk", nothing):
        pass


def _fill_and_count(root: str, results: multiprocessing.Queue[int]) -> None:
    copies = 0
    real = base_module.copy_hashing

    def counting(source: Path, target: Path, progress: object) -> str:
        nonlocal copies
        copies += 1
        return real(source, target, nothing)

    base_module.copy_hashing = counting
    with BaseCache(Layout(Path(root), owner="n1")).lent("debian.qcow2", nothing):
        results.put(copies)


def test_processes_share_one_filling(root: Path) -> None:
    context = multiprocessing.get_context("fork")
    results: multiprocessing.Queue[int] = context.Queue()
    workers = [context.Process(target=_fill_and_count, args=(str(root), results)) for _ in range(4)]
    for worker in workers:
        worker.start()
    assert sum(results.get(timeout=20) for _ in workers) == 1
    for worker in workers:
        worker.join(20)


def _die_while_filling(root: str, half_done: Connection) -> None:
    def half(source: Path, target: Path, progress: object) -> str:
        target.write_bytes(source.read_bytes()[:1000])
        half_done.send(str(target))
        signal.pause()
        return ""

    base_module.copy_hashing = half
    with BaseCache(Layout(Path(root), owner="n1")).lent("debian.qcow2", nothing):
        pass


def test_a_filler_that_is_killed_leaves_neither_lock_nor_half_base(root: Path, store: VolumeStore) -> None:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    filler = context.Process(target=_die_while_filling, args=(str(root), there))
    filler.start()
    assert here.poll(20)
    half = Path(here.recv())
    filler.kill()
    filler.join(20)
    assert half.exists() and not bases(root)
    assert store.ensure(spec()).status is JobStatus.DONE  # its lock died with it
    store.start()
    assert not leftovers(root) and len(bases(root)) == 1
