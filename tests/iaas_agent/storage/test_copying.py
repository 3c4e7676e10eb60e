"""Copying: the same bytes, their hash, holes where zeros were."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from iaas_agent.storage.copying import copy_hashing

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
