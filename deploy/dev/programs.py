"""The table of all programs that are started, `deploy/programs.txt`: which package brings them, and what needs them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "programs.txt"
ELSEWHERE = "-"
_PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


@dataclass(frozen=True)
class Entry:
    """One package, or what no package of Debian brings."""

    package: str
    needed_for: tuple[str, ...]
    programs: tuple[str, ...]


def table() -> list[Entry]:
    """All of it."""
    return list(_read(TABLE.read_text()))


def missing(*purposes: str) -> dict[str, str]:
    """Programs that this machine lacks, with the package of each."""
    return {
        program: entry.package
        for entry in table()
        if entry.package != ELSEWHERE and {*purposes} & {*entry.needed_for}
        for program in entry.programs
        if shutil.which(program, path=_PLACES) is None
    }


def _read(text: str) -> Iterator[Entry]:
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            package, purposes, programs = (part.split() for part in line.split(" :"))
            yield Entry(package[0], tuple(purposes), tuple(programs))
