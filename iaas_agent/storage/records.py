"""The small JSON file beside each disk: what the disk is, for rebuilding rows, and which base it reads from.

It is written before its disk becomes visible and removed after it, so a disk always has one (disks of v1 excepted); a
record without its disk means nothing.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from api_common.contract.base import WireModel
from api_common.tools.failures import discard


class DiskRecord(WireModel):
    """`record` is the volume's wire form as iaas_core sent it; `base` is a file name in the base cache."""

    record: dict[str, Any] = {}
    base: str | None = None


def record_path(disk: Path) -> Path:
    """Where the record of a disk is."""
    return disk.with_name(disk.name + ".json")


def disk_of(record: Path) -> Path:
    """The disk that a record belongs to."""
    return record.with_name(record.name.removesuffix(".json"))


def write_record(disk: Path, record: DiskRecord, temporary: Path) -> None:
    """Write or replace the record of a disk as a whole, by way of a `temporary` name. A failure leaves the old one."""
    try:
        temporary.write_text(json.dumps(record.to_wire(), ensure_ascii=False))
        os.replace(temporary, record_path(disk))
    except BaseException:
        discard(temporary)
        raise


def read_record(disk: Path) -> DiskRecord | None:
    """The record of a disk, or null when it has none that can be read."""
    try:
        return DiskRecord.model_validate_json(record_path(disk).read_bytes())
    except (OSError, ValidationError):
        return None
