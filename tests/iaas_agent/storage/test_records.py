"""Records beside disks: replaced as a whole, read with forbearance."""

from __future__ import annotations

from pathlib import Path

from iaas_agent.storage.records import DiskRecord, disk_of, read_record, record_path, write_record


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    disk = tmp_path / "a.img"
    record = DiskRecord(record={"name": "数据盘", "size": 20}, base="abc.qcow2")
    write_record(disk, record, tmp_path / ".half")
    assert read_record(disk) == record
    assert disk_of(record_path(disk)) == disk
    assert [path.name for path in tmp_path.iterdir()] == ["a.img.json"]


def test_missing_and_damaged_records_are_none(tmp_path: Path) -> None:
    disk = tmp_path / "a.img"
    assert read_record(disk) is None
    for text in ("", "{", "[]", '{"record": 5}'):
        record_path(disk).write_text(text)
        assert read_record(disk) is None
