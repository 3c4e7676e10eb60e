"""Copying big files: sparse, hashed on the way, with progress, and on the disk early. Knows nothing of images."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

_BLOCK = 4 * 1024 * 1024


def copy_hashing(source: Path, target: Path, progress: Callable[[int], None]) -> str:
    """Copy `source` to the new file `target`; blocks of zeros become holes. Answers the SHA-256 of the content."""
    digest = hashlib.sha256()
    copied = 0
    zeros = bytes(_BLOCK)
    with open(os.open(source, os.O_RDONLY | os.O_NOFOLLOW), "rb", buffering=0) as reader, target.open("xb") as writer:
        total = os.fstat(reader.fileno()).st_size
        while block := reader.read(_BLOCK):
            digest.update(block)
            if block == zeros[: len(block)]:
                writer.seek(len(block), os.SEEK_CUR)
            else:
                writer.write(block)
            copied += len(block)
            progress(copied * 100 // max(total, copied))
        writer.truncate(copied)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest()


def write_out(path: Path) -> None:
    """Let the disk begin with what is written so far, so that a flush at the end finds little left to wait for."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return  # not begun
    try:
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)  # starts writing, waits for nothing
    finally:
        os.close(handle)
