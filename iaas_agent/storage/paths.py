"""Where disks and images are: v1's layout, derived from ids and checked names only.

Every path is checked to be what its name says: nothing outside the areas, nothing reached through a symbolic link
below an area (the areas themselves may be mounts or links, as with NFS).
"""

from __future__ import annotations

import glob
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from api_common.contract.agent_spec import DiskSpec
from api_common.contract.states import VolumeUsage
from api_common.errors import ErrorKind, IaasError, invalid
from api_common.identity import require_file_name, require_image_file, require_uuid
from api_common.tools.disk_content import UnfitError
from api_common.tools.disk_files import look_at, unfit
from api_common.volume_paths import provider_location

Suffix = Literal[".img", ".qcow2"]
_AREAS = {VolumeUsage.SYSTEM: "sys-volumes", VolumeUsage.DATA: "data-volumes"}
_UNFINISHED = ".part"


class Layout:
    """All paths below one data root. `owner` marks this host's unfinished files: the data area may be shared."""

    def __init__(self, data_root: Path, owner: str = "local") -> None:
        self._root = data_root
        self._owner = require_file_name("HOST_NAME", owner)
        self.base = data_root / "base"
        self._images = data_root / "images"

    def volume(self, usage: VolumeUsage, uuid: str, suffix: Suffix) -> Path:
        """The file of a disk of ours."""
        if usage not in _AREAS:
            raise invalid("usage", f"{usage.value} volumes have no file of their own")
        area, *parts = provider_location(usage, require_uuid("uuid", uuid), suffix).split("/")
        return _plain(self._root / area, *parts)

    def image(self, file_name: str) -> Path:
        """A disk file of the catalogue; a link stands for the file beside it that it leads to."""
        name = require_image_file("image_file", file_name)
        try:
            name, _ = look_at(self._images, name)
        except UnfitError as error:
            if error.code != "missing":  # which whoever wants it says in more words
                raise unfit(self._images / name, error) from error
        return self._images / name

    def disk(self, disk: DiskSpec) -> Path:
        """The file behind one disk of a domain: an image's own (installer and driver ISOs) or a volume's."""
        if disk.image_file is not None:
            return self.image(disk.image_file)
        return self.volume(disk.usage, disk.uuid, disk.suffix)

    def temporary(self, path: Path) -> Path:
        """A new name in the same folder for a file that is not complete yet."""
        return path.with_name(f".{path.name}.{self._owner}.{secrets.token_hex(4)}{_UNFINISHED}")

    def unfinished(self, path: Path) -> Iterator[Path]:
        """All temporary files of one disk, whoever began them."""
        return path.parent.glob(f".{glob.escape(path.name)}.*{_UNFINISHED}")

    def all_unfinished(self) -> Iterator[Path]:
        """All temporary files that this host began."""
        mine = f".*.{self._owner}.*{_UNFINISHED}"
        for area in _AREAS.values():
            yield from (self._root / area).glob(f"?/?/{mine}")
        for folder in (self.base, self._images):
            yield from folder.glob(mine)

    def all_disks(self, usage: VolumeUsage) -> Iterator[Path]:
        """All complete disks of one area."""
        for path in (self._root / _AREAS[usage]).glob("?/?/[!.]*"):
            if path.suffix in (".img", ".qcow2"):
                yield path

    def all_records(self) -> Iterator[Path]:
        """The record files beside disks, in both areas."""
        for area in _AREAS.values():
            yield from (self._root / area).glob("?/?/[!.]*.json")


def _plain(area: Path, *parts: str) -> Path:
    path = area.joinpath(*parts)
    if path.resolve() != area.resolve().joinpath(*parts):
        why = f"{path.name} is reached through a symbolic link, which is not allowed here"
        raise IaasError(ErrorKind.STORAGE_FAILED, why, trail=[str(path)])
    return path
