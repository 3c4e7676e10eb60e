"""Disks that exist or are gone: ensure and absent, for the routes.

Slow work runs as a job; a volume's lock is held only for the moments that decide, so a removal never waits for a copy:
it leaves a mark instead, and the copy ends without becoming visible.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import VolumeRef, VolumeSpec
from api_common.contract.states import ImageFormat, JobStatus
from api_common.errors import ErrorKind, IaasError
from api_common.jobs import Jobs
from api_common.tools import qemu_img
from iaas_agent.storage.base import BaseCache, image_disk, image_stat
from iaas_agent.storage.failures import storage_failures
from iaas_agent.storage.locks import Turn, VolumeGuard
from iaas_agent.storage.paths import Layout
from iaas_agent.storage.records import DiskRecord, disk_of, read_record, record_path, write_record

_LOG = logging.getLogger(__name__)
_GIB = 1024**3
QUICK_SECONDS = 1.5
"""How long an answer waits for work that is nearly always quick."""


@dataclass(frozen=True)
class _Order:
    """One volume to be made: where, and how often it had been removed when it was asked for."""

    spec: VolumeSpec
    path: Path
    removals: int

    @property
    def size(self) -> int:
        return self.spec.size_gib * _GIB

    @property
    def key(self) -> str:
        """A volume removed and asked for again by the same operation is other work, so its key differs."""
        again = f".{self.removals}" if self.removals else ""
        return f"{self.spec.operation_uuid}.{self.spec.uuid}{again}"


class VolumeStore:
    """All disks of one host."""

    def __init__(self, layout: Layout, jobs: Jobs, *, mode: Literal["overlay", "copy"]) -> None:
        self._layout = layout
        self._jobs = jobs
        self._mode = mode
        self._bases = BaseCache(layout)
        self._guard = VolumeGuard()

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
        with self._guard.admitted(spec.uuid, spec.fence) as turn, storage_failures(f"volume {spec.uuid}"):
            order = _Order(spec, path, turn.removals)
            if path.exists():
                self._keep_record(order)
                return JobReport(key=order.key, status=JobStatus.DONE, progress=100)
        return self._jobs.ensure(order.key, partial(self._make, order), wait_seconds=QUICK_SECONDS)

    def absent(self, ref: VolumeRef) -> None:
        """No file, no record, no half-made copy; missing is success."""
        path = self._layout.volume(ref.usage, ref.uuid, ref.suffix)
        with self._guard.admitted(ref.uuid, ref.fence) as turn, storage_failures(f"volume {ref.uuid}"):
            turn.removals += 1
            path.unlink(missing_ok=True)  # before its record: the record protects the base
            record_path(path).unlink(missing_ok=True)
            for half in self._layout.unfinished(path):
                half.unlink(missing_ok=True)

    def records(self) -> list[dict[str, Any]]:
        """What iaas_core said about every disk that is here."""
        disks = [disk for path in self._layout.all_records() if (disk := disk_of(path)).exists()]
        return [record.record for disk in disks if (record := read_record(disk)) and record.record]

    def _make(self, order: _Order, progress: Callable[[int], None]) -> dict[str, Any]:
        path = order.path
        temporary = self._layout.temporary(path)
        with storage_failures(f"volume {order.spec.uuid}"), self._explained_by_removal(order):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._draw(order, temporary, progress)
            finally:
                temporary.unlink(missing_ok=True)
        return {}

    def _draw(self, order: _Order, temporary: Path, progress: Callable[[int], None]) -> None:
        spec = order.spec
        if spec.image_file is None or spec.image_format is ImageFormat.ISO:
            qemu_img.create(temporary, order.size)
            self._publish(order, temporary)
        elif self._mode == "copy":
            self._copy(order, spec.image_file, temporary, progress)
            self._publish(order, temporary)
        else:
            # Filling a base goes on even if this volume is removed: others may be waiting for the same one.
            with self._bases.lent(spec.image_file, progress) as base:
                size = max(order.size, base.virtual_size)
                qemu_img.create_overlay(temporary, self._bases.path(base), base.format, size)
                self._publish(order, temporary, base.name)

    def _copy(self, order: _Order, image_file: str, target: Path, progress: Callable[[int], None]) -> None:
        def unless_removed(per_cent: int) -> None:
            self._require_wanted(order)
            progress(per_cent)

        source = self._layout.image(image_file)
        image_stat(source)
        disk = image_disk(source)
        qemu_img.convert(source, disk.format, target, unless_removed)
        if order.size > disk.virtual_size:
            qemu_img.resize(target, order.size)

    def _publish(self, order: _Order, temporary: Path, base: str | None = None) -> None:
        """Make a complete disk visible, unless it was removed while it was being made."""
        temporary.chmod(0o600)
        _to_disk(temporary)
        with self._guard.holding(order.spec.uuid) as turn:
            _require_turn(order, turn)
            record = DiskRecord(record=order.spec.record, base=base)
            write_record(order.path, record, self._layout.temporary(order.path))
            os.replace(temporary, order.path)

    def _require_wanted(self, order: _Order) -> None:
        with self._guard.holding(order.spec.uuid) as turn:
            _require_turn(order, turn)

    @contextmanager
    def _explained_by_removal(self, order: _Order) -> Iterator[None]:
        """A removal takes the half-made file away; whatever fails because of that is told as what it is."""
        try:
            yield
        except (OSError, IaasError):
            self._require_wanted(order)
            raise

    def _keep_record(self, order: _Order) -> None:
        """A repeat brings the newest record; which base the disk reads from does not change."""
        known = read_record(order.path)
        if known is None or known.record != order.spec.record:
            base = known.base if known else _base_of(order.path)
            record = DiskRecord(record=order.spec.record, base=base)
            write_record(order.path, record, self._layout.temporary(order.path))


def _require_turn(order: _Order, turn: Turn) -> None:
    if turn.removals != order.removals:
        raise IaasError(ErrorKind.CONFLICT, f"volume {order.spec.uuid} was removed while it was being made")


def _base_of(disk: Path) -> str | None:
    backing = qemu_img.info(disk).backing
    return Path(backing).name if backing else None


def _to_disk(path: Path) -> None:
    """A power cut must not leave the right name on an empty file."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
