"""Copying: the same bytes, their hash, holes where zeros were; and writing out early."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from iaas_agent.storage.copying import copy_hashing, write_out

MIB = 1024 * 1024


def test_the_copy_is_the_same_and_sparse(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    content = os.urandom(MIB) + bytes(19 * MIB) + b"end" + bytes(5 * MIB)
    source.write_bytes(content)
    told: list[int] = []
    assert copy_hashing(source, target, told.append) == hashlib.sha256(content).hexdigest()
    assert target.read_bytes() == content
    assert target.stat().st_blocks * 512 < 16 * MIB
    assert told == sorted(told) and told[-1] == 100


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert copy_hashing(tmp_path / "a", tmp_path / "b", lambda _: None) == hashlib.sha256().hexdigest()


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
