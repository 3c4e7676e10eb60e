"""Failures of the file system as errors of ours, worded for the people who have to make room."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from api_common.errors import ErrorKind, IaasError

_WORDS = {
    errno.ENOSPC: "the disk of this host is full",
    errno.EDQUOT: "the disk quota of this host is used up",
    errno.EROFS: "the file system is read-only",
    errno.ESTALE: "the shared storage is not there any more (stale NFS handle)",
}


@contextmanager
def storage_failures(doing: str) -> Iterator[None]:
    """Turn an OSError inside the block into `storage_failed`."""
    try:
        yield
    except OSError as error:
        why = _WORDS.get(error.errno or 0, error.strerror or type(error).__name__)
        raise IaasError(ErrorKind.STORAGE_FAILED, f"{doing}: {why}") from error
