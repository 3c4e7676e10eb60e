"""Disks that exist or are gone: ensure and absent, for the routes. What is slow about it runs as a job (`making`)."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any, Literal

from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import DiskSpec, EnsureDisk, EnsureNoDisk, VolumeRef, VolumeSpec
from api_common.contract.states import ImageFormat
from api_common.errors import ErrorKind, IaasError
from api_common.jobs import Jobs
from api_common.tools import qemu_img
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

    def start(self) -> None:
        """Tidy up after a process that died: unfinished files, records without a disk, bases without a user."""
        for path in self._layout.all_unfinished():
            path.unlink(missing_ok=True)
        for record in self._layout.all_records():
            if not disk_of(record).exists():
                record.unlink(missing_ok=True)
        try:
            self._bases.remove_unused()
        except IaasError as error:  # a disk that cannot be read must not keep the agent from starting
            _LOG.warning("unused bases are kept: %s", error.describe())

    def ensure(self, spec: VolumeSpec) -> JobReport:
        """The disk exists; `done` at once when it does already or is made quickly, else a job goes on."""
        path = self._layout.volume(spec.usage, spec.uuid, spec.suffix)
        with self._making.admitted(spec.uuid, spec.fence) as turn:
            order = Order(spec.uuid, path, spec.operation_uuid, turn.removals)
            if path.exists():
                self._keep_record(path, spec.record)
                return order.done()
        return self._making.begin(order, lambda temporary, progress: self._draw(spec, order, temporary, progress))

    def absent(self, ref: VolumeRef) -> None:
        """No file, no record, no half-made copy; missing is success."""
        path = self._layout.volume(ref.usage, ref.uuid, ref.suffix)
        with self._making.admitted(ref.uuid, ref.fence) as turn:
            self._making.remove(path, turn)  # before its record: the record protects the base
            record_path(path).unlink(missing_ok=True)

    def require_here(self, disk: DiskSpec) -> None:
        """`storage_failed` unless this host has the file of a disk."""
        path = self._layout.disk(disk)
        if not path.is_file():
            raise IaasError(
                ErrorKind.STORAGE_FAILED,
                f"this host has no disk {path.name} in {path.parent}; is that folder not shared with the disk's host?",
            )

    def note(self, body: EnsureDisk | EnsureNoDisk) -> None:
        """Keep the newest record beside a volume that was plugged in or unplugged, if its file is here."""
        if body.disk.image_file is not None or not body.record:
            return
        path = self._layout.disk(body.disk)
        with self._making.admitted(body.disk.uuid, body.fence):
            if path.exists():
                self._keep_record(path, body.record)

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
        disk = image_disk(source)
        qemu_img.convert(source, disk.format, target, unless_removed)
        if size > disk.virtual_size:
            qemu_img.resize(target, size)

    def _publish(self, spec: VolumeSpec, order: Order, temporary: Path, base: str | None = None) -> None:
        def appear() -> None:
            record = DiskRecord(record=spec.record, base=base)
            write_record(order.path, record, self._layout.temporary(order.path))
            os.replace(temporary, order.path)

        self._making.publish(order, temporary, _MODE, appear)

    def _keep_record(self, path: Path, newest: dict[str, Any]) -> None:
        """A repeat brings the newest record; which base the disk reads from does not change."""
        known = read_record(path)
        if known is None or known.record != newest:
            base = known.base if known else _base_of(path)
            write_record(path, DiskRecord(record=newest, base=base), self._layout.temporary(path))


def _base_of(disk: Path) -> str | None:
    backing = qemu_img.info(disk).backing
    return Path(backing).name if backing else None
