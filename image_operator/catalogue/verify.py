"""What a disk file is worth: looked at once by qemu-img, again only when it changes. For `store`.

The file is a stranger's. One that reads from other files is refused: a VM made from it could show its owner any file
of the host. ISO images have no header to read; whether they boot is for the guest to find out.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from api_common.contract.image import Image
from api_common.contract.states import ImageFormat
from api_common.errors import IaasError
from api_common.tools import qemu_img

_GIB = 1024**3
_CONTENTS = {ImageFormat.QCOW2: ("qcow2",), ImageFormat.IMAGE: ("raw", "qcow2")}
_WORKERS = 4


@dataclass(frozen=True)
class Verdict:
    """`problem`: why the file cannot be used, or null. `virtual_size` in GiB, rounded up; null for ISO images."""

    problem: str | None = None
    virtual_size: int | None = None


class Verifier:
    """Verdicts by file name. Several who ask for one at the same time wait for one look."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known: dict[str, tuple[tuple[object, ...], Future[Verdict]]] = {}
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="verify")

    def look(self, image: Image, state: os.stat_result) -> Future[Verdict]:
        """The verdict on an image's disk file, whose present state the caller has at hand."""
        name = image.filename or ""
        stamp = (image.format, state.st_mtime_ns, state.st_size, state.st_ino)
        with self._lock:
            known = self._known.get(name)
            if known is None or known[0] != stamp or known[1].cancelled():
                known = self._known[name] = (stamp, self._pool.submit(self._verify, image, state.st_size))
            return known[1]

    def forget(self, name: str) -> None:
        """Look again next time."""
        with self._lock:
            self._known.pop(name, None)

    def _verify(self, image: Image, size: int) -> Verdict:
        name = image.filename or ""
        if image.format is None:
            return Verdict("image.spec.format: must be QCOW2, IMAGE or ISO")
        if size == 0:
            return Verdict(f"file {name} is empty")
        if image.format is ImageFormat.ISO:
            return Verdict()
        try:
            disk = qemu_img.info(self._folder / name)
            qemu_img.require_plain(self._folder / name, disk)
        except IaasError as error:
            if error.retryable:  # a busy machine says nothing about the file
                self.forget(name)
            return Verdict(f"file {name} cannot be used: {error.message}")
        if disk.format not in _CONTENTS[image.format]:
            return Verdict(f"file {name} holds {disk.format} data, which is not what format {image.format} means")
        return Verdict(None, -(-disk.virtual_size // _GIB))
