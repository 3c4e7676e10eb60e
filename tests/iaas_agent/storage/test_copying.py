"""Copying: the same bytes, their hash, holes where zeros were; and writing out early."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from iaas_agent.storage import copying
from iaas_agent.storage.copying import copy_hashing, write_out

MIB = 1024 * 1024


def nothing(_: int) -> None:
    pass


def test_the_copy_is_the_same_and_sparse(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    content = os.urandom(MIB) + bytes(19 * MIB) + b"end" + bytes(5 * MIB)
    source.write_bytes(content)
    told: list[int] = []
    copy_hashing(source, target, told.append)
    assert target.read_bytes() == content
    assert target.stat().st_blocks * 512 <= 2 * MIB
    assert told == sorted(told) and told[-1] == 100


CONTENTS = {
    "nothing": b"",
    "one byte": b"x",
    "zeros": bytes(9 * MIB),
    "data": os.urandom(9 * MIB + 5),
    "odd ends": bytes(3 * MIB) + os.urandom(70_001) + bytes(5 * MIB + 3) + b"x",
    "pages": (bytes(200 * 1024) + os.urandom(4096)) * 40,
    "a zero byte last": os.urandom(4096) + b"\0",
}


@pytest.mark.parametrize("what", CONTENTS)
def test_holes_and_zeros_are_the_same_content(tmp_path: Path, what: str) -> None:
    """Whatever left the holes, and whatever the file system knows of them."""
    content = CONTENTS[what]
    full, sparse = tmp_path / "full", tmp_path / "sparse"
    full.write_bytes(content)
    with sparse.open("wb") as file:
        for place in range(0, len(content), 4096):
            if any(page := content[place : place + 4096]):
                file.seek(place)
                file.write(page)
        file.truncate(len(content))
    names = {copy_hashing(path, tmp_path / f"copy of {path.name}", nothing) for path in (full, sparse)}
    again = copy_hashing(tmp_path / "copy of full", tmp_path / "copy of copy", nothing)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "_extents", lambda _, size: [(0, size)] if size else [])
        unknown = copy_hashing(sparse, tmp_path / "copy without holes", nothing)
    assert names == {again} == {unknown}
    for path in tmp_path.iterdir():
        assert path.read_bytes() == content
    room = sparse.stat().st_blocks
    assert (tmp_path / "copy of full").stat().st_blocks <= room + 8, "scattered data take no more room"


def test_other_contents_have_other_names(tmp_path: Path) -> None:
    """A block at another place, another size, another byte."""
    contents = [
        bytes(MIB) + b"x" * 65536,
        b"x" * 65536 + bytes(MIB),
        b"x" * 65536,
        b"x" * 65535,
        b"",
        b"\0",
        b"x" * 65537,
    ]
    names = set()
    for number, content in enumerate(contents):
        (tmp_path / str(number)).write_bytes(content)
        names.add(copy_hashing(tmp_path / str(number), tmp_path / f"{number}.copy", nothing))
    assert len(names) == len(contents) and all(name.startswith("2-") for name in names)


def test_holes_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "a").open("wb") as file:
        file.truncate(1 << 40)
        file.seek(1 << 39)
        file.write(b"data")
    read: list[int] = []
    real = os.pread
    monkeypatch.setattr(os, "pread", lambda handle, length, place: read.append(length) or real(handle, length, place))
    copy_hashing(tmp_path / "a", tmp_path / "b", nothing)
    assert sum(read) <= 64 * 1024 and (tmp_path / "b").stat().st_size == 1 << 40


def test_links_and_existing_targets_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    (tmp_path / "link").symlink_to("a")
    with pytest.raises(OSError):
        copy_hashing(tmp_path / "link", tmp_path / "b", lambda _: None)
    with pytest.raises(FileExistsError):
        copy_hashing(tmp_path / "a", tmp_path / "a", lambda _: None)


def test_writing_out_early_begins_the_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That it is quicker is a matter of measuring; that the file is asked for, and may be missing, of testing."""
    asked: list[str] = []
    real = os.posix_fadvise

    def advise(handle: int, *how: int) -> None:
        asked.append(os.readlink(f"/proc/self/fd/{handle}"))
        real(handle, *how)

    monkeypatch.setattr(os, "posix_fadvise", advise)
    write_out(tmp_path / "not-yet")
    (tmp_path / "a").write_bytes(b"x" * MIB)
    write_out(tmp_path / "a")
    assert asked == [str(tmp_path / "a")] and (tmp_path / "a").read_bytes() == b"x" * MIB
