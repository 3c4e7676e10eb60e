"""Disk files are what their description says, or cannot be used."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api_common.contract.image import ImageFilter
from api_common.contract.states import ImageStatus
from api_common.tools import qemu_img
from image_operator.catalogue.store import Catalogue
from tests.image_operator.conftest import TEXT, qcow2_disk

Put = Callable[..., Path]


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that qemu-img looked at."""
    names: list[str] = []
    info = qemu_img.info

    def counting(path: Path) -> Any:
        names.append(path.name)
        return info(path)

    monkeypatch.setattr(qemu_img, "info", counting)
    return names


def made(path: Path, kind: str, *more: str) -> None:
    subprocess.run(["qemu-img", "create", "-q", "-f", kind, *more, path, "3000M"], check=True)


def described(put: Put, format: str) -> None:
    put("a.yaml", TEXT.format(filename="disk").replace("format: qcow2", f"format: {format}"), disk=None)


@pytest.mark.parametrize(("format", "kind"), [("QCOW2", "qcow2"), ("IMAGE", "qcow2"), ("image", "raw")])
def test_what_is_as_it_says_is_used(folder: Path, put: Put, format: str, kind: str) -> None:
    described(put, format)
    made(folder / "disk", kind)
    image = Catalogue(folder).image("a.yaml")
    assert (image.status, image.problem, image.virtual_size) == (ImageStatus.AVAILABLE, None, 3)


@pytest.mark.parametrize(
    ("format", "content", "why"),
    [
        ("QCOW2", b"text, not a disk", "raw data"),
        ("QCOW2", b"QFI\xfb\x00\x00\x00\x03 torn", "cannot be used"),
        ("QCOW2", b"", "empty"),
        ("IMAGE", b"", "empty"),
        ("ISO", b"", "empty"),
        ("VMDK", b"x" * 600, "must be QCOW2, IMAGE or ISO"),
    ],
)
def test_what_is_not_says_why(folder: Path, put: Put, format: str, content: bytes, why: str) -> None:
    described(put, format)
    (folder / "disk").write_bytes(content)
    image = Catalogue(folder).image("a.yaml")
    assert image.status is ImageStatus.ERROR and why in (image.problem or ""), image


def test_a_disk_that_reads_other_files_is_refused(folder: Path, put: Put) -> None:
    described(put, "QCOW2")
    secret = folder.parent / "secret.txt"
    secret.write_bytes(bytes(1024**2))
    made(folder / "disk", "qcow2", "-b", str(secret), "-F", "raw")
    image = Catalogue(folder).image("a.yaml")
    assert image.status is ImageStatus.ERROR and "refers to another file" in (image.problem or "")


def test_an_iso_is_not_looked_into(folder: Path, put: Put, looks: list[str]) -> None:
    described(put, "ISO")
    (folder / "disk").write_bytes(b"anything")
    image = Catalogue(folder).image("a.yaml")
    assert (image.status, image.virtual_size, looks) == (ImageStatus.AVAILABLE, None, [])


def test_a_file_is_looked_at_again_only_when_it_changes(folder: Path, put: Put, looks: list[str]) -> None:
    for number in range(5):
        put(f"{number}.yaml", disk=f"{number}.qcow2")
    catalogue = Catalogue(folder)
    pool = [threading.Thread(target=catalogue.page, args=(ImageFilter(),)) for _ in range(8)]
    for thread in pool:
        thread.start()
    for thread in pool:
        thread.join()
    assert sorted(looks) == [f"{number}.qcow2" for number in range(5)]
    (folder / "3.qcow2").write_bytes(b"no disk")
    assert catalogue.image("3.yaml").status is ImageStatus.ERROR
    (folder / "3.qcow2").write_bytes(qcow2_disk())
    assert catalogue.image("3.yaml").status is ImageStatus.AVAILABLE
    assert looks.count("3.qcow2") == 3 and len(looks) == 7
