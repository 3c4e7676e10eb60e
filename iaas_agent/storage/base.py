"""The host-local, read-only cache of images that system disks are overlays of.

A base is named by the SHA-256 of its content. A small index file per image remembers which base belongs to which
(size, mtime) of the image file, so the content is read once, while it is copied. Bases are never changed: an image that
is replaced in the catalogue gets another base, and VMs on the old one never notice.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from api_common.contract.base import WireModel
from api_common.contract.states import VolumeUsage
from api_common.errors import ErrorKind, IaasError
from api_common.identity import FILE_NAME_PATTERN
from api_common.tools import qemu_img
from api_common.tools.disk_content import Content, UnfitError
from api_common.tools.disk_files import content, opened, require_whole, unfit
from api_common.tools.failures import discard, storage_failures
from iaas_agent.storage.copying import copy_hashing, flush_folder
from iaas_agent.storage.locks import locked_file
from iaas_agent.storage.paths import Layout
from iaas_agent.storage.records import read_record

_PLAIN = re.compile(FILE_NAME_PATTERN)
_FILLS = 5


class Base(WireModel):
    """One index entry: the image file as it was, and the base that holds its content."""

    image_size: int
    image_mtime_ns: int
    name: str
    format: str
    virtual_size: int


def image_disk(path: Path, *, whole: bool = False) -> Content:
    """What an image is; refused unless it is a plain disk that stands alone and, if asked for, is `whole`."""
    try:
        with opened(path) as handle:
            found = content(handle)
            if whole and found.format == "qcow2":
                require_whole(handle)
    except UnfitError as error:
        raise unfit(path, error) from error
    return found


def image_stat(path: Path) -> os.stat_result:
    """Size and time of an image file; a clear word if it is missing."""
    try:
        return path.stat()
    except FileNotFoundError:
        raise IaasError(
            ErrorKind.STORAGE_FAILED,
            f"image file {path.name} is not in {path.parent} on this host; is the images folder mounted?",
        ) from None


def _of_copy(copy: Path, image_file: str) -> Content:
    """The copy counts: the original may have been replaced since somebody looked at it."""
    try:
        return image_disk(copy, whole=True)
    except IaasError as error:
        raise IaasError(error.kind, error.message.replace(copy.name, image_file), detail=error.detail) from error


def _state(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_size, stat.st_mtime_ns


def _entry(image_file: str) -> str:
    """What an image is called in our own folders: its name, or what stands for one that is long or unusual."""
    if _PLAIN.fullmatch(image_file):
        return image_file
    return "~" + hashlib.sha256(image_file.encode()).hexdigest()


class BaseCache:
    """Fills, lends and cleans the cache. Safe between threads and between processes of one host."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._folder = layout.base
        self._lending = self._folder / "locks" / ".lending"  # no image can be named so
        self._memory = threading.Lock()
        self._wanted: Counter[str] = Counter()

    def path(self, base: Base) -> Path:
        """The file of a base."""
        return self._folder / base.name

    @contextmanager
    def lent(self, image_file: str, progress: Callable[[int], None]) -> Iterator[Base]:
        """The base of an image, filled if need be; nobody removes it inside the block."""
        with self._wanting(image_file):
            for _ in range(_FILLS):
                with locked_file(self._lending, shared=True):
                    if base := self._find(image_file):
                        yield base
                        return
                self._fill(image_file, progress)
        raise IaasError(ErrorKind.STORAGE_FAILED, f"image file {image_file} keeps changing; its base cannot be made")

    def remove_unused(self) -> list[str]:
        """Remove the bases that no disk reads from and nobody waits for; answers their names."""
        with locked_file(self._lending):
            keep = self._in_use()
            unused = [path for path in self._folder.glob("[!.]*") if path.is_file() and path.name not in keep]
            for path in unused:
                path.unlink(missing_ok=True)
        return [path.name for path in unused]

    def _in_use(self) -> set[str]:
        names = {base.name for image in [*self._wanted] if (base := self._read_index(image))}
        for disk in self._layout.all_disks(VolumeUsage.SYSTEM):
            record = read_record(disk)
            # A disk without a readable record (v1's, or damaged) tells its base itself, so none is lost by mistake.
            backing = record.base if record else qemu_img.info(disk).backing
            if backing:
                names.add(Path(backing).name)
        return names

    def _find(self, image_file: str) -> Base | None:
        stat = image_stat(self._layout.image(image_file))
        base = self._read_index(image_file)
        if base is None or (base.image_size, base.image_mtime_ns) != _state(stat):
            return None
        return base if self.path(base).exists() else None

    def _fill(self, image_file: str, progress: Callable[[int], None]) -> None:
        source = self._layout.image(image_file)
        with locked_file(self._folder / "locks" / _entry(image_file)), storage_failures(f"image file {image_file}"):
            if self._find(image_file):
                return  # somebody else has filled it while we waited for the lock
            self.remove_unused()
            image_disk(source)
            temporary = self._layout.temporary(self._folder / "base")
            try:
                before = source.stat()
                name = copy_hashing(source, temporary, progress)
                if _state(source.stat()) != _state(before):
                    return  # somebody is writing it: what was copied is a mixture
                disk = _of_copy(temporary, image_file)
                temporary.chmod(0o444)
                base = Base(
                    image_size=before.st_size,
                    image_mtime_ns=before.st_mtime_ns,
                    name=f"{name}.{disk.format}",
                    format=disk.format,
                    virtual_size=disk.virtual_size,
                )
                os.replace(temporary, self.path(base))
                flush_folder(self._folder)
                self._write_index(image_file, base)
            finally:
                discard(temporary)

    def _read_index(self, image_file: str) -> Base | None:
        try:
            return Base.model_validate_json((self._folder / "index" / _entry(image_file)).read_bytes())
        except (OSError, ValidationError):
            return None

    def _write_index(self, image_file: str, base: Base) -> None:
        entry = self._folder / "index" / _entry(image_file)
        entry.parent.mkdir(exist_ok=True)
        temporary = self._layout.temporary(self._folder / "base")
        temporary.write_text(base.model_dump_json(by_alias=True))
        os.replace(temporary, entry)

    @contextmanager
    def _wanting(self, image_file: str) -> Iterator[None]:
        """Keep the cleaning that comes with another image's fill from taking the base that is about to be used."""
        with self._memory:
            self._wanted[image_file] += 1
        try:
            yield
        finally:
            with self._memory:
                self._wanted[image_file] -= 1
                self._wanted += Counter()  # drops the zeros
