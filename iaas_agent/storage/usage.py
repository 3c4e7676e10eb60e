"""How full the folders are that hosts may share: like `df`, without running it."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path

from api_common.contract.host import FolderUse, SharedStorage
from api_common.errors import ErrorKind, IaasError
from api_common.tools.apart import Apart
from api_common.tools.failures import storage_failures

_GIB = 1024**3
WAIT_SECONDS = 3


class SharedFolders:
    """The folders of data volumes and of images. One that does not answer, on a dead NFS, holds one thread in all."""

    def __init__(self, data_root: Path) -> None:
        self._folders = data_root / "data-volumes", data_root / "images"
        self._apart: Apart[FolderUse | IaasError] = Apart("shared-folders", most=2)

    def now(self, seconds: float = WAIT_SECONDS) -> SharedStorage:
        """As this host sees them; `unavailable` while one does not answer."""
        until = time.monotonic() + seconds
        looks = [self._apart.look(folder.name, partial(_use_or_error, folder)) for folder in self._folders]
        found = []
        for folder, look in zip(self._folders, looks, strict=True):
            if not self._apart.wait(look, until):
                why = f"folder {folder} of this host does not answer; see that its storage is there, or mount it again"
                raise IaasError(ErrorKind.UNAVAILABLE, why)
            if not isinstance(look.value, FolderUse):
                raise look.value or IaasError(ErrorKind.INTERNAL, f"folder {folder} could not be looked at")
            found.append(look.value)
        return SharedStorage(data=found[0], images=found[1])


def _use_or_error(folder: Path) -> FolderUse | IaasError:
    try:
        return folder_use(folder)
    except IaasError as error:
        return error


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
