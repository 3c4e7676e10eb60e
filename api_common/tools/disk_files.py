"""Looking at disk files that strangers put into the images folder. For image_operator and the agents.

What is no regular file is never opened; a link is followed by its text only, so nothing outside of the folder is
touched; what the file is, its own bytes say (`disk_content`). qemu-img sees only what is qcow2 by its header and stands
alone, through an open file, with its format given and with limits: it counts whether all clusters are there.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api_common.errors import ErrorKind, IaasError
from api_common.tools.commands import run_limited
from api_common.tools.disk_content import HEAD_BYTES, Content, Read, UnfitError, content_of, require_packed_clusters
from api_common.tools.failures import words

CHECK_SECONDS = 300
_LIMITS = {resource.RLIMIT_AS: 2 << 30, resource.RLIMIT_CPU: 60}
_MAX_LINKS = 8
_BEYOND = "exceeding the end of the file"
"""qemu-img's words."""


def look_at(folder: Path, name: str) -> tuple[str, os.stat_result]:
    """Name and state of a regular file directly in the folder; a link counts as the file in it that it leads to."""
    found = name
    for _ in range(_MAX_LINKS):
        try:
            state = (folder / found).lstat()
            if stat.S_ISREG(state.st_mode):
                return found, state
            if not stat.S_ISLNK(state.st_mode):
                raise UnfitError("not_regular", "is not a regular file; put the disk itself in its place")
            target = Path(os.path.normpath(folder / os.readlink(folder / found)))
            if target.parent not in (Path(os.path.normpath(folder)), folder.resolve()):
                raise UnfitError("link", "is a link that leads out of the images folder; put the file itself there")
        except OSError as error:
            raise _unreadable(error) from None
        found = target.name
    raise UnfitError("link", "is a link that leads round in a circle; put the file itself there")


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """A file, open for reading, that is a regular one and no link even if somebody has just replaced it."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _unreadable(error) from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UnfitError("not_regular", "is not a regular file; put the disk itself in its place")
        yield handle
    finally:
        os.close(handle)


def content(handle: int) -> Content:
    """What an open file is by its first bytes; :class:`UnfitError` if it cannot be used."""
    try:
        return content_of(os.fstat(handle).st_size, _reader(handle))
    except OSError as error:
        raise _unreadable(error) from None


def require_whole(handle: int) -> None:
    """Nothing of a qcow2 file is missing or damaged; :class:`UnfitError` else. Reads its tables, not its data."""
    file = {"driver": "file", "filename": f"/proc/self/fd/{handle}", "locking": "off"}
    disk = f"json:{json.dumps({'driver': 'qcow2', 'file': file, 'backing': None})}"
    command = ["qemu-img", "check", "--output=json", disk]
    done = run_limited(command, limits=_LIMITS, handles=[handle], timeout_seconds=CHECK_SECONDS)
    size = os.fstat(handle).st_size
    if done.code in (0, 3):  # 3: some clusters belong to nobody, which costs room and nothing else
        require_packed_clusters(os.pread(handle, HEAD_BYTES, 0), size, _reader(handle))
        return
    told = _report(done.output)
    end = told.get("image-end-offset", 0)
    if _BEYOND in done.errors:
        raise UnfitError("cut_off", "is cut off: some of its data lie behind its end; copy or download it again")
    if end > size:
        raise UnfitError("cut_off", f"is cut off: its data go on to {end} bytes and it has {size}; copy it again")
    if told.get("corruptions"):
        raise UnfitError(
            "corrupt", f"is damaged in {told['corruptions']} places; copy it again, or qemu-img check -r all"
        )
    raise UnfitError("corrupt", f"cannot be used: {_last_line(done.errors)}")


def unfit(path: Path, error: UnfitError) -> IaasError:
    """The refusal for whoever asked for the file."""
    return IaasError(ErrorKind.STORAGE_FAILED, f"image file {path.name} {error.why}", detail={"code": error.code})


def _reader(handle: int) -> Read:
    return lambda place, length: os.pread(handle, length, place)


def _report(text: str) -> dict[str, int]:
    try:
        return dict(json.loads(text))
    except ValueError:
        return {}


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2].rpartition(": ")[2][:200] or "qemu-img gave up"


def _unreadable(error: OSError) -> UnfitError:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return UnfitError("missing", "is missing in the images folder; put it there")
    if error.errno == errno.ELOOP:
        return UnfitError("link", "is a link; put the file itself in its place")
    return UnfitError("unreadable", f"cannot be read: {words(error)}")
