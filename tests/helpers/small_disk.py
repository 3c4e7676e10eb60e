"""A small file system of its own, to be filled to the last byte, to run out of inodes, or to become read-only."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.iaas_agent.network.wires import may_make_namespaces

needs_mounts = pytest.mark.skipif(not may_make_namespaces(), reason="mounts file systems, which needs root")


class SmallDisk:
    """What is mounted at one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """Not a byte is left."""
        with (self.folder / ".filler").open("ab", buffering=0) as file:
            size = 1024 * 1024
            while size:
                try:
                    file.write(bytes(size))
                except OSError:
                    size //= 2

    def use_up_inodes(self) -> None:
        """Not a file more."""
        (self.folder / ".files").mkdir(exist_ok=True)
        number = 0
        while True:
            try:
                (self.folder / ".files" / str(number)).touch()
            except OSError:
                return
            number += 1

    def empty(self) -> None:
        """There is room again."""
        (self.folder / ".filler").unlink(missing_ok=True)
        for file in (self.folder / ".files").glob("*"):
            file.unlink()

    def read_only(self, yes: bool = True) -> None:
        """Nothing can be written, or can again."""
        subprocess.run(["mount", "-o", f"remount,{'ro' if yes else 'rw'}", self.folder], check=True)


@contextmanager
def small_disk(folder: Path, options: str = "size=4m,nr_inodes=200") -> Iterator[SmallDisk]:
    """Mounted at a folder, which is made; gone afterwards, whoever still uses it."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "small", folder], check=True)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", os.fspath(folder)], check=True)
