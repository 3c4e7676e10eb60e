"""A volume's content as a new image file of the catalogue's folder, which hosts share: one qcow2 that stands alone.

Only files that this room can have made are ever touched here: core chooses a fresh id as the name of each, so a file
of that name is this operation's, also after the agent that made it is gone. The description of the image is not ours.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import ImageFileRef, PublishSpec
from api_common.errors import ErrorKind, IaasError, invalid
from api_common.jobs import Jobs
from api_common.tools import qemu_img
from iaas_agent.storage.copying import write_out
from iaas_agent.storage.making import Making, Order, Progress
from iaas_agent.storage.paths import Layout

_OURS = re.compile(r"[0-9a-f]{32}\.(img|qcow2)")
_MODE = 0o644
_IN_USE = "Is another process using the image"
"""qemu-img's words when QEMU has the disk open: its content would be torn."""


class Publisher:
    """Publishes volumes of this host."""

    def __init__(self, layout: Layout, jobs: Jobs) -> None:
        self._layout = layout
        self._making = Making("image file", layout, jobs)

    def highest_fence(self) -> int:
        """The newest fence that was let in."""
        return self._making.highest_fence

    def publish(self, spec: PublishSpec) -> JobReport:
        """The image file is there, complete; mostly a job goes on. `wrong_state` while a VM runs on the volume."""
        path = self._path(spec.image_file)
        with self._making.admitted(spec.image_file, spec.fence) as turn:
            order = Order(spec.image_file, path, spec.operation_uuid, turn.removals)
            if path.exists():
                return order.done()
        return self._making.begin(order, lambda temporary, progress: self._draw(spec, order, temporary, progress))

    def absent(self, ref: ImageFileRef) -> None:
        """No such file, finished or not; missing is success."""
        path = self._path(ref.image_file)
        with self._making.admitted(ref.image_file, ref.fence) as turn:
            self._making.remove(path, turn)

    def _draw(self, spec: PublishSpec, order: Order, temporary: Path, progress: Progress) -> None:
        def unless_removed(per_cent: int) -> None:
            self._making.require_wanted(order)
            write_out(temporary)
            progress(per_cent)

        source = self._layout.volume(spec.usage, spec.uuid, spec.suffix)
        if not source.is_file():
            raise IaasError(ErrorKind.STORAGE_FAILED, f"this host has no disk {source.name} in {source.parent}")
        with _torn_refused():
            # Never guessed: a guest could write another format's header into a disk. All of ours and v1's are qcow2.
            qemu_img.convert(source, "qcow2", temporary, unless_removed)
        self._making.publish(order, temporary, _MODE, lambda: _appear(temporary, order.path))

    def _path(self, image_file: str) -> Path:
        if not _OURS.fullmatch(image_file):
            raise invalid("imageFile", "must be 32 hexadecimal digits with .img or .qcow2")
        return self._layout.image(image_file)


def _appear(temporary: Path, path: Path) -> None:
    """Like a renaming that overwrites nothing."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        if not os.path.samefile(temporary, path):  # NFS may repeat a link that it made
            raise IaasError(ErrorKind.CONFLICT, f"image file {path.name} was made by somebody else meanwhile") from None


@contextmanager
def _torn_refused() -> Iterator[None]:
    try:
        yield
    except IaasError as error:
        if _IN_USE in error.message:
            raise IaasError(ErrorKind.WRONG_STATE, "a running VM is using the disk; stop it, then publish") from error
        raise
