"""A folder of images to write into."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from api_common.tools import qemu_img

TEXT = """\
image:
  name: Debian 12
  description: for tests
  filename: {filename}
  spec:
    vd_size: 20
    format: qcow2
    os_type: Linux
    os_arch: X86
    os_mode: hvm
"""


@cache
def qcow2_disk() -> bytes:
    """A disk of 20 GiB with nothing on it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "disk.qcow2"
        qemu_img.create(path, 20 * 1024**3)
        return path.read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty images folder beside a file that nobody may see."""
    (tmp_path / "secret.txt").write_text("image: {name: secret}\n")
    images = tmp_path / "images"
    images.mkdir()
    return images


@pytest.fixture
def put(folder: Path) -> Callable[..., Path]:
    """Writes one YAML file and, unless told otherwise, its disk file; gives the path of the YAML."""

    def write(name: str, text: str | None = None, *, disk: str | None = "debian.qcow2") -> Path:
        if disk is not None:
            (folder / disk).write_bytes(qcow2_disk())
        path = folder / name
        content = TEXT.format(filename=disk or "debian.qcow2") if text is None else text
        path.write_bytes(content.encode(errors="surrogateescape"))
        return path

    return write


@pytest.fixture
def touch_back() -> Callable[[Path], None]:
    """Gives a file another modification time without changing anything else."""

    def touch(path: Path) -> None:
        state = path.stat()
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns - 1_000_000_000))

    return touch
