"""How full folders are, and what is mounted there."""

from __future__ import annotations

from pathlib import Path

from iaas_agent.storage.usage import folder_use, shared_storage


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
    told = shared_storage(tmp_path)
    assert (told.data.total, told.images.used, told.data.folder) == (0, 0, str(tmp_path / "data-volumes"))
