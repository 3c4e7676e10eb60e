"""The base cache: filled once, shared between processes, cleaned when nobody reads it."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
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
