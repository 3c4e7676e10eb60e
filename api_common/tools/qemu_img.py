"""qemu-img: the only module that calls it. Paths come from `storage/paths` and the catalogue, never from callers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api_common.errors import ErrorKind, IaasError
from api_common.tools.commands import run, run_reporting
from api_common.tools.failures import words_in

_PERCENT = re.compile(r"\((\d+)\.\d+/100%\)")
_KIND = ErrorKind.STORAGE_FAILED


@dataclass(frozen=True)
class DiskInfo:
    """What a disk of ours is. `virtual_size` in bytes; `backing` is the text of its backing file, if any."""

    format: str
    virtual_size: int
    backing: str | None


def info(path: Path) -> DiskInfo:
    """Read the header of a disk of ours; works while a VM uses it. For strangers' files there is `disk_files`."""
    told = json.loads(_run("info", "-U", "-f", "qcow2", "--output=json", str(path)))
    return DiskInfo(str(told["format"]), int(told["virtual-size"]), told.get("backing-filename"))


def create(path: Path, size_bytes: int) -> None:
    """An empty qcow2 disk."""
    _run("create", "-q", "-f", "qcow2", str(path), str(size_bytes))


def create_overlay(path: Path, base: Path, base_format: str, size_bytes: int) -> None:
    """A qcow2 disk that reads what it does not hold from `base`."""
    _run("create", "-q", "-f", "qcow2", "-b", str(base), "-F", base_format, str(path), str(size_bytes))


def resize(path: Path, size_bytes: int) -> None:
    """Grow a qcow2 disk; shrinking is refused by qemu-img itself."""
    _run("resize", "-q", "-f", "qcow2", str(path), str(size_bytes))


def convert(
    source: Path, source_format: str, target: Path, progress: Callable[[int], None], *, alone: bool = False
) -> None:
    """A full, flat qcow2 copy of `source`. `alone`: it refers to no other file, and is not believed if it does."""
    told = ["-f", source_format, str(source)]
    if alone:
        file = {"driver": "file", "filename": str(source)}
        more = {"backing": None} if source_format == "qcow2" else {}
        told = [f"json:{json.dumps({'driver': source_format, 'file': file, **more})}"]
    tail = ""

    def read(chunk: str) -> None:
        nonlocal tail
        tail = (tail + chunk)[-64:]
        if found := _PERCENT.findall(tail):
            progress(int(found[-1]))

    with _in_words():
        run_reporting(
            ["qemu-img", "convert", "-p", "-O", "qcow2", *told, str(target)],
            kind=_KIND,
            on_output=read,
        )


def _run(*arguments: str) -> str:
    with _in_words():
        return run(["qemu-img", *arguments], kind=_KIND)


@contextmanager
def _in_words() -> Iterator[None]:
    """What qemu-img says of a full disk, as everything else of ours says it."""
    try:
        yield
    except IaasError as error:
        if error.kind is _KIND and (said := words_in(error.message)):
            raise IaasError(_KIND, said) from error
        raise
