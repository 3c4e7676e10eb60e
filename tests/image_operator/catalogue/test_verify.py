"""Disk files are what their description says, or cannot be used."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api_common.contract.image import ImageFilter
from api_common.contract.states import ImageStatus
from image_operator.catalogue import store, verify
from image_operator.catalogue.store import Catalogue
from tests.helpers.image_files import BAD, GOOD, partitioned
from tests.image_operator.conftest import TEXT, qcow2_disk

Put = Callable[..., Path]


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that qemu-img looked at."""
    names: list[str] = []
    real = verify.require_whole

    def counting(handle: int) -> None:
        names.append(Path(os.readlink(f"/proc/self/fd/{handle}")).name)
        real(handle)

    monkeypatch.setattr(verify, "require_whole", counting)
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


@pytest.mark.parametrize("what", BAD)
def test_nothing_bad_is_available(folder: Path, put: Put, what: str) -> None:
    format, make, code = BAD[what]
    described(put, format)
    make(folder / "disk")
    image = Catalogue(folder).image("a.yaml")
    assert (image.status, image.problem_code) == (ImageStatus.ERROR, code), image.problem
    problem = image.problem or ""
    assert problem.startswith("file disk ") and ("; " in problem or ": " in problem), "it says what to do"


@pytest.mark.parametrize("what", GOOD)
def test_nothing_good_is_refused(folder: Path, put: Put, what: str) -> None:
    format, make = GOOD[what]
    described(put, format)
    make(folder / "disk")
    image = Catalogue(folder).image("a.yaml")
    assert (image.status, image.problem, image.problem_code) == (ImageStatus.AVAILABLE, None, None)
    assert (image.virtual_size is None) == (format == "ISO")


def test_an_unknown_format_is_named(folder: Path, put: Put) -> None:
    described(put, "VMDK")
    (folder / "disk").write_bytes(qcow2_disk())
    image = Catalogue(folder).image("a.yaml")
    assert image.status is ImageStatus.ERROR and "must be QCOW2, IMAGE or ISO" in (image.problem or "")


def test_a_file_is_looked_at_again_only_when_it_changes(folder: Path, put: Put, looks: list[str]) -> None:
    for number in range(5):
        put(f"{number}.yaml", disk=f"{number}.qcow2")
    catalogue = Catalogue(folder)
    pool = [threading.Thread(target=catalogue.page, args=(ImageFilter(),)) for _ in range(8)]
    for thread in pool:
        thread.start()
    for thread in pool:
        thread.join()
    for number in range(5):
        assert catalogue.image(f"{number}.yaml").status is ImageStatus.AVAILABLE
    assert sorted(looks) == [f"{number}.qcow2" for number in range(5)]
    (folder / "3.qcow2").write_bytes(qcow2_disk()[:-100])
    assert catalogue.image("3.yaml").status is ImageStatus.ERROR
    (folder / "3.qcow2").write_bytes(qcow2_disk())
    assert catalogue.image("3.yaml").status is ImageStatus.AVAILABLE
    assert looks[5:] in (["3.qcow2"], ["3.qcow2"] * 2)


# --- still coming ---


def test_a_file_that_somebody_writes_is_not_taken_yet(folder: Path, put: Put) -> None:
    described(put, "IMAGE")
    catalogue = Catalogue(folder)
    with (folder / "disk").open("wb") as file:
        file.write(partitioned(4096, 4096))
        file.flush()
        image = catalogue.image("a.yaml")
        assert (image.status, image.problem_code) == (ImageStatus.PREPARE, "writing")
        assert "still being written" in (image.problem or "")
    assert catalogue.image("a.yaml").status is ImageStatus.AVAILABLE, "at once when it is closed"


def test_a_file_that_is_renamed_into_its_place_is_taken_at_once(folder: Path, put: Put) -> None:
    described(put, "IMAGE")
    (folder / ".upload").write_bytes(partitioned(4096, 4096))
    catalogue = Catalogue(folder)
    assert catalogue.image("a.yaml").problem_code == "missing"
    (folder / ".upload").rename(folder / "disk")
    assert catalogue.image("a.yaml").status is ImageStatus.AVAILABLE


