"""Disks: one of any kind, pages and counts of data volumes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api_common.contract.states import ResourceType, VolumeStatus
from api_common.contract.vm import VolumeCount, VolumeFilter
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.queries.reader import Reader
from db_proxy.queries.volumes import volume, volume_counts, volumes
from tests.helpers.db import Rows, refused


def disk(rows: Rows, name: str | None = None, **fields: Any) -> str:
    record = {"uuid": new_uuid(), "name": name, "usageType": "DATA", "status": "AVAILABLE", "size": 5, **fields}
    return str(rows.create(ResourceType.VOLUME, **record)["uuid"])


def names(read: Reader, **query: Any) -> list[str | None]:
    return [view.volume.name for view in read(volumes, VolumeFilter(**query)).content]


def test_a_disk_is_found_by_its_uuid(rows: Rows, read: Reader) -> None:
    uuid = disk(rows, usageType="SYSTEM")
    found = read(volume, uuid)
    assert (found.uuid, found.status, found.size) == (uuid, VolumeStatus.AVAILABLE, 5)
    with refused(ErrorKind.NOT_FOUND):
        read(volume, new_uuid())


def test_pages_hold_data_volumes_in_order_of_creation(rows: Rows, read: Reader) -> None:
    for number in range(5):
        disk(rows, f"d{number}")
        disk(rows, f"s{number}", usageType="SYSTEM")
        disk(rows, f"i{number}", usageType="ISO")
    page = read(volumes, VolumeFilter(page_num=2, page_size=2))
    assert [view.volume.name for view in page.content] == ["d2", "d3"]
    assert (page.total_pages, page.total_elements) == (3, 5)
    beyond = read(volumes, VolumeFilter(page_num=9, page_size=2))
    assert (beyond.content, beyond.total_pages, beyond.total_elements) == ([], 3, 5)
    everything = read(volumes, VolumeFilter())
    assert (len(everything.content), everything.total_pages) == (5, 1)


def test_a_volume_comes_with_its_vm_only_while_attached(rows: Rows, read: Reader) -> None:
    vm = rows.vm(name="owner")
    disk(rows, "on", status="ATTACHED", instanceUuid=vm, mountPoint="vdb")
    disk(rows, "going on", status="USED", instanceUuid=vm, mountPoint="vdc")
    disk(rows, "of a VM that is gone", status="ATTACHED", instanceUuid=new_uuid(), mountPoint="vdb")
    disk(rows, "free", instanceUuid="")
    shown = {view.volume.name: view.vm and view.vm.name for view in read(volumes, VolumeFilter()).content}
    assert shown == {"on": "owner", "going on": None, "of a VM that is gone": None, "free": None}


def test_keywords_match_name_description_or_the_vm(rows: Rows, read: Reader) -> None:
    vm = rows.vm(name="Web-Server", description="not looked at: backup")
    disk(rows, "Backup")
    disk(rows, "b", description="holds the BACKUP")
    disk(rows, "c", status="ATTACHED", instanceUuid=vm, mountPoint="vdb")
    disk(rows, "d", status="USED", instanceUuid=vm, mountPoint="vdc")
    disk(rows, "e", description=None, instanceUuid="")
    assert names(read, keywords="backup") == ["Backup", "b"]
    assert names(read, keywords="web") == ["c", "d"]
    assert names(read, keywords="nothing") == []


def test_a_volume_of_nobody_is_not_linked_to_a_vm_without_uuid(rows: Rows, read: Reader) -> None:
    rows.vm(uuid="", name="web")
    disk(rows, "free", instanceUuid="")
    assert names(read, keywords="web") == []


@pytest.mark.parametrize("keyword", ["%", "_", "100%", "a_b", "/", "\\", "'"])
def test_wildcards_are_plain_text(rows: Rows, read: Reader, keyword: str) -> None:
    disk(rows, "axb 1000 plain")
    disk(rows, f"with {keyword} inside")
    assert names(read, keywords=keyword) == [f"with {keyword} inside"]


def test_filters_combine(rows: Rows, read: Reader) -> None:
    disk(rows, "a")
    disk(rows, "b", status="ERROR")
    disk(rows, "ab", status="CREATING")
    assert names(read, statuses=[VolumeStatus.AVAILABLE, VolumeStatus.ERROR]) == ["a", "b"]
    assert names(read, statuses=[VolumeStatus.CREATING, VolumeStatus.ERROR], keywords="a") == ["ab"]
    assert names(read, statuses=[]) == []


def test_a_page_costs_the_same_for_one_volume_and_for_many(
    rows: Rows, read: Reader, statements: Callable[[Callable[[], Any]], int]
) -> None:
    vm = rows.vm()
    disk(rows, status="ATTACHED", instanceUuid=vm, mountPoint="vda")
    one = statements(lambda: read(volumes, VolumeFilter(keywords="")))
    for place in "bcdefgh":
        disk(rows, status="ATTACHED", instanceUuid=rows.vm(), mountPoint=f"vd{place}")
    assert len(read(volumes, VolumeFilter()).content) == 8
    assert statements(lambda: read(volumes, VolumeFilter())) == one == 2


def test_counts_add_up_data_volumes_per_status(rows: Rows, read: Reader) -> None:
    disk(rows)
    disk(rows, size=7)
    disk(rows, status="ERROR", size=None)
    disk(rows, usageType="SYSTEM")
    assert sorted(read(volume_counts), key=lambda count: count.count) == [
        VolumeCount(status=VolumeStatus.ERROR, count=1, size=0),
        VolumeCount(status=VolumeStatus.AVAILABLE, count=2, size=12),
    ]
