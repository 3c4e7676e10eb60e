"""What a disk file is worth: looked at apart from all requests, again only when it changes. For `store`.

The file is a stranger's: it may hang, it may still be coming, and it may be made to harm. So it is looked at in threads
of its own (`api_common/tools/apart`), by its own bytes (`disk_files`), and what has no verdict yet is PREPARE.
"""

from __future__ import annotations

import fcntl
import os
import signal
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from api_common.contract.image import Image
from api_common.contract.states import ImageFormat, ImageStatus
from api_common.errors import IaasError
from api_common.tools.apart import Apart, Look
from api_common.tools.disk_content import Content, UnfitError
from api_common.tools.disk_files import content, look_at, opened, require_whole

_GIB = 1024**3
HANG_SECONDS = 10
"""After so long a file that does not even open is called unusable; before, it is being looked at."""
SETTLE_SECONDS = 5
"""A file system that cannot tell whether somebody writes (NFS): what has not changed for so long is complete."""
_OLD_SECONDS = 60
_REMEMBERED = 50_000
_CHECKS = 4
"""Runs of qemu-img at a time."""
_COMING = ("cut_off", "corrupt", "empty", "text")
"""What a file looks like that is not complete."""


@dataclass(frozen=True)
class Verdict:
    """AVAILABLE, or PREPARE or ERROR with the reason. `virtual_size` in GiB, rounded up; null for ISO images."""

    status: ImageStatus = ImageStatus.AVAILABLE
    code: str | None = None
    problem: str | None = None
    virtual_size: int | None = None


@dataclass(frozen=True)
class _Known:
    stamp: tuple[object, ...]
    first_seen: float
    verdict: Verdict | None = None


class Verifier:
    """Verdicts by image file. Nobody waits for a file longer than he says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, _Known] = {}
        self._reading: set[str] = set()
        """Keys whose file has opened and is being read: that takes as long as it takes."""
        self._apart: Apart[Verdict] = Apart("verify")
        self._checks = threading.Semaphore(_CHECKS)

    def verdicts(self, images: Iterable[Image], until: float) -> list[Verdict]:
        """One for each image, by then (monotonic clock) at the latest. All are looked at beside each other."""
        looks = [(_key(image), self._look(image)) for image in images]
        return [self._of(key, look, until) for key, look in looks]

    def _look(self, image: Image) -> Look[Verdict]:
        return self._apart.look(_key(image), lambda: self._now(image))

    def _of(self, key: str, look: Look[Verdict], until: float) -> Verdict:
        file = key.partition("/")[2].partition("/")[0]
        if self._apart.wait(look, until):
            broken = Verdict(ImageStatus.ERROR, "unreadable", f"file {file} cannot be looked at; see the service's log")
            return look.value or broken
        if key not in self._reading and look.hangs(HANG_SECONDS):
            return Verdict(
                ImageStatus.ERROR,
                "hangs",
                f"file {file} cannot be looked at: its storage does not answer; mount it again",
            )
        return Verdict(ImageStatus.PREPARE, "looking", f"file {file} is being looked at")

    def _now(self, image: Image) -> Verdict:
        """The verdict on the files as they are now. Runs apart: any of its lines may hang."""
        name, key = image.filename or "", _key(image)
        try:
            found, state = look_at(self._folder, name)
            for name in [child.filename for child in image.children]:
                look_at(self._folder, name)
            name = image.filename or ""
            stamp = (found, state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)
            known = self._known.get(key)
            if known is None or known.stamp != stamp:
                known = _Known(stamp, time.monotonic())
            if known.verdict is None:
                known = _Known(stamp, known.first_seen, self._judged(image, found, known.first_seen))
            verdict = known.verdict
            assert verdict is not None
            lasting = verdict.status is not ImageStatus.PREPARE
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[key] = known if lasting else _Known(stamp, known.first_seen)
            return verdict
        except UnfitError as error:
            return Verdict(ImageStatus.ERROR, error.code, f"file {name} {error.why}")
        finally:
            self._reading.discard(key)

    def _judged(self, image: Image, file: str, first_seen: float) -> Verdict:
        name = image.filename or ""
        with opened(self._folder / file) as handle:
            writing = Verdict(ImageStatus.PREPARE, "writing", f"file {name} is still being written")
            quiet = _is_quiet(handle)
            if quiet is False:
                return writing
            try:
                self._reading.add(_key(image))
                found = self._whole(image, handle)
            except UnfitError as error:
                if quiet is None and error.code in _COMING and not _is_settled(handle, first_seen):
                    return writing
                raise
            except IaasError as error:  # a busy machine says nothing about the file
                return Verdict(ImageStatus.PREPARE, "looking", f"file {name} is being looked at: {error.message}")
            if quiet is None and found.format != "qcow2" and not _is_settled(handle, first_seen):
                return writing
            size = None if image.format is ImageFormat.ISO else -(-found.virtual_size // _GIB)
            return Verdict(virtual_size=size)

    def _whole(self, image: Image, handle: int) -> Content:
        if image.format is None:
            raise UnfitError(
                "format", "needs a format in its description: image.spec.format: must be QCOW2, IMAGE or ISO"
            )
        found = content(handle)
        _require_format(image.format, found)
        if found.format == "qcow2":
            with self._checks:
                require_whole(handle)
        return found


def _key(image: Image) -> str:
    """Neither part can hold a slash."""
    return "/".join((image.format or "", image.filename or "", *(child.filename for child in image.children)))


def _require_format(format: ImageFormat, found: Content) -> None:
    if format is ImageFormat.QCOW2 and found.format != "qcow2":
        kind = "an ISO image" if found.cd else "raw data"
        raise UnfitError("other_format", f"holds {kind}, which is not what format QCOW2 means; correct the description")
    if format is ImageFormat.IMAGE and not found.disk:
        raise UnfitError("is_cd", "is a CD image that cannot boot as a disk; its description must say format: ISO")
    if format is ImageFormat.ISO and not found.cd:
        raise UnfitError("no_cd", "is no CD image (ISO 9660 or UDF); its description must say QCOW2 or IMAGE")


def _is_quiet(handle: int) -> bool | None:
    """Whether nobody has the file open for writing; null where the file system cannot tell.

    A lease for reading is given only then. It is given back at once, and whoever wanted to write meanwhile waits for
    that; the signal that tells us so is one that is ignored.
    """
    try:
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _is_settled(handle: int, first_seen: float) -> bool:
    changed = os.fstat(handle).st_mtime
    return time.monotonic() - first_seen >= SETTLE_SECONDS or time.time() - changed > _OLD_SECONDS