@pytest.mark.parametrize("what", ["a raw disk of zeros", "half a qcow2"])
def test_where_nobody_knows_who_writes_time_decides(
    folder: Path, put: Put, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """As on NFS. A qcow2 disk that is whole needs no time; of half a one it is not known yet whether more comes."""
    format, make = ({**GOOD, **{name: bad[:2] for name, bad in BAD.items()}})[what]
    described(put, format)
    make(folder / "disk")
    monkeypatch.setattr(verify, "_is_quiet", lambda _: None)
    catalogue, now = Catalogue(folder), time.monotonic()
    assert catalogue.image("a.yaml").problem_code == "writing"
    monkeypatch.setattr(time, "monotonic", lambda: now + verify.SETTLE_SECONDS + 1)
    assert catalogue.image("a.yaml").status is (ImageStatus.AVAILABLE if what in GOOD else ImageStatus.ERROR)
    monkeypatch.undo()
    os.utime(folder / "disk", (time.time() - 3600,) * 2)
    monkeypatch.setattr(verify, "_is_quiet", lambda _: None)
    assert Catalogue(folder).image("a.yaml").problem_code != "writing", "an old file is none that is being written"


# --- files that hang ---


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Files whose name begins with `stuck` do not open until this is set, as on a dead NFS."""
    free = threading.Event()
    real = verify.opened

    def opened(path: Path) -> Any:
        if path.name.startswith("stuck"):
            free.wait(60)
        return real(path)

    monkeypatch.setattr(verify, "opened", opened)
    yield free
    free.set()


def test_a_list_never_waits_for_a_file(
    folder: Path, put: Put, stuck: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        put(f"s{number}.yaml", disk=f"stuck{number}")
    for name in ("a", "z"):
        put(f"{name}.yaml", disk=f"{name}.qcow2")
    monkeypatch.setattr(store, "LIST_SECONDS", 0.2)
    monkeypatch.setattr(store, "IMAGE_SECONDS", 5)
    catalogue = Catalogue(folder)
    for name in ("z.yaml", "a.yaml"):
        assert catalogue.image(name).status is ImageStatus.AVAILABLE
    for _ in range(3):
        shown = {image.uuid: image for image in catalogue.page(ImageFilter()).content}
        assert {shown[f"s{number}.yaml"].problem_code for number in range(12)} == {"looking"}
        assert {shown[f"s{number}.yaml"].status for number in range(12)} == {ImageStatus.PREPARE}
    assert catalogue._verifier._apart.under_way() <= 12, "one look a file, however often it is asked for"
    put("new.yaml", disk="new.qcow2")
    assert catalogue.image("new.yaml").status is ImageStatus.AVAILABLE, "others are looked at past those that hang"
    monkeypatch.setattr(verify, "HANG_SECONDS", 0)
    assert catalogue.page(ImageFilter(keywords="stuck0")).content[0].problem_code == "hangs"
    stuck.set()
    assert catalogue.image("s3.yaml").status is ImageStatus.AVAILABLE


def test_a_check_that_takes_long_is_no_hanging_file(folder: Path, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.yaml")
    go = threading.Event()
    monkeypatch.setattr(verify, "require_whole", lambda _: go.wait(60))
    monkeypatch.setattr(verify, "HANG_SECONDS", 0)
    monkeypatch.setattr(store, "IMAGE_SECONDS", 0.3)
    catalogue = Catalogue(folder)
    assert catalogue.image("a.yaml").problem_code == "looking"
    go.set()
    monkeypatch.setattr(store, "IMAGE_SECONDS", 20)
    assert catalogue.image("a.yaml").status is ImageStatus.AVAILABLE


def test_a_process_ends_though_a_file_hangs(folder: Path, put: Put) -> None:
    """Its threads are no reason to stay."""
    put("a.yaml", disk="stuck")
    program = f"""
import threading, pathlib
from image_operator.catalogue import store, verify
from api_common.contract.image import ImageFilter
verify.opened = lambda path: threading.Event().wait()
store.LIST_SECONDS = 0.1
print(store.Catalogue(pathlib.Path({str(folder)!r})).page(ImageFilter()).content[0].status)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.strip() == "PREPARE"
