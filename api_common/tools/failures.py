"""Failures of the file system as errors of ours, worded for the people who have to make room."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from api_common.errors import ErrorKind, IaasError

_WORDS = {
    errno.ENOSPC: "the disk of this host is full; make room (space, or inodes), then try again",
    errno.EDQUOT: "the disk quota of this host is used up; raise it or make room, then try again",
    errno.EROFS: "the file system is read-only; mount it writable, then try again",
    errno.EACCES: "permission denied; the service must be allowed to read and write there",
    errno.EIO: "the disk cannot be read or written (input/output error); see the kernel's log of this host",
    errno.ESTALE: "the shared storage is not there any more (stale NFS handle); mount it again",
}


def words(error: OSError) -> str:
    """What happened and what to do, without the path: users see it."""
    return _WORDS.get(error.errno or 0, error.strerror or type(error).__name__)


def words_in(said: str) -> str | None:
    """The same for what a program said, if it names one of these."""
    return next((sentence for number, sentence in _WORDS.items() if said.strip().endswith(os.strerror(number))), None)


@contextmanager
def storage_failures(doing: str) -> Iterator[None]:
    """Turn an OSError inside the block into `storage_failed`."""
    try:
        yield
    except OSError as error:
        raise IaasError(ErrorKind.STORAGE_FAILED, f"{doing}: {words(error)}") from error


def discard(temporary: Path) -> None:
    """Take a half-made file away, if it is there and can be; what failed before is what has to be told."""
    with suppress(OSError):
        temporary.unlink(missing_ok=True)
