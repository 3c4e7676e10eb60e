"""How full the folders are that hosts may share: like `df`, without running it."""

from __future__ import annotations

import os
from pathlib import Path

from api_common.contract.host import FolderUse, SharedStorage
from api_common.tools.failures import storage_failures

_GIB = 1024**3


def shared_storage(data_root: Path) -> SharedStorage:
    """The folders of data volumes and of images, as this host sees them."""
    return SharedStorage(data=folder_use(data_root / "data-volumes"), images=folder_use(data_root / "images"))


def folder_use(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> FolderUse:
    """Size and use of the file system behind a folder; all zero while the folder does not exist."""
    if not folder.is_dir():
        return FolderUse(folder=str(folder))
    with storage_failures(f"folder {folder}"):
        stat = os.statvfs(folder)
    return FolderUse(
        folder=str(folder),
        source=_source(folder.resolve(), mounts),
        total=_gib(stat.f_blocks * stat.f_frsize),
        used=_gib((stat.f_blocks - stat.f_bfree) * stat.f_frsize),
    )


def _source(folder: Path, mounts: Path) -> str:
    """What is mounted at the nearest mount point above a folder, such as `10.0.0.5:/export/images`."""
    points = {folder, *folder.parents}
    found = [
        (len(point), number, source)
        for number, (source, point) in enumerate(line.split(" ")[:2] for line in mounts.read_text().splitlines())
        if Path(point) in points
    ]
    return max(found)[2] if found else ""  # the longest path; of several mounts on one point the last is seen


def _gib(size: int) -> int:
    return -(-size // _GIB)
