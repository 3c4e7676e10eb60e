"""Disks that exist or are gone: ensure and absent, for the routes. What is slow about it runs as a job (`making`)."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any, Literal

from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import DiskSpec, EnsureDisk, EnsureNoDisk, VolumeRef, VolumeSpec
from api_common.contract.states import ImageFormat, VolumeUsage
from api_common.errors import ErrorKind, IaasError
from api_common.jobs import Jobs
from api_common.tools import qemu_img
from api_common.tools.failures import storage_failures
from iaas_agent.storage.base import BaseCache, image_disk, image_stat
from iaas_agent.storage.making import Making, Order, Progress
from iaas_agent.storage.paths import Layout
from iaas_agent.storage.records import DiskRecord, disk_of, read_record, record_path, write_record

_LOG = logging.getLogger(__name__)
_GIB = 1024**3
_MODE = 0o600


class VolumeStore:
    """All disks of one host."""

    def __init__(self, layout: Layout, jobs: Jobs, *, mode: Literal["overlay", "copy"]) -> None:
        self._layout = layout
        self._mode = mode
        self._bases = BaseCache(layout)
        self._making = Making("volume", layout, jobs)
        self._owed: dict[str, tuple[Path, dict[str, Any]]] = {}
        """By volume: records that could not be written yet. Lost with the process; then the older ones stay."""

    def highest_fence(self) -> int:
        """The newest fence that was let in."""
        return self._making.highest_fence

    def start(self) -> None:
        """Tidy up after a process that died: unfinished files, records without a disk, bases without a user.

        A disk that cannot be read or written must not keep the agent from starting.
        """
        try:
            for path in self._layout.all_unfinished():
                path.unlink(missing_ok=True)
            for record in self._layout.all_records():
                if not disk_of(record).exists():
                    record.unlink(missing_ok=True)
            self._bases.remove_unused()
        except (IaasError, OSError) as error:
            _LOG.warning("what a process before left is kept for now: %s", error)

    def write_owed(self) -> None:
        """Write the records for which there was no room. Called when there may be room again."""
        for uuid, (path, newest) in list(self._owed.items()):
            with self._making.holding(uuid):
                if self._owed.get(uuid) == (path, newest) and path.exists():
                    self._keep_record(uuid, path, newest)

    def ensure(self, spec: VolumeSpec) -> JobReport:
        """The disk exists; `done` at once when it does already or is made quickly, else a job goes on."""
        path = self._layout.volume(spec.usage, spec.uuid, spec.suffix)
        with self._making.admitted(spec.uuid, spec.fence) as turn:
            order = Order(spec.uuid, path, spec.operation_uuid, turn.removals)
            if path.exists():
                self._keep_record(spec.uuid, path, spec.record)
                return order.done()
        return self._making.begin(order, lambda temporary, progress: self._draw(spec, order, temporary, progress))

    def absent(self, ref: VolumeRef) -> None:
        """No file, no record, no half-made copy; missing is success."""
        path = self._layout.volume(ref.usage, ref.uuid, ref.suffix)
        with self._making.admitted(ref.uuid, ref.fence) as turn:
            self._making.remove(path, turn)  # before its record: the record protects the base
            record_path(path).unlink(missing_ok=True)
            self._owed.pop(ref.uuid, None)

    def is_there(self, uuid: str, usage: VolumeUsage, suffix: Literal[".img", ".qcow2"]) -> bool:
        """Whether a disk's file is here; `storage_failed` where its folder does not tell."""
        path = self._layout.volume(usage, uuid, suffix)
        with storage_failures(f"volume {uuid}"):
            return path.is_file()

    def require_here(self, disk: DiskSpec) -> None:
        """`storage_failed` unless this host has the file of a disk."""
        path = self._layout.disk(disk)
        if not path.is_file():
            raise IaasError(
                ErrorKind.STORAGE_FAILED,
                f"this host has no disk {path.name} in {path.parent}; is that folder not shared with the disk's host?",
            )

    def note(self, body: EnsureDisk | EnsureNoDisk) -> None:
        """Keep the newest record beside a volume that was plugged in or unplugged, if its file is here.

        What happened to the domain stands, whether or not there is room for the record.
        """
        if body.disk.image_file is not None or not body.record:
            return
        path = self._layout.disk(body.disk)
        with self._making.admitted(body.disk.uuid, body.fence):
            if path.exists():
                self._keep_record(body.disk.uuid, path, body.record)

    def records(self) -> list[dict[str, Any]]:
        """What iaas_core said about every disk that is here."""
        disks = [disk for path in self._layout.all_records() if (disk := disk_of(path)).exists()]
        return [record.record for disk in disks if (record := read_record(disk)) and record.record]

    def _draw(self, spec: VolumeSpec, order: Order, temporary: Path, progress: Progress) -> None:
        order.path.parent.mkdir(parents=True, exist_ok=True)
        size = spec.size_gib * _GIB
        if spec.image_file is None or spec.image_format is ImageFormat.ISO:
            qemu_img.create(temporary, size)
            self._publish(spec, order, temporary)
        elif self._mode == "copy":
            self._copy(order, spec.image_file, size, temporary, progress)
            self._publish(spec, order, temporary)
        else:
            # Filling a base goes on even if this volume is removed: others may be waiting for the same one.
            with self._bases.lent(spec.image_file, progress) as base:
                size = max(size, base.virtual_size)
                qemu_img.create_overlay(temporary, self._bases.path(base), base.format, size)
                self._publish(spec, order, temporary, base.name)

    def _copy(self, order: Order, image_file: str, size: int, target: Path, progress: Progress) -> None:
        def unless_removed(per_cent: int) -> None:
            self._making.require_wanted(order)
            progress(per_cent)

        source = self._layout.image(image_file)
        image_stat(source)
        disk = image_disk(source, whole=True)
        qemu_img.convert(source, disk.format, target, unless_removed, alone=True)
        if size > disk.virtual_size:
            qemu_img.resize(target, size)

    def _publish(self, spec: VolumeSpec, order: Order, temporary: Path, base: str | None = None) -> None:
        def appear() -> None:
            record = DiskRecord(record=spec.record, base=base)
            write_record(order.path, record, self._layout.temporary(order.path))
            os.replace(temporary, order.path)

        self._making.publish(order, temporary, _MODE, appear)

    def _keep_record(self, uuid: str, path: Path, newest: dict[str, Any]) -> None:
        """A repeat brings the newest record; which base the disk reads from does not change.

        It is a copy of what db_proxy knows: a verb whose effect is there does not fail because a disk is full.
        """
        try:
            known = read_record(path)
            if known is None or known.record != newest:
                base = known.base if known else _base_of(path)
                write_record(path, DiskRecord(record=newest, base=base), self._layout.temporary(path))
            self._owed.pop(uuid, None)
        except (OSError, IaasError) as error:
            _LOG.warning("the record of volume %s is written later: %s", uuid, error)
            self._owed[uuid] = (path, newest)


def _base_of(disk: Path) -> str | None:
    backing = qemu_img.info(disk).backing
    return Path(backing).name if backing else None
