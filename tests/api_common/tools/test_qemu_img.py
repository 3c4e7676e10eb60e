"""qemu-img itself, on small files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from api_common.errors import ErrorKind, IaasError
from api_common.tools import qemu_img

pytestmark = pytest.mark.skipif(shutil.which("qemu-img") is None, reason="qemu-img is not installed")
MIB = 1024 * 1024


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    path = tmp_path / "disk.qcow2"
    qemu_img.create(path, MIB)
    return path


def test_a_new_disk_is_empty_and_plain(disk: Path) -> None:
    told = qemu_img.info(disk)
    assert told == qemu_img.DiskInfo("qcow2", MIB, None)


def test_an_overlay_reads_from_its_base(disk: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.qcow2"
    qemu_img.create_overlay(overlay, disk, "qcow2", 2 * MIB)
    told = qemu_img.info(overlay)
    assert (told.virtual_size, told.backing) == (2 * MIB, str(disk))


def test_who_is_said_to_stand_alone_is_not_believed_otherwise(disk: Path, tmp_path: Path) -> None:
    secret, overlay, copy = (tmp_path / name for name in ("secret", "overlay: a,b=c.qcow2", "copy"))
    secret.write_bytes(b"secret" * 1000)
    qemu_img.create_overlay(overlay, secret, "raw", MIB)
    qemu_img.convert(overlay, "qcow2", copy, lambda _: None, alone=True)
    qemu_img.convert(copy, "qcow2", tmp_path / "again", lambda _: None)
    subprocess.run(["qemu-img", "compare", "-q", disk, tmp_path / "again"], check=True)
    qemu_img.convert(secret, "raw", tmp_path / "raw copy", lambda _: None, alone=True)
    subprocess.run(["qemu-img", "compare", "-q", "-f", "raw", secret, tmp_path / "raw copy"], check=True)


def test_a_disk_grows_and_never_shrinks(disk: Path) -> None:
    qemu_img.resize(disk, 4 * MIB)
    assert qemu_img.info(disk).virtual_size == 4 * MIB
    with pytest.raises(IaasError) as caught:
        qemu_img.resize(disk, MIB)
    assert caught.value.kind is ErrorKind.STORAGE_FAILED
    assert qemu_img.info(disk).virtual_size == 4 * MIB


def test_a_copy_is_flat_and_tells_its_progress(disk: Path, tmp_path: Path) -> None:
    overlay, copy = tmp_path / "overlay.qcow2", tmp_path / "copy.qcow2"
    qemu_img.create_overlay(overlay, disk, "qcow2", MIB)
    seen: list[int] = []
    qemu_img.convert(overlay, "qcow2", copy, seen.append)
    assert qemu_img.info(copy).backing is None
    assert seen and seen == sorted(seen) and seen[-1] == 100


def test_a_file_that_is_no_disk_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bad.qcow2").write_bytes(b"QFI\xfb" + b"\xff" * 200)
    for path in (tmp_path / "bad.qcow2", tmp_path / "missing.qcow2"):
        with pytest.raises(IaasError) as caught:
            qemu_img.info(path)
        assert caught.value.kind is ErrorKind.STORAGE_FAILED
