"""Copying big files: only what they hold, named by content on the way, with progress. Knows nothing of images.

The name of a content is a SHA-256 over its blocks that are not all zero, each with its place, and the size. So a hole
and zeros that somebody wrote are the same content, wherever a file system or `cp` left holes, and holes cost nothing.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

_CHUNK = 4 * 1024 * 1024
"""Read at once."""
_BLOCK = 64 * 1024
"""Hashed, written or left out as a whole. Part of what the name means: another size is another `_VERSION`."""
_PAGE = 4096
_VERSION = "2"
"""Names of the first release were the plain SHA-256 of all bytes, without a version before them."""
_ZEROS = bytes(_CHUNK)


def copy_hashing(source: Path, target: Path, progress: Callable[[int], None]) -> str:
    """Copy `source` to the new file `target`, with holes where zeros are. Answers the name of the content."""
    digest = hashlib.sha256()
    with open(os.open(source, os.O_RDONLY | os.O_NOFOLLOW), "rb", buffering=0) as reader, target.open("xb") as writer:
        size = os.fstat(reader.fileno()).st_size
        digest.update(size.to_bytes(8, "big"))
        for start, end in _extents(reader.fileno(), size):
            while start < end:
                chunk = _read(reader.fileno(), start, min(_CHUNK, end - start))
                if not chunk:
                    break  # cut shorter meanwhile; whoever asked sees that the file has changed
                _keep(writer.fileno(), start, chunk, digest.update)
                start += len(chunk)
                progress(start * 100 // max(size, start))
        writer.truncate(size)
        writer.flush()
        os.fsync(writer.fileno())
    progress(100)
    return f"{_VERSION}-{digest.hexdigest()}"


def _extents(handle: int, size: int) -> Iterator[tuple[int, int]]:
    """Where a file holds data, in whole blocks; all of it where the file system knows no holes."""
    place = 0
    while place < size:
        try:
            begin = os.lseek(handle, place, os.SEEK_DATA)
            end = os.lseek(handle, begin, os.SEEK_HOLE)
        except OSError as error:
            if error.errno == errno.ENXIO:  # only a hole remains
                return
            begin, end = place, size
        begin = max(place, begin - begin % _BLOCK)
        place = min(size, -(-end // _BLOCK) * _BLOCK)
        yield begin, place


def _read(handle: int, start: int, length: int) -> bytes:
    """All of it, unless the file ends before: a block must not be hashed in two halves."""
    parts = []
    while length and (part := os.pread(handle, length, start)):
        parts.append(part)
        start, length = start + len(part), length - len(part)
    return b"".join(parts)


def _keep(handle: int, start: int, chunk: bytes, update: Callable[[bytes], None]) -> None:
    if chunk == _ZEROS[: len(chunk)]:
        return
    for offset in range(0, len(chunk), _BLOCK):
        block = chunk[offset : offset + _BLOCK]
        if block != _ZEROS[: len(block)]:
            update((start + offset).to_bytes(8, "big"))
            update(block)
            _write(handle, start + offset, block)


def _write(handle: int, start: int, block: bytes) -> None:
    """What of a block is not zero, by pages: data that lies scattered takes as little room as it did."""
    begin = 0
    for page in range(0, len(block) + _PAGE, _PAGE):
        content = block[page : page + _PAGE]
        if content == _ZEROS[: len(content)]:  # the empty one behind the end, too
            if begin < page:
                _write_all(handle, start + begin, block[begin:page])
            begin = page + _PAGE


def _write_all(handle: int, start: int, data: bytes) -> None:
    while data:
        written = os.pwrite(handle, data, start)
        start, data = start + written, data[written:]


def flush(path: Path) -> None:
    """A power cut must not leave the right name on an empty file."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_folder(path: Path) -> None:
    """Nor must it take the name away again. Some file systems cannot do that, and need not."""
    with suppress(OSError):
        flush(path)


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
