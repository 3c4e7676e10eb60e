"""How full folders are, and what is mounted there."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from api_common.errors import ErrorKind, IaasError
from iaas_agent.storage.usage import SharedFolders, folder_use


def test_the_nearest_mount_is_the_source(tmp_path: Path) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\n10.0.0.5:/old {folder} nfs rw 0 0\n10.0.0.5:/images {folder} nfs rw 0 0\n"
        f"10.0.0.5:/no {folder}-2 nfs rw 0 0\n"
    )
    use = folder_use(folder, mounts)
    assert use.source == "10.0.0.5:/images" and use.total > 0
    assert folder_use(tmp_path, mounts).source == "/dev/sda1"


def test_folders_that_are_not_there_are_empty(tmp_path: Path) -> None:
    told = SharedFolders(tmp_path).now()
    assert (told.data.total, told.images.used, told.data.folder) == (0, 0, str(tmp_path / "data-volumes"))


def test_a_folder_that_does_not_answer_holds_one_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "images").mkdir()
    free, asked, real = threading.Event(), [], os.statvfs

    def hanging(path: Path) -> os.statvfs_result:
        asked.append(path)
        free.wait(60)
        return real(path)

    monkeypatch.setattr(os, "statvfs", hanging)
    folders = SharedFolders(tmp_path)
    for _ in range(4):
        with pytest.raises(IaasError, match="does not answer") as refused:
            folders.now(0.05)
        assert refused.value.kind is ErrorKind.UNAVAILABLE
    assert len(asked) == 1
    free.set()
    assert folders.now(20).images.total > 0
